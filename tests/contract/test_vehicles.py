"""Vehicle control, on both of its designs: ``cpf`` + ``placa`` as key, and ``placa`` + ``cpf``.

What asks an index is repeated until it knows what was put: an index is eventually consistent.
"""

from functools import partial
from operator import eq
from time import sleep
from uuid import uuid4

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

# What an entry of an index has besides cpf and placa, and whether the index is a local one.
INDEXES = {
    "proprietarios": {"placa-index": ((), False), "aquisicao-index": (("aquisicao",), True)},
    "proprietarios-por-placa": {
        "cpf-index": (("aquisicao", "obs"), False),
        "aquisicao-index": (("aquisicao",), False),
    },
}


@pytest.fixture(scope="session", params=INDEXES)
def design(request, designed):
    return designed(request.param)


@pytest.fixture
def table(design):
    return design[1]


@pytest.fixture
def cpf():
    return f"V-{uuid4()}"


@pytest.fixture
def placa():
    return f"V-{uuid4()}"


@pytest.fixture
def ask(design):
    """The answer's status and its body."""

    def call(function, event):
        answer = design[0].invoke(function, event)
        assert answer.error is None, answer.payload
        return answer.payload["statusCode"], answer.body

    return call


def eventually(call, holds):
    """The last of what was called, for five seconds or until it holds."""
    for _ in range(50):
        if holds(said := call()):
            break
        sleep(0.1)
    return said


@pytest.fixture
def found(ask):
    """Asks until there are ``count`` of what was put."""

    def call(function, event, count):
        def are_there(answer):
            _, body = answer
            return len(body.get("veiculos") or body.get("proprietarios", ())) == count

        return eventually(partial(ask, function, event), are_there)

    return call


@pytest.fixture
def owners(found):
    return lambda placa, count: found("owner-of-vehicle", {"placa": placa}, count)


@pytest.fixture
def vehicles(found):
    return lambda cpf, count: found("vehicles-of-owner", {"cpf": cpf}, count)


@pytest.fixture
def by_year(found):
    return lambda count, **event: found("vehicles-by-year", event, count)


def test_an_owner_has_their_vehicles_sorted_by_plate(vehicles, table, cpf):
    table.put_item(Item={"cpf": cpf, "placa": "b", "aquisicao": 2019})
    table.put_item(Item={"cpf": cpf, "placa": "a", "aquisicao": 2020, "obs": "Batido na trazeira"})
    table.put_item(Item={"cpf": f"{cpf}0", "placa": "c", "aquisicao": 2019})
    status, body = vehicles(cpf, 2)
    assert (status, body["cpf"]) == (200, cpf)
    assert body["veiculos"] == [
        {"cpf": cpf, "placa": "a", "aquisicao": 2020, "obs": "Batido na trazeira"},
        {"cpf": cpf, "placa": "b", "aquisicao": 2019},
    ]


