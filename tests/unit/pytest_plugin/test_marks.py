from typing import Any

import pytest

from harness.pytest_plugin import marks
from harness.pytest_plugin.consumption import Calls, Capacity, CountedCall, Units

READ = (Units("links", None, 3, 0),)
SCAN = CountedCall("list", "Scan", ("links",), "store.py:9 in all", READ, scans=True)
SELECT = CountedCall("list", "ExecuteStatement", ("links",), "store.py:9 in all", READ, scans=True)
PUT = CountedCall("list", "PutItem", ("links",), None, (Units("links", None, 0, 2),))
OWN = CountedCall("client", "Scan", ("links",), None, (Units("links", None, 9, 0),), scans=True)


def did(*calls: CountedCall, init_ms: float | None = None, invoked: bool = True) -> marks.Done:
    invocation: dict[str, Any] = {"function": "list", "init_ms": init_ms}
    return marks.Done(Capacity(lambda: Calls(calls)), [invocation] * invoked, "us-east-1")


def test_capacity_is_that_of_the_functions() -> None:
    assert marks.capacity(did(PUT, OWN), wcu=2, rcu=0) is None
    assert marks.capacity(did(PUT, OWN), rcu=8, of="client") is not None


def test_too_much_names_the_calls_with_their_lines() -> None:
    said = marks.capacity(did(SCAN, PUT), rcu=1)
    assert said is not None
    assert said.startswith("capacity: 3 RCU consumed, at most 1 allowed\n")
    assert "Scan links  list  store.py:9 in all" in said


def test_a_scan_is_found() -> None:
    assert marks.no_scan(did(PUT, OWN)) is None
    assert "1 × Scan" in str(marks.no_scan(did(SCAN, PUT)))


def test_a_statement_that_scans_is_found_and_said_to_be_one() -> None:
    said = str(marks.no_scan(did(SELECT, SCAN, SELECT)))
    assert said.startswith("no_scan: 3 × Scan\n")
    assert "2 × ExecuteStatement by Scan links  list  store.py:9" in said
    assert "  Scan links  list" in said


def test_a_million_may_cost_so_much() -> None:
    assert marks.cost(did(PUT), per_million=1.25) is None
    assert "USD 1.2500" in str(marks.cost(did(PUT), per_million=1.24))


def test_a_cold_start_may_take_so_long() -> None:
    assert marks.cold_start(did(init_ms=500), max_ms=500) is None
    assert "501 ms  list" in str(marks.cold_start(did(init_ms=501), max_ms=500))


@pytest.mark.parametrize(
    "said",
    [
        marks.capacity(did(OWN, invoked=False), wcu=1),
        marks.no_scan(did(invoked=False)),
        marks.cost(did(OWN, invoked=False), per_million=1),
        marks.cold_start(did(PUT), max_ms=1),
    ],
)
def test_a_mark_for_which_nothing_was_measured_fails(said: str | None) -> None:
    assert "nothing was measured" in str(said)


def test_an_invocation_without_calls_is_measured() -> None:
    assert marks.capacity(did(), wcu=0) is None
    assert marks.no_scan(did()) is None
