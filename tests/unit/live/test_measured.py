"""When a run has measured enough, whatever the order in which its requests are answered."""

from random import Random

import orjson
import pytest

from harness.live.measured import Measured
from harness.model.caller import CLIENT
from harness.model.charge import Arm
from harness.model.entry import Entry
from harness.wire.message import Request
from tests.unit.entries import call, invocation


def told(measured: Measured, answered: int | None) -> bool:
    body = orjson.dumps({"answered": answered})
    response = measured.handle(Request(b"POST", b"/_harness/measured", {}, body))
    return bool(orjson.loads(response.body)["enough"])


def request(number: int | None, kind: str, half_units: int, name: str) -> list[Entry]:
    arm = Arm("lot", None, 0, half_units)
    return [
        call(name, arm, request_number=number, kind=kind),
        invocation(name, request_number=number, kind=kind),
    ]


def load(seed: int) -> list[list[Entry]]:
    """A thousand requests of two kinds, whose units vary; the seed is of the order alone."""
    dice = Random(1)
    requests = [
        request(number, dice.choice(("enter", "leave")), dice.randint(2, 3), str(number))
        for number in range(1, 1001)
    ]
    by_chance = Random(seed)
    return sorted(
        requests, key=lambda entries: int(entries[1].request_id) + by_chance.random() * 30
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_the_end_is_the_same_request_in_whatever_order_they_are_answered(
    seed: int, step: int
) -> None:
    measured, done, prefix = Measured(), set[int](), 0
    for place, entries in enumerate(load(seed), start=1):
        for entry in entries:
            measured.count(entry)
        done.add(int(entries[1].request_id))
        while prefix + 1 in done:
            prefix += 1
        if place % step == 0 and told(measured, prefix):
            break
    assert measured.is_enough
    assert measured.last_number == 450


def test_a_number_of_requests_is_the_end_where_it_was_asked_for() -> None:
    measured = Measured(3)
    for number in (1, 2, 4, 3):
        for entry in request(number, "enter", 2, str(number)):
            measured.count(entry)
    assert not told(measured, 2)
    assert told(measured, 4)
    assert measured.last_number == 3


def test_a_load_that_knows_its_number_ends_after_it() -> None:
    measured = Measured()
    body = orjson.dumps({"answered": 2, "requests": 2})
    for number in (1, 2, 3):
        for entry in request(number, "enter", 2, str(number)):
            measured.count(entry)
    response = measured.handle(Request(b"POST", b"/_harness/measured", {}, body))
    assert orjson.loads(response.body) == {"enough": True, "arrived": 3, "requests": 2}
    assert (measured.requests_max, measured.is_open_ended) == (2, False)


def test_calls_of_one_number_are_one_request() -> None:
    """As a scenario sends them that has no functions."""
    measured = Measured(2)
    for number in (1, 2):
        for kind in ("bill, index", "bill, a car"):
            arm = Arm("lot", None, 1, 0)
            measured.count(call(None, arm, caller=CLIENT, request_number=number, kind=kind))
    assert not told(measured, 1)
    assert measured.looked_at == 1
    assert told(measured, 2)
    assert measured.last_number == 2


def test_requests_without_numbers_count_as_they_are_answered() -> None:
    measured = Measured(2)
    for name in "ab":
        for entry in request(None, "enter", 2, name):
            measured.count(entry)
    assert told(measured, None)
    assert measured.last_number is None


def test_what_is_not_a_number_is_refused() -> None:
    assert Measured().handle(Request(b"POST", b"/", {}, b"[]")).status == 400
    assert Measured().handle(Request(b"GET", b"/", {}, b"{}")).status == 400