def test_a_vehicle_has_its_owner(owners, table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    assert owners(placa, 1) == (200, {"placa": placa, "proprietarios": [cpf]})


def test_a_vehicle_may_have_two_owners(owners, table, cpf, placa):
    for n in (2, 1):
        table.put_item(Item={"cpf": f"{cpf}{n}", "placa": placa, "aquisicao": 2019})
    assert owners(placa, 2)[1]["proprietarios"] == [f"{cpf}1", f"{cpf}2"]


def test_a_vehicle_without_year_is_the_owners_but_not_in_the_index_by_year(
    ask, vehicles, table, cpf
):
    table.put_item(Item={"cpf": cpf, "placa": "sem-ano"})
    assert vehicles(cpf, 1)[0] == 200
    assert ask("vehicles-by-year", {"cpf": cpf})[0] == 404


def test_the_index_by_year_sorts_an_owners_vehicles(by_year, table, cpf):
    for placa, year in (("a", 2021), ("b", 998), ("c", 2019)):
        table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": year})
    status, body = by_year(3, cpf=cpf)
    assert (status, body["cpf"]) == (200, cpf)
    assert body["veiculos"] == [
        {"placa": "b", "aquisicao": 998},
        {"placa": "c", "aquisicao": 2019},
        {"placa": "a", "aquisicao": 2021},
    ]


def test_the_index_by_year_finds_an_owners_vehicles_of_one_year(ask, by_year, table, cpf):
    for placa, year in (("a", 2019), ("b", 2020), ("c", 2019)):
        table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": year})
    vehicles = by_year(2, cpf=cpf, ano=2019)[1]["veiculos"]
    assert sorted(vehicle["placa"] for vehicle in vehicles) == ["a", "c"]
    assert ask("vehicles-by-year", {"cpf": cpf, "ano": 2018})[0] == 404


def test_a_vehicle_that_is_bought_again_is_one_vehicle_in_table_and_indexes(
    ask, owners, table, cpf, placa
):
    for year in (2019, 2021):
        table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": year})
    vehicle = {"placa": placa, "aquisicao": 2021}
    for function, expected in (
        ("vehicles-of-owner", {"cpf": cpf, **vehicle}),
        ("vehicles-by-year", vehicle),
    ):
        answer = (200, {"cpf": cpf, "veiculos": [expected]})
        assert eventually(partial(ask, function, {"cpf": cpf}), partial(eq, answer)) == answer
    assert ask("vehicles-by-year", {"cpf": cpf, "ano": 2019})[0] == 404
    assert owners(placa, 1)[1]["proprietarios"] == [cpf]


def test_a_vehicle_that_is_gone_is_gone_from_all_indexes(
    by_year, vehicles, owners, table, cpf, placa
):
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    assert owners(placa, 1)[0] == 200
    table.delete_item(Key={"cpf": cpf, "placa": placa})
    assert by_year(0, cpf=cpf)[0] == 404
    assert vehicles(cpf, 0)[0] == 404
    assert owners(placa, 0)[0] == 404


def of_index(index, cpf, placa):
    condition = Key("placa").eq(placa) if index == "placa-index" else Key("cpf").eq(cpf)
    return {"IndexName": index, "KeyConditionExpression": condition}


def test_an_index_has_what_its_reader_needs_and_no_more(table, cpf, placa):
    item = {"cpf": cpf, "placa": placa, "aquisicao": 2019, "obs": "Batido na trazeira"}
    table.put_item(Item=item)
    for index, (held, _) in INDEXES[table.name].items():
        entry = {name: item[name] for name in ("cpf", "placa", *held)}
        read = partial(table.query, **of_index(index, cpf, placa))
        assert eventually(lambda read=read: read()["Items"], partial(eq, [entry])) == [entry]


def test_a_local_index_is_consistent_where_asked_and_a_global_one_never(table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    for index, (_, local) in INDEXES[table.name].items():
        request = {**of_index(index, cpf, placa), "ConsistentRead": True}
        if local:
            assert table.query(**request)["Count"] == 1
        else:
            with pytest.raises(ClientError, match="not supported on global secondary indexes"):
                table.query(**request)


@pytest.mark.parametrize("function", ["vehicles-of-owner", "vehicles-by-year"])
def test_an_unknown_owner_is_refused(ask, cpf, function):
    assert ask(function, {"cpf": cpf}) == (404, {"status": "Nao encontrado", "cpf": cpf})


def test_an_unknown_vehicle_is_refused(ask, placa):
    answer = ask("owner-of-vehicle", {"placa": placa})
    assert answer == (404, {"status": "Nao encontrado", "placa": placa})


def test_keys_are_any_text(vehicles, owners, table, cpf, placa):
    cpf, placa = f"{cpf}-ção", f"{placa}-车牌-🚗"
    table.put_item(Item={"cpf": cpf, "placa": placa, "aquisicao": 2019})
    assert vehicles(cpf, 1)[1]["veiculos"][0]["placa"] == placa
    assert owners(placa, 1)[1]["proprietarios"] == [cpf]


def test_a_note_is_on_the_vehicle_in_place_of_the_one_before(ask, table, cpf, placa):
    key = {"cpf": cpf, "placa": placa}
    table.put_item(Item={**key, "aquisicao": 2019, "obs": "Batido na trazeira"})
    for obs in ("Consertado", ""):
        event = {**key, "obs": obs}
        assert ask("vehicle-note", event) == (200, event)
        item = table.get_item(Key=key, ConsistentRead=True)["Item"]
        assert item == {**key, "aquisicao": 2019, "obs": obs}


def test_a_note_is_seen_among_the_owners_vehicles(ask, vehicles, table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa})
    ask("vehicle-note", {"cpf": cpf, "placa": placa, "obs": "Batido na trazeira"})
    noted = {"cpf": cpf, "placa": placa, "obs": "Batido na trazeira"}
    assert eventually(lambda: vehicles(cpf, 1)[1]["veiculos"], partial(eq, [noted])) == [noted]


def test_a_note_on_somebody_elses_vehicle_is_refused_and_makes_none(ask, table, cpf, placa):
    table.put_item(Item={"cpf": f"{cpf}0", "placa": placa})
    key = {"cpf": cpf, "placa": placa}
    answer = ask("vehicle-note", {**key, "obs": "Batido na trazeira"})
    assert answer == (404, {"status": "Nao encontrado", **key})
    assert "Item" not in table.get_item(Key=key, ConsistentRead=True)


def test_a_note_that_no_item_can_hold_is_refused(ask, table, cpf, placa):
    table.put_item(Item={"cpf": cpf, "placa": placa})
    status, body = ask("vehicle-note", {"cpf": cpf, "placa": placa, "obs": "x" * 409_600})
    assert status == 400
    assert body["status"].startswith("Item invalido")
