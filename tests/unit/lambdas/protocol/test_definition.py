import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.lambdas.protocol.definition import Definition, read_update, read_zip
from harness.model.function import Function, Logging
from harness.wire.refusal import Refusal


def code(refused: object) -> str:
    assert isinstance(refused, Refusal)
    assert refused.status == 400
    assert refused.message
    return refused.code


FUNCTION = Function("ola", "Ola", "app.handler", Path("/code"), "python3.11")


def updated(members: dict[str, Any], function: Function = FUNCTION) -> Function:
    read = read_update(members)
    assert isinstance(read, Definition)
    return read.of(function)


def test_what_an_update_leaves_out_stays() -> None:
    assert updated({}) == FUNCTION


def test_an_update_is_read() -> None:
    members = {
        "Handler": "a.b",
        "Runtime": "python3.12",
        "Timeout": 900,
        "MemorySize": 256,
        "Environment": {"Variables": {"TARIFA": "10"}},
    }
    assert updated(members) == replace(
        FUNCTION,
        handler="a.b",
        runtime="python3.12",
        timeout_s=900,
        memory_mb=256,
        environment={"TARIFA": "10"},
    )


def test_a_log_group_outlives_a_change_of_the_format() -> None:
    json_ = updated({"LoggingConfig": {"LogFormat": "JSON", "LogGroup": "mine"}})
    text = updated({"LoggingConfig": {"LogFormat": "Text"}}, json_)
    assert text.logging == Logging("Text", "mine")


@pytest.mark.parametrize(
    "members",
    [
        {"Timeout": 0},
        {"Timeout": 901},
        {"MemorySize": 127},
        {"MemorySize": 10_241},
        {"Handler": "a b"},
        {"Handler": ""},
        {"Handler": "a\0b"},
        {"Handler": "x" * 129},
        {"Handler": "\ud83d"},
        {"Environment": {"Variables": {"1A": "x"}}},
        {"Environment": {"Variables": {"A=B": "x"}}},
    ],
)
def test_what_is_out_of_bounds_is_refused(members: dict[str, Any]) -> None:
    assert code(read_update(members)) == "ValidationException"


@pytest.mark.parametrize("value", ["a\0b", "\ud83d", "x" * 4096])
def test_a_variable_that_no_process_can_have_is_refused(value: str) -> None:
    members = {"Environment": {"Variables": {"AB": value}}}
    assert code(read_update(members)) == "InvalidParameterValueException"


@pytest.mark.parametrize(
    "members",
    [
        {"Timeout": "3"},
        {"Handler": 1},
        {"Runtime": []},
        {"Environment": 1},
        {"Environment": {"Variables": []}},
        {"Environment": {"Variables": {"AB": 1}}},
    ],
)
def test_what_is_of_another_type_is_refused(members: dict[str, Any]) -> None:
    assert code(read_update(members)) == "SerializationException"


def test_a_zip_comes_in_base64() -> None:
    assert read_zip({"ZipFile": base64.b64encode(b"PK").decode()}) == b"PK"


@pytest.mark.parametrize(
    "given", [None, {}, {"S3Bucket": "b", "S3Key": "k"}, {"ZipFile": "!"}, {"ZipFile": 1}, "zip"]
)
def test_code_that_is_no_zip_is_refused(given: object) -> None:
    assert code(read_zip(given))
