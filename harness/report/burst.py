"""Burst capacity over a run: what was left each second, and how long it would have lasted.

The bucket of ``harness.capacity.bucket``, fed a second at a time: it starts full, with 300 s of
the provisioned rate (Developer Guide, Burst and adaptive capacity, 2026 copy).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.bucket import BURST_S


@dataclass(frozen=True, slots=True)
class Replay:
    """``left``: half-units at the end of each second. ``exhausted_second``: the first second whose
    units do not all fit, or None."""

    left: tuple[int, ...]
    exhausted_second: int | None


def replay(half_units: Sequence[int], provisioned_units: int) -> Replay:
    """Units a second against a bucket that starts full. What does not fit is refused, not owed."""
    rate = 2 * provisioned_units
    level = full = BURST_S * rate
    left = []
    exhausted_second = None
    for second, taken in enumerate(half_units):
        level += rate - taken
        if level < 0 and exhausted_second is None:
            exhausted_second = second
        level = min(full, max(0, level))
        left.append(level)
    return Replay(tuple(left), exhausted_second)


def projected_second(
    left_half_units: int, seconds: int, rate: Fraction, provisioned_units: int
) -> int | None:
    """The second in which the burst is used up, if ``rate`` (half-units a second) goes on after
    the ``seconds`` seen so far. None where it never is."""
    excess = rate - 2 * provisioned_units
    return None if excess <= 0 else int(seconds + left_half_units / excess)


def smallest_sufficient(half_units: Sequence[int], rate: Fraction) -> int:
    """The fewest provisioned units that serve this window over and over without refusing.

    Both must hold: the mean ``rate`` (half-units a second) is provisioned for, and no stretch of
    the window, repeated end to start, takes more above it than 300 s of burst hold.
    """
    low = max(1, -(-rate.numerator // (2 * rate.denominator)))
    high = max(low, -(-max(half_units, default=0) // 2))
    while low < high:
        middle = (low + high) // 2
        if _suffices(half_units, middle):
            high = middle
        else:
            low = middle + 1
    return low


def _suffices(half_units: Sequence[int], provisioned_units: int) -> bool:
    """With a mean at or below the rate, the second time round shows the worst that ever comes."""
    rate = 2 * provisioned_units
    owed = 0
    for _ in range(2):
        for taken in half_units:
            owed = max(0, owed + taken - rate)
            if owed > BURST_S * rate:
                return False
    return True
