"""When more was asked for than is provisioned: what burst capacity absorbed, and what throttled."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from harness.capacity.bucket import BURST_S
from harness.report.values.resource import Resource


@dataclass(frozen=True, slots=True)
class Waves:
    """Seconds above the provisioned rate are one wave where fewer than 300 lie between them, which
    is what a burst takes to fill. ``throttled``: waves in which calls were, or would be, refused.
    ``absorbed_half_units``: served above the rate, by burst. ``unserved_half_units``: an estimate
    for what was refused to the end; where limits were not enforced, what no burst was left for.
    ``least_left_half_units``: of a full burst's ``full_half_units``."""

    count: int
    throttled: int
    absorbed_half_units: int
    unserved_half_units: int
    least_left_half_units: int
    full_half_units: int


def waves_of(use: Resource, *, enforced: bool) -> Waves | None:
    """None where nothing is provisioned."""
    levels, consumed = use.series.burst_left, use.series.consumed
    if levels is None:
        return None
    above = {
        second: taken - levels.rate
        for second, taken in consumed.values.items()
        if taken > levels.rate
    }
    beyond = {
        second: half_units - left
        for second, half_units in above.items()
        if not enforced and half_units > (left := levels.at(second - 1))
    }
    refused = use.series.refused.values if enforced else beyond
    starts = _starts({*above, *refused})
    return Waves(
        count=len(starts),
        throttled=len({bisect_right(starts, second) for second in refused}),
        absorbed_half_units=sum(above.values()) - sum(beyond.values()),
        unserved_half_units=use.series.demand.total - consumed.total + sum(beyond.values()),
        least_left_half_units=levels.least(0, levels.seconds),
        full_half_units=levels.full,
    )


def _starts(seconds: Iterable[int]) -> list[int]:
    """The first second of each wave."""
    return [
        second
        for last, second in pairwise([-BURST_S, *sorted(seconds)])
        if second - last >= BURST_S
    ]
