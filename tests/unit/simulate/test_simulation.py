from dataclasses import replace
from fractions import Fraction

import pytest

from harness.capacity.limit import Cause
from harness.capacity.prices import prices_of
from harness.errors import UsageError
from harness.model.table import Table
from harness.simulate.arrivals import requests_of_day
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import Fit, SimulationOutcome
from harness.simulate.plan import AutoScaled, CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import CallGroup, Draw, KeyShares, Profile, ResourceId
from harness.simulate.simulation import simulate
from harness.simulate.traffic import MINUTE_S, Course, Traffic
from tests.unit.simulate.gateway import on_demand_table, provisioned_table, refusals_of
from tests.unit.simulate.profiles import INDEX_WRITES, READS, WRITES, even, kind_of, plan, profile

PRICES = prices_of("us-east-1")
DAY_S = 86_400
ONE_WCU = {WRITES: 2}


def outcome(
    profile: Profile,
    traffic: Traffic,
    modes: dict[ResourceId, CapacityMode],
    seconds: int = DAY_S,
    retries: str = "none",
    **circumstances: int,
) -> SimulationOutcome:
    return simulate(
        profile,
        traffic,
        plan(modes),
        seconds,
        PRICES,
        Circumstances(retries=retries, **circumstances),  # type: ignore[arg-type]
    )


def test_twenty_writes_on_twelve_units_are_refused_from_second_450_on_two_in_five() -> None:
    refused = outcome(profile(ONE_WCU), even(20), {WRITES: Provisioned(12)})
    assert refused.fit is Fit.THROTTLES
    assert refused.first_refusal_s == 450
    # 12 a second and 3,600 of burst are served of 20 a second.
    assert refused.kinds[0].refused_calls == 8 * DAY_S - 3600
    assert refused.of(WRITES).causes == {Cause.PROVISIONED: 8 * DAY_S - 3600}
    assert refused.of(WRITES).throttled_minutes == DAY_S // 60 - 7
    later = outcome(profile(ONE_WCU), even(20), {WRITES: Provisioned(12)}, empty=True)
    assert later.refused_share == Fraction(40, 100)


def test_ten_writes_on_twelve_units_are_never_refused() -> None:
    served = outcome(profile(ONE_WCU), even(10), {WRITES: Provisioned(12)})
    assert served.fit is Fit.FITS
    assert served.first_refusal_s is None
    assert served.of(WRITES).consumed_half_units == 2 * 10 * DAY_S


@pytest.mark.parametrize("retries", ["standard", "legacy"])
def test_retries_serve_no_more_than_there_is_and_ask_more_often(retries: str) -> None:
    alone = outcome(profile(ONE_WCU), even(20), {WRITES: Provisioned(12)})
    again = outcome(profile(ONE_WCU), even(20), {WRITES: Provisioned(12)}, retries=retries)
    assert again.first_refusal_s == 450
    assert again.of(WRITES).consumed_half_units == alone.of(WRITES).consumed_half_units
    assert again.kinds[0].failed_calls == pytest.approx(alone.kinds[0].failed_calls, rel=0.001)
    assert again.kinds[0].calls > 2 * alone.kinds[0].calls


def test_retries_rescue_calls_from_gaps_that_are_shorter_than_their_pauses() -> None:
    """Poisson arrivals near the rate, without burst at the start: what one second refuses a
    later one serves."""
    modes: dict[ResourceId, CapacityMode] = {WRITES: Provisioned(53)}
    traffic = Traffic({"write": Fraction(50)}, seed=1)
    alone = outcome(profile(ONE_WCU), traffic, modes, 600, empty=True)
    again = outcome(profile(ONE_WCU), traffic, modes, 600, "standard", empty=True)
    assert alone.kinds[0].failed_calls > 0
    assert again.kinds[0].refused_calls > 0
    assert again.kinds[0].failed_calls == 0


def test_an_index_that_starves_refuses_its_tables_writes_and_leaves_the_table_its_burst() -> None:
    both = {WRITES: 2, INDEX_WRITES: 2}
    modes = {WRITES: Provisioned(100), INDEX_WRITES: Provisioned(5), READS: Provisioned(5)}
    starved = outcome(profile(both, {READS: 1}), even(10), modes)
    assert starved.first_refusal_s == 300  # 1,500 of burst, 5 short a second
    assert starved.of(INDEX_WRITES).refused_calls == 5 * DAY_S - 1500
    assert starved.of(WRITES).refused_calls == 0
    assert starved.of(WRITES).consumed_half_units == starved.of(INDEX_WRITES).consumed_half_units
    assert starved.of(READS).fit is Fit.FITS
    assert starved.of(READS).consumed_half_units == 10 * DAY_S


