"""What changed, by hand, and what of it is a regression."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from harness.errors import UsageError
from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.report.assess.measures import MEASURES
from harness.report.values.summary import Summary
from harness.report.versus.comparison import Bounds, Change, Comparison, comparison_of
from tests.unit.report.summaries import summary_of

STRICT = Bounds(Fraction(0), Fraction(0))


def only(diff: Comparison, name: str) -> Change:
    (change,) = [change for change in diff.changes if change.name == name]
    return change


def change(before: str | None, after: str | None, measure: str = "wcu") -> Change:
    values = [None if value is None else Fraction(value) for value in (before, after)]
    return Change("register", MEASURES[measure], *values)


@pytest.fixture
def six(make: SimpleNamespace) -> Summary:
    return summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))


def of(make: SimpleNamespace, entries: Iterable[Any], **facts: object) -> Summary:
    return summary_of(replace(make.facts(make.table("lot", 1, 5)), **facts), entries)


def test_a_run_compared_with_itself_has_no_change(parking: Summary) -> None:
    diff = comparison_of(parking, parking)
    assert diff.changes
    assert not [change for change in diff.changes if change.changed]
    assert (diff.differences, diff.gone, diff.regressions(STRICT)) == ((), (), ())


def test_dearer_requests_are_seen_in_units_demand_utilisation_and_cost(
    make: SimpleNamespace, six: Summary
) -> None:
    diff = comparison_of(six, of(make, make.steady("lot", 9, 10)))
    for name, percent in (
        ("PutItem.wcu", 50),
        ("lot.wcu_per_s", 50),
        ("lot.wcu_percent", 50),
        ("cost_on_demand", 50),
        ("cost_as_is", 0),
        ("PutItem.p95_ms", 0),
    ):
        assert only(diff, name).percent == percent, name


@pytest.mark.parametrize(
    ("before", "after", "bound", "worse"),
    [
        ("10", "11", 9, True),
        ("10", "11", 10, False),
        ("10", "9", 0, False),
        ("10", "10", 0, False),
        ("0", "1", 1000, True),
        ("0", "0", 0, False),
        ("10", None, 1000, True),
        (None, "10", 0, False),
    ],
)
def test_worse_is_more_than_the_bound_and_something_where_there_was_nothing(
    before: str | None, after: str | None, bound: int, worse: bool
) -> None:
    assert change(before, after).worse_by(Fraction(bound)) is worse


def test_a_regression_says_both_figures_and_what_was_added() -> None:
    assert change("1", "1.5").sentence == "register.wcu: 1, then 1.5 WCU a request (+50 %)"
    assert change("0", "1").sentence == "register.wcu: 0, then 1 WCU a request"
    assert change("1", None).sentence == "register.wcu: 1 WCU a request, then not measured"


def test_regressions_are_named_and_improvements_are_not(
    make: SimpleNamespace, six: Summary
) -> None:
    nine = of(make, make.steady("lot", 9, 10))
    bounds = Bounds(Fraction(49), None)
    names = [said.partition(":")[0] for said in comparison_of(six, nine).regressions(bounds)]
    assert names == [
        "cost_on_demand",
        "PutItem.wcu",
        "lot.wcu_per_s",
        "lot.wcu_percent",
    ]
    assert comparison_of(nine, six).regressions(bounds) == ()
    assert comparison_of(six, nine).regressions(Bounds(Fraction(1000), None)) == ()
    assert comparison_of(six, nine).regressions(Bounds(None, None)) == ()


def test_latency_has_a_bound_of_its_own(make: SimpleNamespace, six: Summary) -> None:
    entries = [structs.replace(entry, latency_ns=9_000_000) for entry in make.steady("lot", 6, 10)]
    diff = comparison_of(six, of(make, entries))
    assert diff.regressions(Bounds(Fraction(0), None)) == ()
    assert len(diff.regressions(Bounds(None, Fraction(10)))) == 2  # p50 and p95


def test_a_longer_run_is_no_regression_by_its_counts(make: SimpleNamespace) -> None:
    refused = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")

    def throttled(seconds: int) -> Summary:
        even = [
            make.call(at, refused=refused) if at % 2 else make.call(at, Arm("lot", None, 0, 2))
            for at in range(seconds)
        ]
        return of(make, even)

    diff = comparison_of(throttled(20), throttled(40))
    assert only(diff, "throttled").percent == 100
    assert only(diff, "throttled_percent").percent == 0
    assert "throttled:" not in " ".join(diff.regressions(STRICT))


def test_a_request_kind_that_is_gone_is_a_regression_and_a_new_one_is_none(
    make: SimpleNamespace, six: Summary
) -> None:
    reading = make.call(3.5, Arm("lot", None, 1), operation="GetItem")
    more = of(make, [*make.steady("lot", 6, 10), reading])
    gone = comparison_of(more, six)
    assert "request kind only in A: GetItem" in gone.differences
    assert gone.regressions(STRICT) == ("GetItem: a request kind that only A has",)
    assert gone.regressions(Bounds(None, None)) == ()
    assert "request kind only in B: GetItem" in comparison_of(six, more).differences


@pytest.mark.parametrize(
    ("facts", "difference"),
    [
        ({"template": "other.yaml"}, "template: functions/template.yaml, then other.yaml"),
        ({"scenario": "vehicles"}, "scenario: parking, then vehicles"),
        ({"seed": 8}, "seed: 7, then 8"),
        ({"limits": "off"}, "limits: enforce, then off"),
        ({"region": "sa-east-1"}, "Region: us-east-1, then sa-east-1"),
    ],
)
def test_runs_of_different_circumstances_are_said_to_be_so(
    make: SimpleNamespace, six: Summary, facts: dict[str, object], difference: str
) -> None:
    other = of(make, make.steady("lot", 6, 10), **facts)
    assert comparison_of(six, other).differences == (f"not the same {difference}",)


def test_other_limits_tables_and_rates_are_said_too(make: SimpleNamespace, six: Summary) -> None:
    tables = (make.table("lot", 1, 9), make.table("account", None))
    entries = [*make.steady("lot", 6, 10), *make.steady("lot", 6, 10)]
    other = of(make, entries, tables=tables, ended_ns=None)
    assert comparison_of(six, other).differences == (
        "table or index only in B: account",
        "not the same limit of lot: 5, then 9 WCU",
        "not the same rate: 1.1, then 2.2 requests a second; demand and cost follow it",
        "B was cut off",
    )


def test_a_run_that_measured_nothing_is_not_compared(make: SimpleNamespace, six: Summary) -> None:
    for pair in ((six, of(make, [])), (of(make, []), six)):
        with pytest.raises(UsageError, match="measured nothing"):
            comparison_of(*pair)


def test_runs_without_a_request_kind_in_common_are_not_compared(
    make: SimpleNamespace, six: Summary
) -> None:
    other = of(make, [make.call(0, Arm("lot", None, 1), operation="GetItem")])
    with pytest.raises(UsageError, match="no request kind in common"):
        comparison_of(six, other)
