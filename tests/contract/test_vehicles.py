"""Vehicle control: ``cpf`` + ``placa`` as key, a global index by plate, a local one by year."""

import json
from time import sleep
from uuid import uuid4

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError


@pytest.fixture
def table(dynamodb):
    return dynamodb.Table("proprietarios")


@pytest.fixture
def cpf():
    return f"V-{uuid4()}"


@pytest.fixture
def placa():
    return f"V-{uuid4()}"


@pytest.fixture
def ask(invoke):
    def call(function, event):
        answer = invoke(function, event)
        assert answer.error is None, answer.payload
        return answer.payload["statusCode"], json.loads(answer.payload["body"])

    return call


@pytest.fixture
def owners(ask):
    def call(placa, count):
        """Once the global index knows of ``count`` owners: it is eventually consistent."""
        for _ in range(50):
            status, body = ask("owner-of-vehicle", {"placa": placa})
            if len(body.get("proprietarios", ())) == count:
                break
            sleep(0.1)
        return status, body

    return call


def test_an_owner_has_their_vehicles_sorted_by_plate(ask, table, cpf):
    table.put_item(Item={"cpf": cpf, "placa": "b", "aquisicao": 2019})
    table.put_item(Item={"cpf": cpf, "placa": "a", "aquisicao": 2020, "obs": "Batido na trazeira"})
    table.put_item(Item={"cpf": f"{cpf}0", "placa": "c", "aquisicao": 2019})
    status, body = ask("vehicles-of-owner", {"cpf": cpf})
    assert (status, body["cpf"]) == (200, cpf)
    assert body["veiculos"] == [
        {"cpf": cpf, "placa": "a", "aquisicao": 2020, "obs": "Batido na trazeira"},
        {"cpf": cpf, "placa": "b", "aquisicao": 2019},
    ]


def test_a_vehicle_has_its_owner(owners, table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    assert owners(placa, 1) == (200, {"placa": placa, "proprietarios": [cpf]})


def test_an_index_key_may_repeat_so_a_vehicle_may_have_two_owners(owners, table, cpf, placa):
    for n in (2, 1):
        table.put_item(Item={"cpf": f"{cpf}{n}", "placa": placa, "aquisicao": 2019})
    assert owners(placa, 2)[1]["proprietarios"] == [f"{cpf}1", f"{cpf}2"]


def test_a_vehicle_without_year_is_in_the_table_but_not_in_the_local_index(ask, table, cpf):
    table.put_item(Item={"cpf": cpf, "placa": "sem-ano"})
    assert ask("vehicles-of-owner", {"cpf": cpf})[0] == 200
    assert ask("vehicles-by-year", {"cpf": cpf})[0] == 404


def test_the_local_index_sorts_an_owners_vehicles_by_year(ask, table, cpf):
    for placa, year in (("a", 2021), ("b", 998), ("c", 2019)):
        table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": year})
    status, body = ask("vehicles-by-year", {"cpf": cpf})
    assert (status, body["cpf"]) == (200, cpf)
    assert body["veiculos"] == [
        {"placa": "b", "aquisicao": 998},
        {"placa": "c", "aquisicao": 2019},
        {"placa": "a", "aquisicao": 2021},
    ]


def test_the_local_index_finds_an_owners_vehicles_of_one_year(ask, table, cpf):
    for placa, year in (("a", 2019), ("b", 2020), ("c", 2019)):
        table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": year})
    vehicles = ask("vehicles-by-year", {"cpf": cpf, "ano": 2019})[1]["veiculos"]
    assert sorted(vehicle["placa"] for vehicle in vehicles) == ["a", "c"]
    assert ask("vehicles-by-year", {"cpf": cpf, "ano": 2018})[0] == 404


def test_a_vehicle_that_is_bought_again_is_one_vehicle_in_table_and_indexes(
    ask, owners, table, cpf, placa
):
    for year in (2019, 2021):
        table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": year})
    vehicle = {"placa": placa, "aquisicao": 2021}
    assert ask("vehicles-of-owner", {"cpf": cpf})[1]["veiculos"] == [{"cpf": cpf, **vehicle}]
    assert ask("vehicles-by-year", {"cpf": cpf})[1]["veiculos"] == [vehicle]
    assert ask("vehicles-by-year", {"cpf": cpf, "ano": 2019})[0] == 404
    assert owners(placa, 1)[1]["proprietarios"] == [cpf]


def test_a_vehicle_that_is_gone_is_gone_from_both_indexes(ask, owners, table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    assert owners(placa, 1)[0] == 200
    table.delete_item(Key={"cpf": cpf, "placa": placa})
    assert ask("vehicles-by-year", {"cpf": cpf})[0] == 404
    assert owners(placa, 0)[0] == 404


@pytest.mark.parametrize("index", ["placa-index", "aquisicao-index"])
def test_an_index_has_the_keys_alone(owners, table, cpf, placa, index):
    keys = {"cpf": cpf, "placa": placa}
    table.put_item(Item={**keys, "aquisicao": 2019, "obs": "Batido na trazeira"})
    owners(placa, 1)
    name, value = ("placa", placa) if index == "placa-index" else ("cpf", cpf)
    [entry] = table.query(IndexName=index, KeyConditionExpression=Key(name).eq(value))["Items"]
    assert entry == (keys if index == "placa-index" else {**keys, "aquisicao": 2019})


def test_the_local_index_is_consistent_where_asked_and_the_global_one_never(table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    mine = {"KeyConditionExpression": Key("cpf").eq(cpf), "ConsistentRead": True}
    assert table.query(IndexName="aquisicao-index", **mine)["Count"] == 1
    theirs = {"KeyConditionExpression": Key("placa").eq(placa), "ConsistentRead": True}
    with pytest.raises(ClientError, match="not supported on global secondary indexes"):
        table.query(IndexName="placa-index", **theirs)


@pytest.mark.parametrize("function", ["vehicles-of-owner", "vehicles-by-year"])
def test_an_unknown_owner_is_refused(ask, cpf, function):
    assert ask(function, {"cpf": cpf}) == (404, {"status": "Nao encontrado", "cpf": cpf})


def test_an_unknown_vehicle_is_refused(ask, placa):
    answer = ask("owner-of-vehicle", {"placa": placa})
    assert answer == (404, {"status": "Nao encontrado", "placa": placa})


def test_keys_are_any_text(ask, owners, table, cpf, placa):
    cpf, placa = f"{cpf}-ção", f"{placa}-车牌-🚗"
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    assert ask("vehicles-of-owner", {"cpf": cpf})[1]["veiculos"][0]["placa"] == placa
    assert owners(placa, 1)[1]["proprietarios"] == [cpf]
