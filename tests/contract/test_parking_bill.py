"""Billing an owner for a month over all their cars: 5 % of the parking lot's requests."""

from time import sleep
from uuid import uuid4

import pytest


@pytest.fixture
def cpf():
    return f"B-{uuid4()}"


@pytest.fixture
def car(lot):
    def make(cpf, *stays, aberta=None):
        parked = [
            {"registro": f"{registro}:00:00.000Z", "saida": "9", "minutos": minutos}
            for registro, minutos in stays
        ]
        inside = {"aberta": aberta} if aberta else {}
        return lot.put(f"B-{uuid4()}", *parked, cpf=cpf, **inside)

    return make


@pytest.fixture
def bill(lot):
    def call(cpf, mes, cars=0):
        """The bill, once the index knows of ``cars`` cars: it is eventually consistent."""
        for _ in range(50):
            status, body = lot.ask("parking-bill", {"cpf": cpf, "mes": mes})
            if len(body.get("carros", ())) == cars:
                break
            sleep(0.1)
        return status, body

    return call


@pytest.fixture
def price(bill, car):
    """What one hour costs on the target, as the template's parameter has it."""
    owner = f"B-{uuid4()}"
    car(owner, ("2026-03-01T08", 1))
    price = bill(owner, "2026-03", cars=1)[1]["total"]
    assert price > 0
    return price


def test_bills_every_car_of_the_owner_and_no_other(bill, car, cpf, price):
    car(f"{cpf}-outro", ("2026-03-01T08", 600))
    first = car(cpf, ("2026-03-01T08", 90), ("2026-03-31T23", 30))
    second = car(cpf, ("2026-03-15T12", 240))
    status, body = bill(cpf, "2026-03", cars=2)
    assert (status, body["cpf"], body["mes"]) == (200, cpf, "2026-03")
    assert body["total"] == 7 * price
    assert body["carros"] == sorted(
        [
            {"placa": first, "estadias": 2, "minutos": 120, "horas": 3, "valor": 3 * price},
            {"placa": second, "estadias": 1, "minutos": 240, "horas": 4, "valor": 4 * price},
        ],
        key=lambda line: line["placa"],
    )


@pytest.mark.parametrize(
    ("minutes", "hours"), [(0, 1), (1, 1), (59, 1), (60, 1), (61, 2), (120, 2), (4321, 73)]
)
def test_every_hour_begun_costs(bill, car, cpf, price, minutes, hours):
    car(cpf, ("2026-03-01T08", minutes))
    _, body = bill(cpf, "2026-03", cars=1)
    assert body["carros"][0]["horas"] == hours
    assert body["total"] == hours * price


def test_hours_are_begun_stay_by_stay(bill, car, cpf):
    car(cpf, ("2026-03-01T08", 10), ("2026-03-01T09", 10))
    assert bill(cpf, "2026-03", cars=1)[1]["carros"][0]["horas"] == 2


@pytest.mark.parametrize(("mes", "hours"), [("2026-02", 1), ("2026-03", 2), ("2026-04", 4)])
def test_a_stay_is_billed_in_the_month_in_which_it_began(bill, car, cpf, price, mes, hours):
    car(cpf, ("2026-02-28T23", 60), ("2026-03-01T00", 120), ("2026-04-01T00", 240))
    assert bill(cpf, mes, cars=1)[1]["total"] == hours * price


def test_a_month_without_stays_costs_nothing(bill, car, cpf):
    placa = car(cpf, ("2026-03-01T08", 90))
    nothing = {"placa": placa, "estadias": 0, "minutos": 0, "horas": 0, "valor": 0}
    status, body = bill(cpf, "2025-03", cars=1)
    assert status == 200
    assert body == {"cpf": cpf, "mes": "2025-03", "total": 0, "carros": [nothing]}


def test_a_car_that_is_inside_is_billed_once_it_has_left(bill, car, cpf):
    car(cpf, aberta="2026-03-01T08:00:00.000Z")
    assert bill(cpf, "2026-03", cars=1)[1]["total"] == 0


def test_an_unknown_owner_is_refused(bill, cpf):
    assert bill(cpf, "2026-03") == (404, {"status": "Nao encontrado", "cpf": cpf})


def test_what_register_wrote_is_billed(lot, bill, car, cpf, price):
    placa = car(cpf)
    for tipo, quando in (("entrada", "2026-03-01T08:00:00Z"), ("saida", "2026-03-01T09:01:00Z")):
        lot.ask("parking-register", {"placa": placa, "tipo": tipo, "quando": quando})
    _, body = bill(cpf, "2026-03", cars=1)
    assert body["carros"][0]["minutos"] == 61
    assert body["total"] == 2 * price


def test_owner_and_plate_are_any_text(lot, bill):
    cpf, placa = f"ção-{uuid4()}", f"车牌 🚗 {uuid4()}"
    stay = {"registro": "2026-03-01T08:00:00.000Z", "saida": "9", "minutos": 90}
    lot.put(placa, stay, cpf=cpf)
    _, body = bill(cpf, "2026-03", cars=1)
    assert (body["cpf"], body["carros"][0]["placa"]) == (cpf, placa)
    assert body["carros"][0]["minutos"] == 90
