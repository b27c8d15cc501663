"""Series of a long run, in fewer and longer steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness.report.summary import Series


@dataclass(frozen=True, slots=True)
class Step:
    """``consumed`` and ``demand``: half-units in the whole step; ``peak``: those consumed in its
    busiest second; ``refused``: calls; ``burst_left``: the least in it, None without a limit."""

    start_s: int
    seconds: int
    consumed: int
    demand: int
    peak: int
    refused: int
    burst_left: int | None


def step_size(seconds: int, most_steps: int) -> int:
    """The shortest whole step that makes at most ``most_steps`` of them."""
    return max(1, -(-seconds // most_steps))


def steps_of(series: Series, size: int) -> tuple[Step, ...]:
    return tuple(_step(series, start, size) for start in range(0, len(series.consumed), size))


def _step(series: Series, start: int, size: int) -> Step:
    part = slice(start, start + size)
    consumed = series.consumed[part]
    return Step(
        start_s=start,
        seconds=len(consumed),
        consumed=sum(consumed),
        demand=sum(series.demand[part]),
        peak=max(consumed),
        refused=sum(series.refused[part]),
        burst_left=_least(series.burst_left[part]),
    )


def _least(levels: Sequence[int]) -> int | None:
    return min(levels) if levels else None
