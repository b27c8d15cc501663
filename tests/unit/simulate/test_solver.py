from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from harness.capacity.prices import prices_of
from harness.simulate.outcome import Fit
from harness.simulate.plan import AutoScaled, CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.profile_json import decode_profile
from harness.simulate.simulation import simulate
from harness.simulate.solver import AdviceTerms, advise
from harness.simulate.statement import parse_statement
from harness.simulate.traffic import Course, Traffic, day_course
from tests.unit.simulate.profiles import INDEX_WRITES, READS, WRITES, even, kind_of, plan, profile

PRICES = prices_of("us-east-1")
DAY_S = 86_400
PROFILE = profile({WRITES: 2, INDEX_WRITES: 2}, {READS: 1})
MODES: dict[ResourceId, CapacityMode] = {
    resource: Provisioned(1) for resource in (READS, WRITES, INDEX_WRITES)
}


def test_a_flat_even_course_needs_its_rate_and_nothing_else() -> None:
    advice = advise(PROFILE, even(20), plan(MODES), DAY_S, PRICES)
    assert advice.plan.capacity == {
        READS: Provisioned(10),
        WRITES: Provisioned(20),
        INDEX_WRITES: Provisioned(20),
    }
    assert advice.outcome.fit is Fit.FITS
    assert advice.tables[0].scaled is None


CALENDAR = Course("a calendar's day", (1,) * 420 + (8,) * 60 + (3,) * 600 + (12,) * 60 + (1,) * 300)


@pytest.mark.parametrize(
    "traffic",
    [
        Traffic({"write": Fraction(100)}),
        Traffic({"write": Fraction(100)}, day_course()),
        Traffic({"write": Fraction(100)}, CALENDAR),
    ],
    ids=["flat", "day", "calendar"],
)
def test_obeyed_it_fits_and_costs_what_it_says_and_with_a_unit_less_it_does_not(
    traffic: Traffic,
) -> None:
    advice = advise(PROFILE, traffic, plan(MODES), DAY_S, PRICES)
    assert advice.outcome.fit is Fit.FITS
    assert advice.outcome.usd == advice.tables[0].best.usd
    provisioned = advice.tables[0].provisioned
    assert provisioned is not None
    for resource, mode in provisioned.modes.items():
        assert isinstance(mode, Provisioned)
        tighter = plan({**provisioned.modes, resource: Provisioned(mode.units - 1)})
        assert simulate(PROFILE, traffic, tighter, DAY_S, PRICES).fit is not Fit.FITS
    kept = simulate(PROFILE, traffic, plan(dict(provisioned.modes)), DAY_S, PRICES)
    assert kept.fit is Fit.FITS


def test_a_course_of_high_days_is_cheaper_auto_scaled_and_still_fits() -> None:
    traffic = Traffic({"write": Fraction(50)}, day_course(Fraction(4)), dispersion=Fraction(0))
    advice = advise(PROFILE, traffic, plan(MODES), 2 * DAY_S, PRICES)
    table = advice.tables[0]
    assert any(isinstance(mode, AutoScaled) for mode in table.best.modes.values())
    assert table.provisioned is not None
    assert table.best.usd is not None
    assert table.provisioned.usd is not None
    assert table.best.usd < table.provisioned.usd
    assert advice.outcome.fit is Fit.FITS


def test_few_requests_are_cheapest_on_demand_with_a_maximum_that_they_never_reach() -> None:
    traffic = Traffic({"write": Fraction(1, 10)})
    advice = advise(PROFILE, traffic, plan(MODES), DAY_S, PRICES)
    assert set(advice.plan.capacity.values()) == {OnDemand()}
    capped = plan({key: OnDemand(maximum=units) for key, units in advice.tables[0].maximum.items()})
    assert simulate(PROFILE, traffic, capped, DAY_S, PRICES).fit is Fit.FITS


def test_a_table_that_the_traffic_never_touches_keeps_what_it_has() -> None:
    idle = ResourceId("idle", None, write=True)
    advice = advise(PROFILE, even(20), plan({**MODES, idle: Provisioned(7)}), DAY_S, PRICES)
    assert advice.plan.capacity[idle] == Provisioned(7)
    assert [table.table for table in advice.tables] == [WRITES.table]


