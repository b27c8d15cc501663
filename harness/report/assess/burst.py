"""Burst capacity over a run: what was left each second, and how long it would have lasted.

The bucket of ``harness.capacity.bucket``, fed a second at a time: it starts full, with 300 s of
the provisioned rate (Developer Guide, Burst and adaptive capacity, 2026 copy).
"""

from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.bucket import BURST_S
from harness.report.values.series import Levels, Track


@dataclass(frozen=True, slots=True)
class BurstCourse:
    """``left``: half-units at the end of each second. ``exhausted_second``: the first second whose
    units do not all fit, or None."""

    left: Levels
    exhausted_second: int | None


def replay(half_units: Track, provisioned_units: int) -> BurstCourse:
    """Units a second against a bucket that starts full. What does not fit is refused, not owed."""
    rate = 2 * provisioned_units
    level = full = BURST_S * rate
    after = []
    exhausted_second = None
    last = -1
    for second, taken in half_units.values.items():
        level = min(full, level + rate * (second - last - 1)) + rate - taken
        if level < 0 and exhausted_second is None:
            exhausted_second = second
        level = min(full, max(0, level))
        after.append(level)
        last = second
    busy = tuple(half_units.values)
    return BurstCourse(Levels(half_units.seconds, rate, full, busy, tuple(after)), exhausted_second)


def projected_second(
    left_half_units: int, seconds: int, rate: Fraction, provisioned_units: int
) -> int | None:
    """The second in which the burst is used up, if ``rate`` (half-units a second) goes on after
    the ``seconds`` seen so far. None where it never is."""
    excess = rate - 2 * provisioned_units
    return None if excess <= 0 else int(seconds + left_half_units / excess)


def smallest_sufficient(half_units: Track, rate: Fraction) -> int:
    """The fewest provisioned units that serve this window over and over without refusing.

    Both must hold: the mean ``rate`` (half-units a second) is provisioned for, and no stretch of
    the window, repeated end to start, takes more above it than 300 s of burst hold.
    """
    low = max(1, -(-rate.numerator // (2 * rate.denominator)))
    high = max(low, -(-half_units.peak // 2))
    while low < high:
        middle = (low + high) // 2
        if _suffices(half_units, middle):
            high = middle
        else:
            low = middle + 1
    return low


def _suffices(half_units: Track, provisioned_units: int) -> bool:
    """With a mean at or below the rate, the second time round shows the worst that ever comes."""
    rate = 2 * provisioned_units
    burst = BURST_S * rate
    owed, last = 0, -1
    for _ in range(2):
        for second, taken in half_units.values.items():
            if owed:
                owed = max(0, owed - rate * (second - last - 1))
            owed += taken - rate
            if owed < 0:
                owed = 0
            elif owed > burst:
                return False
            last = second
        last -= half_units.seconds
    return True
