from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from harness.capacity.prices import prices_of
from harness.simulate.growth import holds_until
from harness.simulate.plan import AutoScaled, CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import Profile, ResourceId, UnitGrowth
from harness.simulate.simulation import simulate
from harness.simulate.traffic import Course, Traffic
from tests.unit.simulate.profiles import READS, even, kind_of, plan

PRICES = prices_of("us-east-1")
DAY_S = 86_400


def until(
    mode: CapacityMode,
    slope: Fraction,
    error: str = "0",
    traffic: Traffic | None = None,
) -> dict[ResourceId, int]:
    growth = UnitGrowth(READS, slope, Decimal(error))
    measured = Profile((replace(kind_of("write", {READS: 20}), growth=(growth,)),))
    chosen = traffic or even(1)
    outcome = simulate(measured, chosen, plan({READS: mode}), DAY_S, PRICES)
    return holds_until(measured, chosen, outcome)


def test_a_scan_that_gets_dearer_outgrows_its_units_on_a_day() -> None:
    """20 half-units a request at 1 request a second, 24 provisioned: 4 more at 1 for each 100,000
    requests, of which a day has 86,400. On day 5 it is 4.32."""
    assert until(Provisioned(12), Fraction(1, 100_000)) == {READS: 5 * DAY_S}


def test_auto_scaling_holds_until_its_maximum_and_on_demand_until_its_own() -> None:
    slope = Fraction(1, 100_000)
    assert until(AutoScaled(1, 12), slope) == {READS: 5 * DAY_S}
    assert until(OnDemand(maximum=12), slope) == {READS: 5 * DAY_S}
    assert until(OnDemand(), slope) == {}


def test_what_is_not_sure_or_holds_for_a_year_has_no_date() -> None:
    assert until(Provisioned(12), Fraction(1, 100_000), error="1") == {}
    assert until(Provisioned(12), Fraction(1, 100_000_000)) == {}


def test_traffic_that_grows_counts_too() -> None:
    """By a tenth a month 20 half-units become 22, 24.2 after two months: above 24 without any
    dearer request."""
    grown = replace(even(1), growth_a_month=Fraction(1, 10))
    seconds = until(Provisioned(12), Fraction(1, 10**12), traffic=grown)[READS]
    assert 60 * DAY_S <= seconds <= 61 * DAY_S


def test_a_week_s_course_is_looked_at_on_the_same_weekday() -> None:
    week = Course("week", (1,) * 6 * 1440 + (2,) * 1440)
    weekly = replace(even(1), course=week)
    measured_until = until(Provisioned(20), Fraction(1, 100_000), traffic=weekly)
    assert measured_until[READS] % (7 * DAY_S) == 0
