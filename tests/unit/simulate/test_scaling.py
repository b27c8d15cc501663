"""Auto scaling against timelines worked out by hand."""

from fractions import Fraction

from harness.capacity.decreases import DecreaseBudget
from harness.simulate.plan import AutoScaled, OnDemand
from harness.simulate.scaling import (
    OnDemandGrowth,
    ScalingRules,
    TargetTracking,
    scaled_units,
)

POLICY = AutoScaled(1, 40_000)
AT_ONCE = ScalingRules(delay_minutes=0)
# A minute of one unit a second.
UNIT = 120


def tracking(
    units: int, policy: AutoScaled = POLICY, rules: ScalingRules = AT_ONCE
) -> TargetTracking:
    return TargetTracking(policy, units, DecreaseBudget(), rules)


def course(scaled: TargetTracking, minutes: list[int]) -> list[int]:
    """The units after each minute, of which each consumed so many units a second."""
    units = []
    for minute, consumed in enumerate(minutes):
        scaled.observe(minute, consumed * UNIT)
        units.append(scaled.units)
    return units


def test_two_points_above_the_target_raise_and_one_does_not() -> None:
    assert course(tracking(100), [71, 70, 71, 71]) == [100, 100, 100, 102]  # 71 / 0.7, rounded up


def test_new_units_serve_three_minutes_after_the_second_point() -> None:
    scaled = tracking(100, rules=ScalingRules())
    assert course(scaled, [80] * 6) == [100, 100, 100, 100, 115, 115]


def test_fifteen_points_below_the_target_less_20_lower_and_between_both_nothing_happens() -> None:
    assert course(tracking(100), [50] * 30) == [100] * 30
    assert course(tracking(100), [49] * 16) == [100] * 14 + [70, 70]


def test_only_a_target_above_20_percent_ever_lowers() -> None:
    assert course(tracking(100, AutoScaled(1, 1000, Fraction(20, 100))), [0] * 20) == [100] * 20


def test_a_policy_that_may_not_scale_in_only_raises() -> None:
    assert course(tracking(100, AutoScaled(1, 1000, scale_in=False)), [0] * 20) == [100] * 20


def test_bounds_hold() -> None:
    policy = AutoScaled(30, 120)
    assert course(tracking(100, policy), [100] * 2) == [100, 120]
    assert course(tracking(100, policy), [0] * 15)[-1] == 30


def test_while_a_table_throttles_a_step_is_one_by_the_target() -> None:
    """Published of a real table, by rounds: 143, 205, 293, 419, 599, 856, 1,223. Then
    all of a demand of 1,000 is seen, and 1,429 are its target."""
    scaled = tracking(100)
    seen = [100]
    for minute in range(20):
        scaled.observe(minute, min(1000, scaled.units) * UNIT)
        if scaled.units != seen[-1]:
            seen.append(scaled.units)
    assert seen == [100, 143, 205, 293, 419, 599, 856, 1223, 1429]


def test_after_four_decreases_a_day_the_next_comes_an_hour_after_the_last() -> None:
    budget = DecreaseBudget()
    scaled = TargetTracking(AutoScaled(1, 40_000), 40_000, budget, AT_ONCE)
    consumed, changes = 8_000, []
    for minute in range(300):
        before = scaled.units
        scaled.observe(minute, consumed * UNIT)
        if scaled.units < before:
            changes.append(minute)
            consumed = consumed // 2
    assert changes[:4] == [14, 29, 44, 59]
    assert changes[4] == 119
    assert changes[5] == 179


def test_reads_and_writes_share_what_is_left() -> None:
    budget = DecreaseBudget()
    for _ in range(4):
        budget.accept(60)
    scaled = TargetTracking(POLICY, 100, budget, AT_ONCE)
    assert course(scaled, [10] * 20) == [100] * 20


def test_on_demand_doubles_what_it_serves_every_half_hour_up_to_the_quota() -> None:
    """As AWS's rule has it for a new table: 4, 8, 16, 32 and 40 thousand within 124 minutes."""
    growth = OnDemandGrowth(OnDemand(), write=True, minute=0)
    changes = {}
    for minute in range(150):
        before = growth.units
        growth.observe(minute, growth.units * UNIT)
        if growth.units != before:
            changes[minute + 1] = growth.units
    assert changes == {31: 8_000, 62: 16_000, 93: 32_000, 124: 40_000}
    assert growth.is_capped


def test_a_decrease_waits_for_the_cooldown_of_the_one_before() -> None:
    consumed = [49] * 15 + [29] * 40
    assert course(tracking(100), consumed)[-26] == 42
    cool = AutoScaled(1, 40_000, scale_in_cooldown_s=30 * 60)
    changes = course(tracking(100, cool), consumed)
    assert changes[14] == changes[43] == 70
    assert changes[44] == 42


def test_within_the_cooldown_of_a_raise_only_a_larger_one_is_made() -> None:
    cool = AutoScaled(1, 40_000, scale_out_cooldown_s=10 * 60)
    assert course(tracking(100, cool), [80] * 2 + [84] * 8) == [100] + [115] * 9
    assert course(tracking(100, cool), [80] * 2 + [84] * 11)[-1] == 120
    assert course(tracking(100, cool), [80] * 2 + [100] * 2)[-1] == 143


def test_a_steady_rate_is_70_percent_of_what_is_provisioned() -> None:
    # 14 half-units a second are 7 units, of 10.
    assert scaled_units([14 * 60] * 5, 300) == 10


def test_the_least_is_one_unit() -> None:
    assert scaled_units([0, 0], 120) == 1


def test_a_minute_that_is_not_whole_counts_by_its_seconds() -> None:
    assert scaled_units([14 * 60, 14 * 30], 90) == 10
    assert scaled_units([14 * 30], 30) == 10


def test_decreases_are_limited_by_the_day() -> None:
    """Every half hour a peak: four times it is lowered at once, then once an hour."""
    quiet, busy = 14 * 60, 140 * 60
    peaks = scaled_units([busy, busy, *[quiet] * 28], 1800)
    assert peaks > Fraction(15 * 100 + 15 * 10, 30) + 20


def test_one_busy_minute_raises_nothing_and_two_do_until_fifteen_are_below() -> None:
    quiet, busy = 14 * 60, 140 * 60  # 7 and 70 units a second
    assert scaled_units([busy, *[quiet] * 59], 3600) == 10
    # Asked for at the end of the second minute, raised three minutes later, lowered three minutes
    # after the fifteenth quiet point: 15 minutes at 100, 45 at 10, every hour of a day.
    two = scaled_units([busy, busy, *[quiet] * 58], 3600)
    assert two == Fraction(15 * 100 + 45 * 10, 60)
