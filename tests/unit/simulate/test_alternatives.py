from fractions import Fraction

import pytest

from harness.capacity.prices import prices_of
from harness.errors import UsageError
from harness.simulate.alternatives import least_plan, scaled_plan
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import Fit
from harness.simulate.plan import AutoScaled, OnDemand, Provisioned
from harness.simulate.scaling import RULES
from harness.simulate.simulation import simulate
from harness.simulate.traffic import EVEN, Traffic, day_course
from tests.unit.simulate.profiles import WRITES, even, plan, profile

PRICES = prices_of("us-east-1")
ONE_WCU = profile({WRITES: 2})
DAY_S = 86_400


def test_the_fewest_units_are_those_of_the_traffic_whatever_the_plan_was() -> None:
    least = least_plan(ONE_WCU, even(20), plan({WRITES: OnDemand()}), 900)
    assert least.capacity == {WRITES: Provisioned(20)}


def test_more_than_the_quota_is_wrong_use_for_either_sort() -> None:
    huge, modes = even(50_000), plan({WRITES: Provisioned(1)})
    for search in (
        lambda: least_plan(ONE_WCU, huge, modes, 60),
        lambda: scaled_plan(ONE_WCU, huge, modes, 60, PRICES, RULES),
    ):
        with pytest.raises(UsageError, match="more than the quota of 40,000"):
            search()


def test_a_peaked_day_is_scaled_fits_and_costs_less_than_the_fewest_units() -> None:
    peaked = Traffic({"write": Fraction(100)}, day_course(Fraction(5)), dispersion=EVEN)
    arguments = (ONE_WCU, peaked, plan({WRITES: Provisioned(1)}), DAY_S)
    scaled, least = scaled_plan(*arguments, PRICES, RULES), least_plan(*arguments)
    assert isinstance(scaled.capacity[WRITES], AutoScaled)
    outcomes = [
        simulate(ONE_WCU, peaked, modes, DAY_S, PRICES, Circumstances())
        for modes in (scaled, least)
    ]
    assert [outcome.fit for outcome in outcomes] == [Fit.FITS, Fit.FITS]
    assert outcomes[0].usd is not None
    assert outcomes[1].usd is not None
    assert outcomes[0].usd < outcomes[1].usd


def test_what_scaling_does_not_make_cheaper_has_the_fewest_units() -> None:
    scaled = scaled_plan(ONE_WCU, even(20), plan({WRITES: OnDemand()}), 3600, PRICES, RULES)
    assert scaled.capacity == {WRITES: Provisioned(20)}
