"""A profile, a traffic and a plan come to a month, whatever machine measured."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest

from harness.capacity.prices import prices_of
from harness.model.table import TableClass
from harness.report.assess.projection import (
    project,
    simulated_s,
    traffic_of,
)
from harness.report.values.projection import SimulationTerms
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import Fit
from harness.simulate.plan import CapacityPlan, OnDemand, Provisioned
from harness.simulate.profile import ResourceId
from harness.simulate.traffic import EVEN, MONTH_S, RecordedCounts, Traffic, day_course, week_course
from tests.unit.report.projections import (
    READS,
    WRITES,
    lot_plan,
    lot_profile,
    lot_projection,
    lot_traffic,
)

WITHOUT_RETRIES = SimulationTerms(circumstances=Circumstances(retries="none"))


def test_20_writes_a_second_on_12_units_throttle_from_second_450_and_40_percent_in_the_end() -> (
    None
):
    projection = lot_projection(terms=WITHOUT_RETRIES)
    assert projection.fit is Fit.THROTTLES
    assert projection.first_refused is not None
    assert projection.first_refused.resource == WRITES
    assert projection.outcome.first_refusal_s == 450
    # 450 of 86,400 seconds are served whole.
    expected = 0.4 * (1 - 450 / 86_400)
    assert float(projection.first_refused.refused_share) == pytest.approx(expected, abs=1e-4)


def test_10_writes_a_second_on_12_units_fit() -> None:
    assert lot_projection(per_s=10).fit is Fit.FITS


@pytest.mark.parametrize("course", [None, day_course(), week_course(Fraction(3))])
def test_who_takes_the_advice_has_a_plan_that_fits(course: object) -> None:
    traffic = lot_traffic() if course is None else lot_traffic(course=course)
    prices = prices_of("us-east-1")
    advised = project(lot_profile(), traffic, lot_plan(), prices).advice
    assert project(lot_profile(), traffic, advised, prices).fit is Fit.FITS


def test_one_unit_less_of_the_advice_does_not_fit() -> None:
    advice = lot_projection().advice
    assert advice.capacity[WRITES] == Provisioned(20)
    assert lot_projection(19).fit is not Fit.FITS


def test_the_same_arguments_give_the_same_to_the_last_digit() -> None:
    assert lot_projection() == lot_projection()


def test_a_slower_machine_changes_lambdas_part_and_nothing_else() -> None:
    fast = lot_projection()
    slow = lot_projection(terms=SimulationTerms(billed_ms={"parking-enter": 30}))
    assert slow.outcome == fast.outcome
    assert slow.advice == fast.advice
    assert slow.steps == fast.steps
    assert slow.bill.throughput == fast.bill.throughput
    assert fast.bill.functions is not None
    assert slow.bill.functions is not None
    assert slow.bill.functions.gb_seconds == {
        name: 3 * amount for name, amount in fast.bill.functions.gb_seconds.items()
    }


def test_a_month_is_730_hours_of_what_is_provisioned() -> None:
    bill = lot_projection().bill
    assert bill.throughput is not None
    assert bill.throughput == pytest.approx(
        Decimal(730) * (12 * Decimal("0.00065") + 100 * Decimal("0.00013"))
    )
    assert bill.functions is not None
    assert bill.functions.invocations == 20 * MONTH_S
    assert bill.functions.usd is not None
    assert bill.total == bill.throughput + bill.functions.usd


def test_the_steps_are_this_traffic_so_many_times_and_cost_more_each() -> None:
    steps = lot_projection().steps
    assert [step.requests_per_s for step in steps] == [10, 20, 40, 100, 200]
    amounts = [step.usd for step in steps if step.usd is not None]
    assert amounts == sorted(amounts)
    assert len(amounts) == 5
    assert all(step.fits for step in steps)


def is_on_demand(plan: CapacityPlan) -> bool:
    return all(isinstance(mode, OnDemand) for mode in plan.capacity.values())


def test_the_break_even_is_where_the_cheapest_plan_stops_being_on_demand() -> None:
    """Below one request a second either costs a month of 1 WCU and 1 RCU, or what the requests
    cost: 1 WCU and half an RCU each. Evenly, so that nothing is left to chance."""
    traffic, prices = Traffic({"enter": Fraction(1, 10)}, dispersion=EVEN), prices_of("us-east-1")
    projection = project(lot_profile(), traffic, lot_plan(), prices)
    plans = [is_on_demand(step.plan) for step in projection.steps]
    assert plans == [True, True, True, False, False]
    of_class = prices.of_class(TableClass.STANDARD)
    assert of_class.million_writes is not None
    assert of_class.million_reads is not None
    assert of_class.write_unit_hour is not None
    assert of_class.read_unit_hour is not None
    hour = Fraction(of_class.write_unit_hour) + Fraction(of_class.read_unit_hour)
    request = (Fraction(of_class.million_writes) + Fraction(of_class.million_reads) / 2) / 10**6
    assert projection.break_even_per_s == pytest.approx(float(hour / 3600 / request), rel=1e-3)


def test_a_table_that_the_traffic_never_touches_hides_no_break_even() -> None:
    traffic, prices = Traffic({"enter": Fraction(1, 10)}, dispersion=EVEN), prices_of("us-east-1")
    idle = {ResourceId("idle", None, write): Provisioned(5) for write in (False, True)}
    alone = project(lot_profile(), traffic, lot_plan(), prices)
    beside = project(lot_profile(), traffic, lot_plan().with_capacity(idle), prices)
    assert beside.break_even_per_s == alone.break_even_per_s is not None


def test_without_a_change_of_plan_there_is_no_break_even() -> None:
    projection = lot_projection(per_s=20)
    assert not any(is_on_demand(step.plan) for step in projection.steps)
    assert projection.break_even_per_s is None


def test_an_on_demand_table_says_what_else_it_would_cost_and_where_it_refuses() -> None:
    projection = lot_projection(None)
    assert projection.fit is Fit.FITS
    (table,) = projection.on_demand
    assert table.usd == projection.bill.throughput
    assert table.provisioned_usd == projection.advice_usd
    assert table.maximum == {READS: 10, WRITES: 20}
    assert table.most_usd is not None
    assert table.usd is not None
    assert table.most_usd >= table.usd
    assert table.sudden_per_s == 4_000  # 1 WCU each, and a new table serves 4,000


def test_a_table_that_is_provisioned_has_no_such_answer() -> None:
    assert not lot_projection().on_demand


def test_what_gets_dearer_with_the_data_says_how_long_the_advice_holds() -> None:
    projection = lot_projection(profile=lot_profile(200, dearer_each=10))
    (rise,) = projection.rises
    assert (rise.kind, rise.resource) == ("enter", READS)
    assert float(rise.slope) == pytest.approx(0.1, rel=0.01)
    assert rise.holds_s == 86_400  # a day of requests makes each half a million dearer


def test_fewer_than_five_samples_are_named() -> None:
    assert lot_projection(profile=lot_profile(4)).few == ("enter",)
    assert not lot_projection(profile=lot_profile(5)).few


def test_what_comes_again_is_simulated_once() -> None:
    assert simulated_s(lot_traffic(), MONTH_S) == 86_400
    assert simulated_s(lot_traffic(course=day_course()), MONTH_S) == 86_400
    assert simulated_s(lot_traffic(course=week_course()), MONTH_S) == 7 * 86_400
    growing = Traffic({"enter": Fraction(1)}, growth_a_month=Fraction(1, 10))
    assert simulated_s(growing, MONTH_S) == MONTH_S
    recorded = Traffic({}, recorded=RecordedCounts(0, 60, {"enter": (5,) * 90}))
    assert simulated_s(recorded, 5400) == 5400
    assert simulated_s(recorded, MONTH_S) == 86_400  # the 16th time it ends with the day
    by_day = RecordedCounts(0, 86_400, {"enter": (5,) * 8})
    assert simulated_s(Traffic({}, recorded=by_day), MONTH_S) == MONTH_S


def test_a_recorded_traffic_is_multiplied_like_any_other() -> None:
    recorded = Traffic({}, dispersion=EVEN, recorded=RecordedCounts(0, 60, {"enter": (600,) * 90}))
    terms = SimulationTerms(horizon_s=5400)
    projection = project(lot_profile(), recorded, lot_plan(), prices_of("us-east-1"), terms)
    assert projection.fit is Fit.FITS
    assert [step.requests_per_s for step in projection.steps] == [5, 10, 20, 50, 100]
    assert all(step.fits for step in projection.steps)
    by_rate = project(lot_profile(), lot_traffic(10), lot_plan(), prices_of("us-east-1"), terms)
    for step, other in zip(projection.steps, by_rate.steps, strict=True):
        assert step.plan == other.plan


def test_a_recording_of_more_than_a_week_has_no_other_rates() -> None:
    recorded = RecordedCounts(0, 86_400, {"enter": (864,) * 8})
    terms = SimulationTerms(horizon_s=8 * 86_400)
    traffic = Traffic({}, dispersion=EVEN, recorded=recorded)
    projection = project(lot_profile(), traffic, lot_plan(), prices_of("us-east-1"), terms)
    assert projection.outcome.seconds == 8 * 86_400
    assert not projection.steps


def test_a_rate_that_nobody_stated_is_assumed() -> None:
    traffic = traffic_of(lot_profile(), None)
    assert traffic.assumed
    assert traffic.rates == {"enter": 10}
    asked = traffic_of(lot_profile(), 0.1)
    assert not asked.assumed
    assert asked.rates == {"enter": Fraction(1, 10)}


def test_the_hours_have_their_peaks_and_what_was_refused() -> None:
    projection = lot_projection(terms=WITHOUT_RETRIES)
    writes = next(course for course in projection.hours if course.resource == WRITES)
    assert len(writes.hours) == 24
    assert {(hour.mean, hour.peak, hour.provisioned) for hour in writes.hours} == {(40, 40, 24)}
    assert writes.hours[0].refused == 16 * (3600 - 450)
    assert writes.hours[1].refused == 16 * 3600
    assert writes.hours[1].burst_left == 0


def test_numpy_is_imported_with_the_first_projection_and_not_before() -> None:
    code = "import sys, harness.report; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
