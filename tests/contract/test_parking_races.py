"""Events of one plate at the same time, through the front door: none lost, none doubled."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import uuid4

import pytest

CLIENTS = 8


@pytest.fixture
def placa(lot):
    return lot.put(f"R-{uuid4()}")


@pytest.fixture
def at_once(lot):
    def register(event):
        return event["tipo"], *lot.ask("parking-register", event)

    def call(events):
        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(register, events))

    return call


def statuses(answers):
    return Counter(status for _, status, _ in answers)


def test_of_many_entries_one_wins(at_once, lot, placa):
    answers = at_once(
        {"placa": placa, "tipo": "entrada", "quando": f"2026-03-01T08:00:{n:02}Z"}
        for n in range(CLIENTS)
    )
    assert statuses(answers) == {200: 1, 409: CLIENTS - 1}
    [winner] = [body for _, status, body in answers if status == 200]
    assert lot.items(placa)[1]["aberta"] == winner["entrada"]


def test_of_many_exits_one_wins(at_once, lot, placa):
    at_once([{"placa": placa, "tipo": "entrada", "quando": "2026-03-01T08:00:00Z"}])
    answers = at_once(
        {"placa": placa, "tipo": "saida", "quando": f"2026-03-01T09:00:{n:02}Z"}
        for n in range(CLIENTS)
    )
    assert statuses(answers) == {200: 1, 409: CLIENTS - 1}
    [winner] = [body for _, status, body in answers if status == 200]
    [stay], car = lot.items(placa)
    assert stay["saida"] == winner["saida"]
    assert "aberta" not in car


def test_in_a_storm_every_success_is_one_stay_and_every_stay_one_success(at_once, lot, placa):
    kinds = ["entrada", "saida", "saida", "entrada"] * 40
    answers = at_once({"placa": placa, "tipo": tipo} for tipo in kinds)
    assert statuses(answers).keys() <= {200, 400, 409}  # 400: now, but before another's entry
    entries = {
        body["entrada"] for tipo, status, body in answers if (tipo, status) == ("entrada", 200)
    }
    exits = [body for tipo, status, body in answers if (tipo, status) == ("saida", 200)]
    stays, car = lot.items(placa)
    open_now = {car["aberta"]} if "aberta" in car else set()
    assert sorted((e["entrada"], e["saida"]) for e in exits) == [
        (stay["registro"], stay["saida"]) for stay in stays
    ]
    assert entries == {stay["registro"] for stay in stays} | open_now
    assert len(stays) > 1
    assert all(stay["saida"] < later["registro"] for stay, later in pairwise(stays))
