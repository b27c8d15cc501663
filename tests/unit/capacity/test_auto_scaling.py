from fractions import Fraction

from harness.capacity.auto_scaling import scaled_units


def test_a_steady_rate_is_70_percent_of_what_is_provisioned() -> None:
    # 14 half-units a second are 7 units, of 10.
    assert scaled_units([14 * 60] * 5, 300) == 10


def test_the_least_is_one_unit() -> None:
    assert scaled_units([0, 0], 120) == 1


def test_a_minute_that_is_not_whole_counts_by_its_seconds() -> None:
    assert scaled_units([14 * 60, 14 * 30], 90) == 10
    assert scaled_units([14 * 30], 30) == 10


def test_one_busy_minute_raises_nothing_and_two_do_until_fifteen_are_below() -> None:
    quiet, busy = 14 * 60, 140 * 60  # 7 and 70 units a second
    assert scaled_units([busy, *[quiet] * 59], 3600) == 10
    # Raised from the third minute on; the fifteenth quiet point still has its highest at 7, and
    # the minute after it is lowered again: 15 minutes at 100, 45 at 10.
    two = scaled_units([busy, busy, *[quiet] * 58], 3600)
    assert two == Fraction(15 * 100 + 45 * 10, 60)
