"""What DynamoDB auto scaling provisions, minute by minute."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

# The console's default; 20 to 90 are allowed (Developer Guide, Managing throughput capacity
# automatically with auto scaling, 2026 copy).
TARGET = Fraction(70, 100)

POINT_S = 60

# The same page: consumption above the target for two consecutive points raises, 15 points below
# it lower.
_POINTS_TO_RAISE = 2
_POINTS_TO_LOWER = 15

# Long enough for the lowering rule to show, however short the window is.
_SETTLED_POINTS = 60


def scaled_units(minutes: Sequence[int], seconds: int) -> Fraction:
    """The mean provisioned units of a window that comes over and over.

    ``minutes``: half-units consumed in each minute of it; the last may be shorter, so that all
    together are ``seconds``.

    Doubtful: how long an UpdateTable takes (here until the next minute), and what a lowering goes
    to (here the highest of its 15 points). The minimum is 1 unit.
    """
    lengths = [min(POINT_S, seconds - start) for start in range(0, seconds, POINT_S)]
    points = [
        Fraction(consumed, 2 * length) for consumed, length in zip(minutes, lengths, strict=True)
    ]
    rounds = 2 + _SETTLED_POINTS // len(points)
    last = list(_provisioned(points * rounds))[-len(points) :]
    return Fraction(sum(map(int.__mul__, last, lengths)), seconds)


def _provisioned(points: Sequence[Fraction]) -> Iterator[int]:
    """The units of each minute, from the first minute's own need on."""
    units = _needed(points[0])
    above = below = 0
    for at, point in enumerate(points):
        yield units
        above = above + 1 if point > units * TARGET else 0
        below = below + 1 if point < units * TARGET else 0
        if above >= _POINTS_TO_RAISE:
            units, above = _needed(point), 0
        elif below >= _POINTS_TO_LOWER:
            units, below = _needed(max(points[at + 1 - _POINTS_TO_LOWER : at + 1])), 0


def _needed(point: Fraction) -> int:
    needed = point / TARGET
    return max(1, -(-needed.numerator // needed.denominator))
