"""What is counted in Python as entries come is what SQL counts of their ledger."""

from collections import Counter as Sums
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from harness.cases.figures import CaseFigures
from harness.ledger.counter import Counter, Key
from harness.ledger.database import counted
from harness.model.caller import SETUP
from harness.model.entry import CallEntry, Entry
from tests.unit.report.conftest import Chaos, parking_facts, write_run

_UNITS = """
    SELECT "table", "index", dimension = 'write', sum(entries * half_units) FROM borne GROUP BY ALL
    HAVING sum(entries * half_units) > 0
"""
_THROTTLED = """
    SELECT throttle."table", throttle."index", contains(throttle.reason, 'Write'), sum(entries)
    FROM (SELECT entries, unnest(throttles) AS throttle FROM forms) GROUP BY ALL
"""
_CALLERS = """
    SELECT functions."function", calls, read_half_units, write_half_units,
        (SELECT coalesce(sum(entries), 0) FROM forms
         WHERE caller = functions."function" AND len(throttles) > 0)
    FROM functions WHERE calls > 0
"""
_TOTALS = """
    SELECT calls, refused_calls + over_calls,
        (SELECT coalesce(sum(entries), 0) FROM forms WHERE type = 'invocation'),
        (SELECT coalesce(sum(entries), 0) FROM forms WHERE type = 'invocation' AND error <> '')
    FROM totals
"""


def by_counter(entries: list[Entry]) -> dict[str, Any]:
    counter = Counter()
    for entry in entries:
        counter.count(entry)
    flows = counter.flows.items()
    return {
        "totals": (counter.calls, counter.throttled, counter.invocations, counter.errors),
        "units": {key: flow.consumed.total for key, flow in flows if flow.consumed.total},
        "throttled": {key: flow.throttled.total for key, flow in flows if flow.throttled.total},
        "callers": {
            name: (calls.count, calls.read_half_units, calls.write_half_units, calls.throttled)
            for name, calls in counter.callers.items()
        },
    }


def by_sql(rows: Callable[[str], list[Any]]) -> dict[str, Any]:
    (totals,) = rows(_TOTALS)
    return {
        "totals": totals,
        "units": {tuple(key): half_units for *key, half_units in rows(_UNITS)},
        "throttled": {tuple(key): calls for *key, calls in rows(_THROTTLED)},
        "callers": {name: tuple(figures) for name, *figures in rows(_CALLERS)},
    }


def of_a_case(entries: list[Entry]) -> tuple[Sums[str], Sums[Key]]:
    """Calls by function, and half-units, of a case that made all of them."""
    figures = CaseFigures()
    for entry in entries:
        if not isinstance(entry, CallEntry) or entry.caller != SETUP:
            figures.count(entry)
    calls: Sums[str] = Sums()
    units: Sums[Key] = Sums()
    for call in figures.as_json()["calls"]:
        calls[call["function"]] += call["count"]
        for arm in call["arms"]:
            for write, name in ((False, "read_units"), (True, "write_units")):
                key = arm["table"], arm["index"], write
                units[key] += round(2 * arm[name]) * call["count"]
    return calls, +units


@seed(1)
@settings(max_examples=12, deadline=None)
@given(dice=st.integers(0, 2**32), count=st.integers(0, 200))
def test_python_and_sql_count_the_same(dice: int, count: int) -> None:
    entries = Chaos(Random(dice)).entries(count)
    with TemporaryDirectory() as folder:
        run = write_run(Path(folder), parking_facts(), entries)
        with counted(run.facts(), run.ledger) as connection:
            of_sql = by_sql(lambda sql: connection.execute(sql).fetchall())
    of_counter = by_counter(entries)
    assert of_counter == of_sql
    calls, units = of_a_case(entries)
    assert calls == {name: figures[0] for name, figures in of_counter["callers"].items()}
    assert units == of_counter["units"]