def test_where_table_and_index_starve_in_turn_the_tighter_one_decides() -> None:
    """The index's writes, 10 a second on 5, starve it; with the rest of the table's, 25 a second
    are asked of 15, of which the index passes no more than 5."""
    calls = profile({WRITES: 2, INDEX_WRITES: 2}, {WRITES: 3})
    modes = {WRITES: Provisioned(15), INDEX_WRITES: Provisioned(5)}
    starved = outcome(calls, even(10), modes, empty=True)
    assert starved.of(INDEX_WRITES).consumed_half_units == 2 * 5 * DAY_S
    assert starved.of(WRITES).consumed_half_units <= 2 * 15 * DAY_S
    assert starved.of(WRITES).refused_calls > 0


def test_an_on_demand_table_serves_twice_its_peak_half_an_hour_later() -> None:
    modes: dict[ResourceId, CapacityMode] = {WRITES: OnDemand()}
    grown = outcome(profile(ONE_WCU), even(7_000), modes, 3 * 3600)
    # 5 s of burst are 20,000 units, 3,000 short a second.
    assert grown.first_refusal_s == 6
    served = [(run.start_s, run.units) for run in grown.of(WRITES).units]
    # The first minute with burst consumed (60 × 4,000 + 20,000) / 60 a second.
    assert served == [(0, 4_000), (1_860, 8_666), (3_720, 14_000)]
    assert grown.of(WRITES).throttled_minutes == 31


def test_a_maximum_on_demand_refuses_what_is_above_it() -> None:
    capped = outcome(profile(ONE_WCU), even(20), {WRITES: OnDemand(maximum=12)})
    assert capped.first_refusal_s == 450
    assert set(capped.of(WRITES).causes) == {Cause.MAXIMUM}


def test_a_quota_stops_growth_and_gives_its_reason() -> None:
    modes: dict[ResourceId, CapacityMode] = {WRITES: OnDemand(warm_units=40_000)}
    capped = outcome(profile(ONE_WCU), even(50_000), modes, 600)
    assert set(capped.of(WRITES).causes) == {Cause.ACCOUNT}
    assert plan({WRITES: Provisioned(40_001)}).over_quota()


def test_a_hot_key_is_refused_by_its_partition_however_much_the_table_has() -> None:
    keys = KeyShares(WRITES, ((1 << 60, 90),), ((9, 10),))
    hot = outcome(profile(ONE_WCU, keys=(keys,)), even(2_000), {WRITES: Provisioned(4_000)}, 600)
    partition = hot.of(WRITES)
    assert 2 * partition.partition_refused_calls > partition.refused_calls
    # 90 % and a quarter of the rest, 1,850 a second, on 1,000.
    assert partition.refused_calls == pytest.approx(850 * 600, rel=0.005)
    spread = outcome(profile(ONE_WCU), even(2_000), {WRITES: Provisioned(4_000)}, 600)
    assert spread.fit is Fit.FITS


def steps(busy: int) -> Traffic:
    """5 a second, from minute 10 to 39 more."""
    course = Course("steps", (5,) * 10 + (busy,) * 30 + (5,) * 20)
    return Traffic({"write": Fraction(30 * busy + 150, 60)}, course, dispersion=Fraction(0))