def test_burst_is_accepted_only_where_it_is_asked_for() -> None:
    waves = Course("waves", (13,) * 60 + (1,) * 60)
    traffic = Traffic({"write": Fraction(7)}, waves, dispersion=Fraction(0))
    strict, lenient = (
        advise(PROFILE, traffic, plan(MODES), DAY_S, PRICES, AdviceTerms(accept_burst=burst))
        for burst in (False, True)
    )
    assert strict.tables[0].provisioned is not None
    assert strict.tables[0].provisioned.modes[WRITES] == Provisioned(13)
    assert lenient.tables[0].provisioned is not None
    assert lenient.tables[0].provisioned.modes[WRITES] == Provisioned(12)


def test_headroom_is_left_free_in_the_busiest_minute() -> None:
    wanted = AdviceTerms(headroom=Fraction(30, 100))
    advice = advise(PROFILE, even(21), plan(MODES), DAY_S, PRICES, wanted)
    assert advice.tables[0].provisioned is not None
    assert advice.tables[0].provisioned.modes[WRITES] == Provisioned(30)


def test_a_bound_on_what_may_be_refused_needs_fewer_units() -> None:
    wanted = AdviceTerms(refused_share=Fraction(10, 100))
    advice = advise(PROFILE, even(100), plan(MODES), DAY_S, PRICES, wanted)
    provisioned = advice.tables[0].provisioned
    assert provisioned is not None
    # 90 % of a day's 100 a second, of which 300 s of the rate come from the burst.
    assert provisioned.modes[WRITES] == Provisioned(90)


# Of `harness run parking --requests 1500`.
STORED = Path(__file__).with_name("stored") / "parking.json"


@pytest.mark.parametrize(
    "text",
    [
        "100/s",
        "100/s; day",
        "register entry=40/s,register exit=40/s; day; account: daily at 23:00, 50/s; "
        "bill: daily at 23:30, 50/s for 30 min",
    ],
    ids=["flat", "day", "calendar"],
)
def test_the_parking_lots_advice_obeyed_fits(text: str) -> None:
    measured = decode_profile(STORED.read_bytes(), str(STORED))
    traffic = parse_statement(text).traffic(
        {kind.kind: kind.samples for kind in measured.kinds}, None
    )
    as_is = plan({resource: Provisioned(1) for resource in measured.resources})
    advice = advise(measured, traffic, as_is, DAY_S, PRICES)
    again = simulate(measured, traffic, advice.plan, DAY_S, PRICES)
    assert again == advice.outcome
    assert again.fit is Fit.FITS
    assert again.refused_share == 0
    # Not without effort: as it is, the same traffic is refused.
    assert simulate(measured, traffic, as_is, 600, PRICES).fit is Fit.THROTTLES


CALLS = st.lists(
    st.sampled_from([WRITES, READS, INDEX_WRITES]).flatmap(
        lambda resource: st.integers(1, 40).map(
            lambda units: (
                {WRITES: units, INDEX_WRITES: units}
                if resource == INDEX_WRITES
                else {resource: units}
            )
        )
    ),
    min_size=1,
    max_size=3,
)


@seed(22)
@settings(max_examples=30, database=None)
@given(
    kinds=st.lists(CALLS, min_size=1, max_size=3),
    rate=st.integers(1, 60),
    dispersion=st.sampled_from([0, 1, 20]),
    course=st.sampled_from([Course("flat", (1,)), Course("waves", (1, 9, 2, 0))]),
    seconds=st.integers(60, 1800),
)
def test_whatever_the_profile_and_the_traffic_the_advice_obeyed_fits(
    kinds: list[list[dict[ResourceId, int]]],
    rate: int,
    dispersion: int,
    course: Course,
    seconds: int,
) -> None:
    measured = Profile(tuple(kind_of(f"k{at}", *calls) for at, calls in enumerate(kinds)))
    rates = {kind.kind: Fraction(rate) for kind in measured.kinds}
    traffic = Traffic(rates, course, dispersion=Fraction(dispersion))
    modes = plan({resource: Provisioned(1) for resource in measured.resources})
    advice = advise(measured, traffic, modes, seconds, PRICES)
    assert advice.outcome.fit is Fit.FITS
    for table in advice.tables:
        assert table.provisioned is not None
        kept = modes.with_capacity(table.provisioned.modes)
        assert simulate(measured, traffic, kept, seconds, PRICES).fit is Fit.FITS
