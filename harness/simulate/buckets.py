"""Token buckets by the second, many seconds at once, exact in half-units.

Within a second a bucket first gets its refill, then serves, and is capped last: capped first, a
bucket of one second would refuse ten times what the gateway's refuses. Two ways, both equal to
stepping (tests/unit/simulate/test_buckets.py):

Until the first refusal the level is a running sum less a running minimum. From then on each second
maps a level x to min(full, max(0, x + a)), and such maps compose to one of the same form. So the
seconds are cut into about √n blocks, all blocks are composed at once, the levels at their starts
are walked one by one, and then all blocks are replayed at once.
"""

from dataclasses import dataclass

import numpy as np

from harness.simulate.arrivals import Counts64


@dataclass(frozen=True, slots=True)
class BucketWalk:
    """Half-units at the end of each second, and those refused in it."""

    levels: Counts64
    refused: Counts64


def unrefused_levels(level: int, income: Counts64, demand: Counts64, full: Counts64) -> Counts64:
    """The level after each second, where nothing is refused; from the first negative one on it
    means nothing. ``income`` and ``full``: by second, for both may change."""
    total = np.cumsum(income - demand)
    return total + np.minimum(level, np.minimum.accumulate(full - total))


def walk(level: int, income: Counts64, demand: Counts64, full: Counts64) -> BucketWalk:
    """What a bucket serves where each call draws on it alone and none comes again."""
    levels = unrefused_levels(level, income, demand, full)
    if levels.size and levels.min() < 0:
        first = int(np.argmax(levels < 0))
        before = int(levels[first - 1]) if first else level
        levels[first:] = _clamped(before, (income - demand)[first:], full[first:])
    starts = np.concatenate(([level], levels[:-1]))
    return BucketWalk(levels, np.maximum(0, demand - income - starts))


def _clamped(level: int, change: Counts64, full: Counts64) -> Counts64:
    size = len(change)
    width = max(1, int(np.sqrt(size)))
    blocks = -(-size // width)
    # A column for each second of the blocks; what is past the end changes nothing.
    changes = _columns(change, blocks, width, 0)
    fulls = _columns(full, blocks, width, np.iinfo(np.int64).max)
    low = np.zeros(blocks, np.int64)
    high = np.full(blocks, int(full.max()), np.int64)
    shift = np.zeros(blocks, np.int64)
    for column in range(width):
        shift = shift + changes[column]
        low = np.minimum(fulls[column], np.maximum(0, low + changes[column]))
        high = np.minimum(fulls[column], np.maximum(0, high + changes[column]))
    starts = np.empty(blocks, np.int64)
    for block, (lowest, highest, moved) in enumerate(
        zip(low.tolist(), high.tolist(), shift.tolist(), strict=True)
    ):
        starts[block] = level
        level = min(highest, max(lowest, level + moved))
    levels = np.empty((width, blocks), np.int64)
    for second in range(width):
        starts = np.minimum(fulls[second], np.maximum(0, starts + changes[second]))
        levels[second] = starts
    return levels.T.ravel()[:size]


def _columns(values: Counts64, blocks: int, width: int, filler: int) -> Counts64:
    padded = np.full(blocks * width, filler, np.int64)
    padded[: len(values)] = values
    return np.ascontiguousarray(padded.reshape(blocks, width).T)
