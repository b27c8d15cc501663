from typing import Any

from harness.cases.figures import CaseFigures
from harness.model.charge import Arm
from harness.model.entry import CallEntry, InvocationEntry, Throttle


def call(**changed: Any) -> CallEntry:
    values: dict[str, Any] = {
        "time_ns": 1,
        "operation": "PutItem",
        "caller": "follow-link",
        "invocation": "1",
        "kind": None,
        "tables": ("links",),
        "arms": (Arm("links", None, 0, 2), Arm("links", "by-owner", 0, 4)),
        "metered": True,
        "throttles": (),
        "status": 200,
        "error": None,
        "latency_ns": 1,
        "line": "app.py:3 in handler",
    }
    return CallEntry(**values | changed)


def test_equal_calls_are_one_line_with_a_count() -> None:
    figures = CaseFigures()
    for time_ns in (1, 2, 3):
        figures.count(call(time_ns=time_ns))
    figures.count(call(line="app.py:9 in other"))
    counts = [each["count"] for each in figures.as_json()["calls"]]
    assert counts == [3, 1]


def test_units_are_halved_and_stay_apart_by_index() -> None:
    figures = CaseFigures()
    figures.count(call())
    [said] = figures.as_json()["calls"]
    assert said["arms"] == [
        {"table": "links", "index": None, "read_units": 0, "write_units": 1},
        {"table": "links", "index": "by-owner", "read_units": 0, "write_units": 2},
    ]


def test_a_throttled_call_is_told_from_one_that_passed() -> None:
    figures = CaseFigures()
    figures.count(call())
    figures.count(call(arms=(), throttles=(Throttle("links", None, "x"),), error="y"))
    assert [each["throttled"] for each in figures.as_json()["calls"]] == [False, True]


def test_an_invocation_has_its_cold_start_in_milliseconds() -> None:
    figures = CaseFigures()
    figures.count(
        InvocationEntry(
            time_ns=1,
            request_id="r",
            function="f",
            kind="f",
            status=200,
            function_status=None,
            error=None,
            latency_ns=9,
            duration_ns=2_000_000,
            init_ns=3_500_000,
        )
    )
    said = figures.as_json()
    assert said["invoked"] == 1
    assert (said["invocations"][0]["duration_ms"], said["invocations"][0]["init_ms"]) == (2.0, 3.5)
