from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.errors import UsageError
from harness.ledger.run import RunDirectory
from harness.model.charge import Arm
from harness.report import summarise
from harness.report.values.resource import Dimension
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of


def test_kinds_functions_arms_and_resources_add_up_to_the_same_units(parking: Summary) -> None:
    read, write = parking.totals.read_half_units, parking.totals.write_half_units
    assert write > 0
    for rows in (parking.arms, parking.kinds, parking.functions):
        assert sum(row.read_half_units for row in rows) == read
        assert sum(row.write_half_units for row in rows) == write
    consumed = dict.fromkeys(Dimension, 0)
    for use in parking.resources:
        consumed[use.dimension] += use.consumed_half_units
        assert use.consumed_half_units == sum(use.series.consumed)
    assert consumed == {Dimension.READ: read, Dimension.WRITE: write}


def test_requests_calls_and_refusals_are_counted_once(parking: Summary) -> None:
    assert parking.totals.outcomes.requests == 6000
    assert sum(use.outcomes.requests for use in parking.functions) == 6000
    assert sum(use.calls for use in parking.functions) == parking.totals.calls
    assert sum(parking.totals.operations.values()) == parking.totals.calls
    assert sum(use.refused_calls for use in parking.functions) == parking.totals.refused_calls
    # The synthetic minute's SDK gives up after four attempts.
    assert parking.totals.refused_calls == 4 * parking.totals.outcomes.throttled


def test_units_each_are_those_of_the_served_requests(make: SimpleNamespace) -> None:
    mine = {"caller": "parking-register"}
    arms = [Arm("lot", None, write_half_units=2), Arm("lot", "by-cpf", write_half_units=4)]
    entries = [
        make.call(0, *arms, invocation="a", **mine),
        make.invocation(0, "a", latency_ns=10_000_000),
        make.call(1, *arms, invocation="b", **mine),
        make.call(1, Arm("lot", None, read_half_units=1), invocation="b", **mine),
        make.invocation(1, "b", latency_ns=30_000_000, init_ns=1),
    ]
    summary = summary_of(make.facts(make.table("lot", 5, 5)), entries)
    (kind,) = summary.kinds
    assert kind.each(Dimension.WRITE) == 6
    assert kind.each(Dimension.READ) == Fraction(1, 2)
    assert (kind.latency.count, kind.latency.mean_ns, kind.latency.max_ns) == (
        2,
        20_000_000,
        30_000_000,
    )
    assert summary.functions[0].cold_starts == 1


def test_the_same_run_gives_the_same_summary_from_its_file(
    parking_run: RunDirectory, parking: Summary
) -> None:
    assert summarise(parking_run) == parking


def test_a_torn_last_line_is_left_out_and_said(make: SimpleNamespace, tmp_path: Path) -> None:
    run = make.write_run(tmp_path, make.facts(make.table("lot", 1, 5)), make.steady("lot", 1, 10))
    whole = run.ledger.read_bytes()
    run.ledger.write_bytes(whole[:-20])
    summary = summarise(run)
    assert summary.torn
    assert summary.totals.calls == 10


def test_a_run_that_broke_off_before_its_first_call_is_empty(
    make: SimpleNamespace, tmp_path: Path
) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(replace(make.facts(make.table("lot", 1, 5)), ended_ns=None))
    summary = summarise(run)
    assert (summary.window, summary.totals.calls, summary.cut_off) == (None, 0, True)


def test_a_directory_that_is_no_run_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"run\.json"):
        summarise(RunDirectory(tmp_path))
