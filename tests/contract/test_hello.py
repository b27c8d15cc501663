"""The hello lesson: an event in, an answer out."""

import json

import pytest


@pytest.mark.parametrize(
    ("nome", "sobrenome"),
    [("Maria", "Silva"), ("João", "Conceição"), ("李", "小龍"), ("", ""), ('"', "\\n\x00🚗")],
)
def test_greets_with_name_and_surname(invoke, nome, sobrenome):
    answer = invoke("ola", {"nome": nome, "sobrenome": sobrenome})
    assert answer.status == 200
    assert answer.error is None
    assert answer.payload["statusCode"] == 200
    assert json.loads(answer.payload["body"]) == f"Oi {nome} {sobrenome}!"


def test_ignores_fields_that_it_does_not_know(invoke):
    answer = invoke("ola", {"nome": "Maria", "sobrenome": "Silva", "idade": 30})
    assert json.loads(answer.payload["body"]) == "Oi Maria Silva!"
