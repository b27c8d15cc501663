"""Series of a long run, in fewer and longer steps."""

from dataclasses import dataclass

from harness.report.values.resource import Series
from harness.report.values.series import Track


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
    """The series in steps of so many seconds."""
    consumed, demand = _sums(series.consumed, size), _sums(series.demand, size)
    refused, peaks = _sums(series.refused, size), _peaks(series.consumed, size)
    levels = series.burst_left
    return tuple(
        Step(
            start_s=start,
            seconds=min(size, series.consumed.seconds - start),
            consumed=consumed.get(number, 0),
            demand=demand.get(number, 0),
            peak=peaks.get(number, 0),
            refused=refused.get(number, 0),
            burst_left=levels.least(start, start + size) if levels else None,
        )
        for number, start in enumerate(range(0, series.consumed.seconds, size))
    )


def _sums(track: Track, size: int) -> dict[int, int]:
    sums: dict[int, int] = {}
    for second, figure in track.values.items():
        sums[second // size] = sums.get(second // size, 0) + figure
    return sums


def _peaks(track: Track, size: int) -> dict[int, int]:
    peaks: dict[int, int] = {}
    for second, figure in track.values.items():
        peaks[second // size] = max(peaks.get(second // size, 0), figure)
    return peaks
