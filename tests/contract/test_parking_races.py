"""Events of one plate at the same time, through the front door: none lost, none doubled."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import uuid4

import pytest
from boto3.dynamodb.conditions import Key

CLIENTS = 8


@pytest.fixture
def table(dynamodb):
    return dynamodb.Table("estacionamento")


@pytest.fixture
def placa(table):
    placa = f"R-{uuid4()}"
    table.put_item(Item={"placa": placa, "registro": "carro", "cpf": f"cpf-{placa}"})
    return placa


@pytest.fixture
def at_once(invoke):
    def register(event):
        answer = invoke("parking-register", event)
        assert answer.error is None, answer.payload
        return event["tipo"], answer.payload["statusCode"], json.loads(answer.payload["body"])

    def call(events):
        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(register, events))

    return call


def items(table, placa):
    *stays, car = table.query(KeyConditionExpression=Key("placa").eq(placa), ConsistentRead=True)[
        "Items"
    ]
    return stays, car


def statuses(answers):
    return Counter(status for _, status, _ in answers)


def test_of_many_entries_one_wins(at_once, table, placa):
    answers = at_once(
        {"placa": placa, "tipo": "entrada", "quando": f"2026-03-01T08:00:{n:02}Z"}
        for n in range(CLIENTS)
    )
    assert statuses(answers) == {200: 1, 409: CLIENTS - 1}
    [winner] = [body for _, status, body in answers if status == 200]
    assert items(table, placa)[1]["aberta"] == winner["entrada"]


def test_of_many_exits_one_wins(at_once, table, placa):
    at_once([{"placa": placa, "tipo": "entrada", "quando": "2026-03-01T08:00:00Z"}])
    answers = at_once(
        {"placa": placa, "tipo": "saida", "quando": f"2026-03-01T09:00:{n:02}Z"}
        for n in range(CLIENTS)
    )
    assert statuses(answers) == {200: 1, 409: CLIENTS - 1}
    [winner] = [body for _, status, body in answers if status == 200]
    [stay], car = items(table, placa)
    assert stay["saida"] == winner["saida"]
    assert "aberta" not in car


def test_in_a_storm_every_success_is_one_stay_and_every_stay_one_success(at_once, table, placa):
    kinds = ["entrada", "saida", "saida", "entrada"] * 40
    answers = at_once({"placa": placa, "tipo": tipo} for tipo in kinds)
    assert statuses(answers).keys() <= {200, 400, 409}  # 400: now, but before another's entry
    entries = {
        body["entrada"] for tipo, status, body in answers if (tipo, status) == ("entrada", 200)
    }
    exits = [body for tipo, status, body in answers if (tipo, status) == ("saida", 200)]
    stays, car = items(table, placa)
    open_now = {car["aberta"]} if "aberta" in car else set()
    assert sorted((e["entrada"], e["saida"]) for e in exits) == [
        (stay["registro"], stay["saida"]) for stay in stays
    ]
    assert entries == {stay["registro"] for stay in stays} | open_now
    assert len(stays) > 1
    assert all(stay["saida"] < later["registro"] for stay, later in pairwise(stays))
