"""Figures by hand, and why there are none."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from harness.model.charge import Arm
from harness.model.entry import Throttle, Verdict
from harness.report.assess.measures import MEASURES, Unmeasured, Value, figures_of, number
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of

WRITE = "TableWriteProvisionedThroughputExceeded"


def why(value: Value) -> str:
    assert isinstance(value, Unmeasured)
    return value.why


def test_every_figure_has_a_measure_and_every_measure_a_figure(parking: Summary) -> None:
    assert {name for _, name in figures_of(parking)} == set(MEASURES)


def test_the_units_of_a_kind_are_the_mean_of_its_requests(make: SimpleNamespace) -> None:
    entries = []
    for number_, halves in enumerate((2, 3)):
        request = f"r{number_}"
        arm = Arm("lot", None, read_half_units=1, write_half_units=halves)
        entries += [make.call(number_, arm, invocation=request), make.invocation(number_, request)]
    figures = figures_of(summary_of(make.facts(make.table("lot", 1, 5)), entries))
    assert (figures["register", "rcu"], figures["register", "wcu"]) == (
        Fraction(1, 2),
        Fraction(5, 4),
    )
    assert figures["register", "p95_ms"] == 5


def test_utilisation_is_that_of_the_demand_in_percent(make: SimpleNamespace) -> None:
    lot = make.table("lot", 1, 5, make.global_index("by-cpf", 1, 1))
    figures = figures_of(summary_of(make.facts(lot), make.steady("lot", 6, 10)))
    assert (figures["lot", "wcu_percent"], figures["lot", "wcu_per_s"]) == (120, 6)
    assert figures["lot/by-cpf", "wcu_per_s"] == 0
    assert why(figures["lot/by-cpf", "wcu_percent"]) == "nothing was asked of it"


def test_a_table_on_demand_has_no_utilisation(make: SimpleNamespace) -> None:
    figures = figures_of(summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 10)))
    assert "on demand" in why(figures["lot", "wcu_percent"])


def test_refused_calls_and_those_that_aws_would_have_refused_are_throttled(
    make: SimpleNamespace,
) -> None:
    refusal = Throttle("lot", None, WRITE)
    arm = Arm("lot", None, write_half_units=2)
    entries = [
        make.call(0, arm),
        make.call(1, refused=refusal),
        make.call(2, arm, throttles=(refusal,), verdict=Verdict.OVER),
        make.call(3, arm),
    ]
    figures = figures_of(summary_of(make.facts(make.table("lot", 1, 5)), entries))
    assert (figures[None, "throttled"], figures[None, "throttled_percent"]) == (2, 50)


def test_without_limits_nothing_is_known_of_throttling(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 1, 5)), limits="off")
    figures = figures_of(summary_of(facts, make.steady("lot", 6, 10)))
    assert "limits were off" in why(figures[None, "throttled"])
    assert figures[None, "scans"] == 0


def test_scans_and_failures_are_counted(make: SimpleNamespace) -> None:
    entries = [
        make.call(0, Arm("lot", None, 1), operation="Scan", scans=True),
        make.call(0, Arm("lot", None, 1), operation="ExecuteStatement", scans=True),
        make.call(1, error="InternalServerError"),
    ]
    figures = figures_of(summary_of(make.facts(make.table("lot", 1, 5)), entries))
    assert (figures[None, "scans"], figures[None, "failed"]) == (2, 1)
    assert figures[None, "failed_percent"] == Fraction(100, 3)


def test_a_month_costs_what_the_report_says(parking: Summary) -> None:
    assert figures_of(parking)[None, "cost_as_is"] == Fraction(parking.costs.total.as_is)


def test_an_empty_run_measures_nothing_of_the_whole(make: SimpleNamespace) -> None:
    figures = figures_of(summary_of(make.facts(make.table("lot", 1, 5)), []))
    whole = [value for (subject, _), value in figures.items() if subject is None]
    assert whole
    assert all(isinstance(value, Unmeasured) for value in whole)


def test_a_kind_that_was_only_refused_has_no_units(make: SimpleNamespace) -> None:
    entries = [make.call(0, refused=Throttle("lot", None, WRITE))]
    figures = figures_of(summary_of(make.facts(make.table("lot", 1, 5)), entries))
    assert why(figures["PutItem", "wcu"]) == "none of its requests was served"


@pytest.mark.parametrize(
    ("value", "text"),
    [("2", "2"), ("1/2", "0.5"), ("1/3", "0.333"), ("12345/10", "1,234.5"), ("100", "100")],
)
def test_a_number_has_no_more_decimals_than_it_needs(value: str, text: str) -> None:
    assert number(Fraction(value)) == text
