"""Several runs of one scenario, the first beside each other."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from harness.errors import UsageError
from harness.report.values.summary import Summary
from harness.report.versus.design import Trial
from harness.report.versus.variation import Variation, variation_of
from tests.unit.report.summaries import summary_of

TRIAL = Trial("orders", "Stage", Fraction(1), 1, "us-east-1")


def run(make: SimpleNamespace, *kinds: str) -> Summary:
    entries = [make.invocation(n, str(n), kind=kind) for n, kind in enumerate(kinds)]
    return summary_of(make.facts(), entries)


def of(make: SimpleNamespace, *runs: tuple[str, ...]) -> Variation:
    values = {str(number): run(make, *kinds) for number, kinds in enumerate(runs)}
    return variation_of(TRIAL, values)


def test_designs_that_served_other_requests_are_told_apart(make: SimpleNamespace) -> None:
    assert of(make, ("a", "b", "b"), ("b", "a", "b")).same_requests
    assert not of(make, ("a", "b"), ("a", "b", "b")).same_requests
    assert not of(make, ("a", "b"), ("a", "b"), ("b", "b")).same_requests


def test_each_value_has_a_design_and_each_but_the_first_a_comparison(make: SimpleNamespace) -> None:
    variation = of(make, ("a", "b"), ("a", "b"), ("a", "b"))
    assert [design.value for design in variation.designs] == ["0", "1", "2"]
    assert (variation.first, variation.others) == (variation.designs[0], variation.designs[1:])
    assert len(variation.comparisons) == 2


def test_kinds_stand_by_how_often_they_were_asked_for(make: SimpleNamespace) -> None:
    assert of(make, ("a", "b", "b"), ("a", "b", "b")).kinds == ("b", "a")


def test_runs_that_have_nothing_in_common_are_not_compared(make: SimpleNamespace) -> None:
    with pytest.raises(UsageError, match="no request kind in common"):
        of(make, ("a",), ("b",))
