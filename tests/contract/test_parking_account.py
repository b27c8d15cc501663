"""Accounting the minutes that a plate was parked on a day: 15 % of the parking lot's requests."""

from uuid import uuid4

import pytest


@pytest.fixture
def car(lot):
    """Makes a car that had these stays, and is inside since ``aberta``."""

    def make(*stays, aberta=None, placa=None):
        parked = [{"registro": entry, "saida": exit_, "minutos": 1} for entry, exit_ in stays]
        inside = {"aberta": aberta} if aberta else {}
        return lot.put(placa or f"A-{uuid4()}", *parked, **inside)

    return make


@pytest.fixture
def account(lot):
    def call(placa, dia, agora="2026-03-10T12:00:00Z"):
        event = {"placa": placa, "dia": dia} | ({"agora": agora} if agora else {})
        return lot.ask("parking-account", event)

    return call


def minutes(account, placa, dia, **more):
    status, body = account(placa, dia, **more)
    assert (status, body["placa"], body["dia"]) == (200, placa, dia)
    return body["minutos"], body["estadias"]


MORNING = ("2026-03-01T08:00:00.000Z", "2026-03-01T09:30:00.000Z")
EVENING = ("2026-03-01T18:00:00.000Z", "2026-03-01T18:20:00.000Z")
NIGHT = ("2026-03-01T22:00:00.000Z", "2026-03-02T06:00:00.000Z")
TRIP = ("2026-03-05T12:00:00.000Z", "2026-03-08T12:00:00.000Z")


def test_adds_the_stays_of_the_day(account, car):
    assert minutes(account, car(MORNING, EVENING), "2026-03-01") == (110, 2)


def test_ignores_the_stays_of_other_days(account, car):
    placa = car(MORNING, EVENING)
    assert minutes(account, placa, "2026-02-28") == (0, 0)
    assert minutes(account, placa, "2026-03-02") == (0, 0)


def test_ignores_the_stays_of_other_cars(account, car):
    car(MORNING)
    assert minutes(account, car(EVENING), "2026-03-01") == (20, 1)


def test_a_stay_across_midnight_counts_on_each_day_with_its_part(account, car):
    placa = car(MORNING, NIGHT)
    assert minutes(account, placa, "2026-03-01") == (90 + 120, 2)
    assert minutes(account, placa, "2026-03-02") == (360, 1)


@pytest.mark.parametrize(
    ("dia", "parked"), [("05", 720), ("06", 1440), ("07", 1440), ("08", 720), ("04", 0), ("09", 0)]
)
def test_a_stay_of_days_fills_those_between(account, car, dia, parked):
    assert minutes(account, car(MORNING, TRIP), f"2026-03-{dia}")[0] == parked


def test_a_stay_until_midnight_does_not_count_on_the_next_day(account, car):
    placa = car(("2026-03-01T23:00:00.000Z", "2026-03-02T00:00:00.000Z"))
    assert minutes(account, placa, "2026-03-01") == (60, 1)
    assert minutes(account, placa, "2026-03-02") == (0, 0)


def test_seconds_add_up_before_they_are_cut(account, car):
    placa = car(
        ("2026-03-01T08:00:00.000Z", "2026-03-01T08:00:30.500Z"),
        ("2026-03-01T09:00:00.000Z", "2026-03-01T09:00:30.499Z"),
    )
    assert minutes(account, placa, "2026-03-01") == (1, 2)


def test_a_car_that_is_inside_counts_up_to_now(account, car):
    placa = car(MORNING, aberta="2026-03-01T20:00:00.000Z")
    agora = "2026-03-01T21:00:00Z"
    assert minutes(account, placa, "2026-03-01", agora=agora) == (90 + 60, 2)


def test_a_car_that_is_inside_since_days_counts_up_to_the_end_of_the_day(account, car):
    placa = car(aberta="2026-03-01T20:00:00.000Z")
    assert minutes(account, placa, "2026-03-01") == (240, 1)
    assert minutes(account, placa, "2026-03-02") == (1440, 1)
    assert minutes(account, placa, "2026-03-10") == (720, 1)
    assert minutes(account, placa, "2026-03-11") == (0, 0)


def test_without_a_time_now_is_now(account, car):
    placa = car(aberta="2021-03-01T20:00:00.000Z")
    assert minutes(account, placa, "2021-03-02", agora=None) == (1440, 1)


def test_an_entry_after_now_counts_nothing(account, car):
    placa = car(MORNING, aberta="2026-03-01T20:00:00.000Z")
    assert minutes(account, placa, "2026-03-01", agora="2026-03-01T19:00:00Z") == (90, 1)


def test_a_car_that_never_parked_has_no_minutes(account, car):
    assert minutes(account, car(), "2026-03-01") == (0, 0)


def test_a_day_far_back_is_found_behind_many_stays(account, car):
    later = [
        (f"2026-03-{day:02}T{hour:02}:00:00.000Z", f"2026-03-{day:02}T{hour:02}:30:00.000Z")
        for day in (2, 3, 4)
        for hour in range(12)
    ]
    assert minutes(account, car(MORNING, *later), "2026-03-01") == (90, 1)
    assert minutes(account, car(MORNING, *later), "2026-03-03") == (360, 12)


def test_an_unknown_plate_is_refused(account):
    placa = f"desconhecida-{uuid4()}"
    assert account(placa, "2026-03-01") == (404, {"status": "Nao encontrado", "placa": placa})


def test_a_plate_that_has_stays_but_no_car_is_unknown(account, car, lot):
    placa = car(MORNING)
    lot.table.delete_item(Key=lot.key(placa, "carro"))
    assert account(placa, "2026-03-01")[0] == 404


def test_plates_that_begin_alike_and_have_one_owner_are_two(account, lot):
    cpf = f"cpf-{uuid4()}"
    longer = {"registro": EVENING[0], "saida": EVENING[1], "minutos": 20}
    for suffix in ("#", "#carro", "#z"):
        lot.put(cpf + suffix, longer, cpf=cpf)
    lot.put(cpf, {"registro": MORNING[0], "saida": MORNING[1], "minutos": 90}, cpf=cpf)
    assert minutes(account, cpf, "2026-03-01") == (90, 1)
    assert minutes(account, f"{cpf}#", "2026-03-01") == (20, 1)


def test_a_plate_is_any_text(account, car):
    placa = car(MORNING, placa=f"ção 车牌 🚗 {uuid4()}")
    assert minutes(account, placa, "2026-03-01") == (90, 1)
