"""Registering an entry or exit of a plate: 80 % of the parking lot's requests."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest


@pytest.fixture
def placa(lot):
    """A car that is known, outside, and no other test's."""
    return lot.put(f"T-{uuid4()}")


@pytest.fixture
def register(lot):
    def call(placa, tipo, quando=None):
        event = {"placa": placa, "tipo": tipo} | ({"quando": quando} if quando else {})
        return lot.ask("parking-register", event)

    return call


def test_an_entry_opens_the_car_and_writes_no_stay(register, lot, placa):
    answer = register(placa, "entrada", "2026-03-01T08:00:00Z")
    assert answer == (200, {"placa": placa, "entrada": "2026-03-01T08:00:00.000Z"})
    stays, car = lot.items(placa)
    assert stays == []
    assert car["aberta"] == "2026-03-01T08:00:00.000Z"


def test_an_exit_writes_the_stay_and_closes_the_car(register, lot, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    answer = register(placa, "saida", "2026-03-01T09:30:59Z")
    times = {"entrada": "2026-03-01T08:00:00.000Z", "saida": "2026-03-01T09:30:59.000Z"}
    assert answer == (200, {"placa": placa, **times, "minutos": 90})
    [stay], car = lot.items(placa)
    assert (stay["registro"], stay["saida"]) == (times["entrada"], times["saida"])
    assert stay["minutos"] == 90
    assert "aberta" not in car


def test_registering_leaves_the_owner_alone_and_keeps_stays_out_of_the_index(register, lot, placa):
    register(placa, "entrada")
    register(placa, "saida")
    [_], car = lot.items(placa)
    assert (car["placa"], car["cpf"]) == (placa, f"cpf-{placa}")
    assert lot.indexed(placa, f"cpf-{placa}") == 1


def test_stays_keep_the_order_of_time(register, lot, placa):
    for day in (1, 2, 10):
        register(placa, "entrada", f"2026-03-{day:02}T23:00:00Z")
        register(placa, "saida", f"2026-03-{day:02}T23:30:00Z")
    stays, car = lot.items(placa)
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


def test_entry_twice_is_refused_and_changes_nothing(register, lot, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    before = lot.items(placa)
    status, body = register(placa, "entrada", "2026-03-01T09:00:00Z")
    assert (status, body) == (409, {"status": "Ja esta no estacionamento", "placa": placa})
    assert lot.items(placa) == before


def test_exit_without_entry_is_refused_and_changes_nothing(register, lot, placa):
    before = lot.items(placa)
    status, body = register(placa, "saida", "2026-03-01T09:00:00Z")
    assert (status, body) == (409, {"status": "Nao esta no estacionamento", "placa": placa})
    assert lot.items(placa) == before


def test_exit_twice_is_refused_and_the_first_stays(register, lot, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    register(placa, "saida", "2026-03-01T09:00:00Z")
    before = lot.items(placa)
    assert register(placa, "saida", "2026-03-01T10:00:00Z")[0] == 409
    assert lot.items(placa) == before


@pytest.mark.parametrize("tipo", ["entrada", "saida"])
def test_an_unknown_plate_is_refused_and_not_created(register, lot, tipo):
    placa = f"desconhecida-{uuid4()}"
    status, body = register(placa, tipo)
    assert (status, body) == (404, {"status": "Nao encontrado", "placa": placa})
    assert lot.stored(placa) == []


def test_an_exit_before_its_entry_is_wrong_input_and_the_car_stays_inside(register, lot, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    status, body = register(placa, "saida", "2026-03-01T07:59:59.999Z")
    assert status == 400
    assert "quando" in body["status"]
    stays, car = lot.items(placa)
    assert stays == []
    assert car["aberta"] == "2026-03-01T08:00:00.000Z"


def test_a_stay_of_no_time_is_a_stay(register, lot, placa):
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    status, body = register(placa, "saida", "2026-03-01T08:00:00Z")
    assert (status, body["minutos"]) == (200, 0)
    assert len(lot.items(placa)[0]) == 1


@pytest.mark.parametrize("quando", ["2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z"])
def test_an_entry_not_later_than_the_last_exit_is_refused(register, lot, placa, quando):
    """So no two stays overlap, and none takes the sort key of one that is there."""
    register(placa, "entrada", "2026-03-01T08:00:00Z")
    register(placa, "saida", "2026-03-01T09:00:00Z")
    before = lot.items(placa)
    status, body = register(placa, "entrada", quando)
    assert (status, body["status"]) == (409, "Entrada nao posterior a ultima saida")
    assert lot.items(placa) == before
    assert register(placa, "entrada", "2026-03-01T09:00:00.001Z")[0] == 200


@pytest.mark.parametrize("plate", ["ABC1234", "ABC1D23", "xpto201", "ção-车牌-🚗", "a b", "carro"])
def test_a_plate_is_any_text(register, lot, plate):
    placa = f"{plate}/{uuid4()}"
    lot.put(placa)
    assert register(placa, "entrada")[1]["placa"] == placa
    assert register(placa, "saida")[0] == 200


def test_plates_that_differ_only_in_case_are_two(register, lot, placa):
    assert register(placa.lower(), "entrada")[0] == 404
    assert "aberta" not in lot.items(placa)[1]
