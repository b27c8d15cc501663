"""Registering an entry or exit of a plate: 80 % of the parking lot's requests."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from boto3.dynamodb.conditions import Key


@pytest.fixture
def table(dynamodb):
    return dynamodb.Table("estacionamento")


@pytest.fixture
def placa(table):
    """A car that is known, outside, and no other test's."""
    placa = f"T-{uuid4()}"
    table.put_item(Item={"placa": placa, "registro": "carro", "cpf": f"cpf-{placa}"})
    return placa


@pytest.fixture
def register(invoke):
    def call(placa, tipo, quando=None):
        event = {"placa": placa, "tipo": tipo} | ({"quando": quando} if quando else {})
        answer = invoke("parking-register", event)
        assert answer.error is None, answer.payload
        return answer.payload["statusCode"], json.loads(answer.payload["body"])

    return call


def items(table, placa):
    """The stays in order, and the car."""
    *stays, car = table.query(KeyConditionExpression=Key("placa").eq(placa), ConsistentRead=True)[
        "Items"
    ]
    return stays, car


def test_an_entry_opens_the_car_and_writes_no_stay(register, table, placa):
    answer = register(placa, "entrada", "2026-03-01T08:00:00Z")
    assert answer == (200, {"placa": placa, "entrada": "2026-03-01T08:00:00.000Z"})
    stays, car = items(table, placa)
    assert stays == []
    assert car["aberta"] == "2026-03-01T08:00:00.000Z"


def test_an_exit_writes_the_stay_and_closes_the_car(register, table, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    answer = register(placa, "saida", "2026-03-01T09:30:59Z")
    times = {"entrada": "2026-03-01T08:00:00.000Z", "saida": "2026-03-01T09:30:59.000Z"}
    assert answer == (200, {"placa": placa, **times, "minutos": 90})
    [stay], car = items(table, placa)
    assert (stay["registro"], stay["saida"]) == (times["entrada"], times["saida"])
    assert stay["minutos"] == 90
    assert "aberta" not in car


def test_registering_leaves_the_owner_alone_and_keeps_stays_out_of_the_index(
    register, table, placa
):
    register(placa, "entrada")
    register(placa, "saida")
    [stay], car = items(table, placa)
    assert car["cpf"] == f"cpf-{placa}"
    assert "cpf" not in stay


def test_stays_keep_the_order_of_time(register, table, placa):
    for day in (1, 2, 10):
        register(placa, "entrada", f"2026-03-{day:02}T23:00:00Z")
        register(placa, "saida", f"2026-03-{day:02}T23:30:00Z")
    stays, car = items(table, placa)
    assert [stay["registro"][8:10] for stay in stays] == ["01", "02", "10"]
    assert car["registro"] == "carro"


def test_without_a_time_it_is_now(register, placa):
    before = datetime.now(UTC) - timedelta(minutes=5)
    _, body = register(placa, "entrada")
    assert before < datetime.fromisoformat(body["entrada"]) < before + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("quando", "utc"),
    [
        ("2026-03-01T05:00:00-03:00", "2026-03-01T08:00:00.000Z"),
        ("2026-03-01T08:00:00", "2026-03-01T08:00:00.000Z"),
        ("2026-03-01 08:00:00.1239Z", "2026-03-01T08:00:00.123Z"),
        ("2026-02-28T23:00:00-09:00", "2026-03-01T08:00:00.000Z"),
    ],
)
def test_times_are_kept_in_utc_to_the_millisecond(register, placa, quando, utc):
    assert register(placa, "entrada", quando)[1]["entrada"] == utc


def test_entry_twice_is_refused_and_changes_nothing(register, table, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    before = items(table, placa)
    status, body = register(placa, "entrada", "2026-03-01T09:00:00Z")
    assert (status, body) == (409, {"status": "Ja esta no estacionamento", "placa": placa})
    assert items(table, placa) == before


def test_exit_without_entry_is_refused_and_changes_nothing(register, table, placa):
    before = items(table, placa)
    status, body = register(placa, "saida", "2026-03-01T09:00:00Z")
    assert (status, body) == (409, {"status": "Nao esta no estacionamento", "placa": placa})
    assert items(table, placa) == before


def test_exit_twice_is_refused_and_the_first_stays(register, table, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    register(placa, "saida", "2026-03-01T09:00:00Z")
    before = items(table, placa)
    assert register(placa, "saida", "2026-03-01T10:00:00Z")[0] == 409
    assert items(table, placa) == before


@pytest.mark.parametrize("tipo", ["entrada", "saida"])
def test_an_unknown_plate_is_refused_and_not_created(register, table, tipo):
    placa = f"desconhecida-{uuid4()}"
    status, body = register(placa, tipo)
    assert (status, body) == (404, {"status": "Nao encontrado", "placa": placa})
    assert table.query(KeyConditionExpression=Key("placa").eq(placa))["Count"] == 0


def test_an_exit_before_its_entry_is_wrong_input_and_the_car_stays_inside(register, table, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    status, body = register(placa, "saida", "2026-03-01T07:59:59.999Z")
    assert status == 400
    assert "quando" in body["status"]
    stays, car = items(table, placa)
    assert stays == []
    assert car["aberta"] == "2026-03-01T08:00:00.000Z"


def test_a_stay_of_no_time_is_a_stay(register, table, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    status, body = register(placa, "saida", "2026-03-01T08:00:00Z")
    assert (status, body["minutos"]) == (200, 0)
    assert len(items(table, placa)[0]) == 1


@pytest.mark.parametrize("quando", ["2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z"])
def test_an_entry_not_later_than_the_last_exit_is_refused(register, table, placa, quando):
    """So no two stays overlap, and none takes the sort key of one that is there."""
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    register(placa, "saida", "2026-03-01T09:00:00Z")
    before = items(table, placa)
    status, body = register(placa, "entrada", quando)
    assert (status, body["status"]) == (409, "Entrada nao posterior a ultima saida")
    assert items(table, placa) == before
    assert register(placa, "entrada", "2026-03-01T09:00:00.001Z")[0] == 200


@pytest.mark.parametrize("plate", ["ABC1234", "ABC1D23", "xpto201", "ção-车牌-🚗", "a b", "carro"])
def test_a_plate_is_any_text(register, table, plate):
    placa = f"{plate}/{uuid4()}"
    table.put_item(Item={"placa": placa, "registro": "carro", "cpf": f"cpf-{placa}"})
    assert register(placa, "entrada")[1]["placa"] == placa
    assert register(placa, "saida")[0] == 200


def test_plates_that_differ_only_in_case_are_two(register, table, placa):
    assert register(placa.lower(), "entrada")[0] == 404
    assert "aberta" not in items(table, placa)[1]