def test_auto_scaling_is_as_worked_out_by_hand_in_the_docs() -> None:
    modes: dict[ResourceId, CapacityMode] = {WRITES: AutoScaled(5, 100, start_units=10)}
    scaled = outcome(profile(ONE_WCU), steps(20), modes, 3600)
    writes = scaled.of(WRITES)
    assert [(run.start_s // 60, run.units) for run in writes.units] == [(0, 10), (15, 29), (58, 8)]
    assert writes.fit is Fit.FITS_WITH_BURST
    assert writes.least_burst_half_units == 0
    one_more = outcome(profile(ONE_WCU), steps(21), modes, 3600)
    assert one_more.first_refusal_s == 872


def test_burst_alone_is_not_a_fit() -> None:
    """13 a second in one hour of two, on 12: the burst of 3,600 is what it takes, less 1."""
    course = Course("waves", (13,) * 60 + (1,) * 60)
    traffic = Traffic({"write": Fraction(7)}, course, dispersion=Fraction(0))
    assert outcome(profile(ONE_WCU), traffic, {WRITES: Provisioned(12)}).fit is Fit.FITS_WITH_BURST
    assert outcome(profile(ONE_WCU), traffic, {WRITES: Provisioned(13)}).fit is Fit.FITS


def test_the_same_seed_gives_the_same_outcome_and_another_one_another() -> None:
    runs = [
        simulate(
            profile(ONE_WCU),
            Traffic({"write": Fraction(12)}, seed=seed),
            plan({WRITES: Provisioned(12)}),
            3600,
            PRICES,
        )
        for seed in (1, 1, 2)
    ]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_day_costs_its_units_and_a_month_is_730_hours() -> None:
    provisioned = outcome(profile(ONE_WCU), even(10), {WRITES: Provisioned(12)}, 2 * DAY_S)
    assert [f"{day.usd:.5f}" for day in provisioned.days] == ["0.18720", "0.18720"]
    assert f"{provisioned.usd_month(730 * 3600):.3f}" == "5.694"  # 12 × 730 × 0.00065
    on_demand = outcome(profile(ONE_WCU), even(10), {WRITES: OnDemand()})
    assert f"{on_demand.usd:.4f}" == "0.5400"  # 864,000 of 0.625 a million


@pytest.mark.parametrize(
    ("traffic", "seconds"),
    [
        (Traffic({"nobody": Fraction(1)}), 60),
        (Traffic({"write": Fraction(0)}), 60),
        (even(1), 0),
        (even(1), 10 * 365 * DAY_S),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_a_reason(traffic: Traffic, seconds: int) -> None:
    with pytest.raises(UsageError) as refused:
        outcome(profile(ONE_WCU), traffic, {WRITES: Provisioned(1)}, seconds)
    assert refused.value.hint


@pytest.mark.parametrize("rate", [60, 75])
def test_call_by_call_the_gateways_limiter_refuses_the_same_share(rate: int) -> None:
    """The whole of what a gateway decides, against the walk by seconds, on the same arrivals."""
    assert_as_the_gateway(rate, provisioned_table(50), Provisioned(50), 1_800)


def test_a_maximum_of_a_few_units_is_as_the_gateways() -> None:
    """It keeps 300 seconds as provisioned units do: seconds suffice below 100 units too."""
    assert_as_the_gateway(6, on_demand_table(5), OnDemand(maximum=5), 7_200)


def assert_as_the_gateway(rate: int, table: Table, mode: CapacityMode, seconds: int) -> None:
    traffic = Traffic({"write": Fraction(rate)})
    by_second = requests_of_day(traffic, "write", 0, seconds, 0).tolist()
    truth = refusals_of(table, by_second)
    simulated = outcome(profile(ONE_WCU), traffic, {WRITES: mode}, seconds)
    assert truth.refused > 0
    assert truth.first_s is not None
    assert abs(float(simulated.refused_share) - truth.share) < 0.0005
    assert abs((simulated.first_refusal_s or 0) - truth.first_s) <= 5
    assert simulated.kinds[0].requests == sum(by_second)
    assert simulated.seconds % MINUTE_S == 0


def test_calls_of_different_sizes_are_refused_as_often_as_the_gateway_does() -> None:
    """Which call is large is thrown apart for both, so that the shares differ by that chance."""
    seconds, rate = 3_600, Fraction(40)
    draws = ((Draw(1, (2,)), 2), (Draw(1, (8,)), 1))
    kind = replace(kind_of("write", ONE_WCU), calls=(CallGroup("PutItem", (WRITES,), draws),))
    by_second = requests_of_day(Traffic({"write": rate}), "write", 0, seconds, 0).tolist()
    truth = refusals_of(provisioned_table(50), by_second, (2, 2, 8))
    modes: dict[ResourceId, CapacityMode] = {WRITES: Provisioned(50)}
    simulated = outcome(Profile((kind,)), Traffic({"write": rate}), modes, seconds)
    assert truth.share > 0.25
    assert abs(float(simulated.refused_share) - truth.share) < 0.005
