"""What holds, what does not, and what was never measured."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of, budgets_of
from harness.report.values.summary import Summary
from tests.unit.report.projections import lot_projection
from tests.unit.report.summaries import summary_of


@pytest.fixture
def at_120_percent(make: SimpleNamespace) -> Summary:
    return summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))


@pytest.mark.parametrize("most", ["120", "120.0", "121"])
def test_a_budget_holds_up_to_its_bound(at_120_percent: Summary, most: str) -> None:
    (finding,) = check([budget_of(f"lot.wcu_percent<={most}")], at_120_percent)
    assert (finding.holds, finding.exceeded, finding.unmeasured) == (True, False, False)


def test_an_exceeded_budget_says_what_was_measured_and_what_was_allowed(
    at_120_percent: Summary,
) -> None:
    (finding,) = check([budget_of("lot.wcu_percent<=119.5")], at_120_percent)
    assert (finding.holds, finding.exceeded, finding.unmeasured) == (False, True, False)
    assert finding.sentence == (
        "lot.wcu_percent: 120 % of the provisioned WCU, at most 119.5 allowed"
    )


def test_an_excess_too_small_to_be_seen_is_shown_all_the_same(at_120_percent: Summary) -> None:
    (finding,) = check([budget_of("lot.wcu_percent<=119.99999")], at_120_percent)
    assert finding.exceeded
    assert "at most 119.99999 allowed" in finding.sentence


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("register.wcu<=9", "no request kind 'register' in this run; there are: PutItem"),
        ("lots.wcu_percent<=9", "no table or index 'lots' in this run; there are: lot"),
        ("lot.rcu_percent<=9", "nothing was asked of it"),
    ],
)
def test_a_budget_that_measured_nothing_does_not_hold(
    at_120_percent: Summary, expression: str, why: str
) -> None:
    (finding,) = check([budget_of(expression)], at_120_percent)
    assert (finding.holds, finding.exceeded, finding.unmeasured) == (False, False, True)
    assert finding.sentence.endswith(f"not measured: {why}")


def test_findings_come_in_the_order_of_their_budgets(parking: Summary) -> None:
    budgets = [budget_of(text) for text in ("scans<=0", "register.wcu<=9", "throttled<=0")]
    assert [finding.budget for finding in check(budgets, parking)] == budgets


def test_a_bound_is_compared_exactly() -> None:
    assert budget_of("register.wcu<=0.1").most == Fraction(1, 10)


def test_the_projection_has_budgets_of_its_own(parking: Summary) -> None:
    summary = replace(parking, projection=lot_projection())
    expressions = ("fits", "refused_share<=0.1 %", "enter.refused_share<=99%", "usd_month<=60")
    findings = check([budget_of(expression) for expression in expressions], summary)
    assert [finding.holds for finding in findings] == [False, False, True, True]
    assert findings[0].sentence == (
        "fits: 1 limit(s) that the projection exceeds, at most 0 allowed"
    )


def test_a_file_bounds_the_projection_too() -> None:
    text = 'fits = true\nrefused_share = "0.1 %"\n[kinds.enter]\nrefused_share = 0.5'
    assert [(budget.name, budget.most) for budget in budgets_of(text, "budget.toml")] == [
        ("fits", 0),
        ("refused_share", Fraction(1, 10)),
        ("enter.refused_share", Fraction(1, 2)),
    ]


def test_without_a_profile_they_hold_nothing(parking: Summary) -> None:
    (finding,) = check([budget_of("fits")], parking)
    assert finding.unmeasured
