from harness.report.render.steps import step_size, steps_of
from harness.report.values.resource import Series
from harness.report.values.series import Levels, Track

SERIES = Series(
    consumed=Track.of((2, 4, 6, 8, 10)),
    demand=Track.of((2, 4, 6, 9, 12)),
    refused=Track.of((0, 0, 0, 1, 2)),
    burst_left=Levels(5, rate=2, full=600, busy=(0, 1, 2, 4), after=(9, 7, 5, 8)),
)


def test_a_step_is_as_short_as_the_number_of_steps_allows() -> None:
    assert [step_size(seconds, 360) for seconds in (0, 60, 360, 361, 3600)] == [1, 1, 1, 2, 10]


def test_longer_steps_keep_the_sums_the_highest_and_the_lowest() -> None:
    first, last = steps_of(SERIES, 3)
    assert (first.start_s, first.seconds, first.consumed, first.peak) == (0, 3, 12, 6)
    assert (first.refused, first.burst_left) == (0, 5)
    assert (last.start_s, last.seconds, last.demand, last.refused, last.burst_left) == (
        3,
        2,
        21,
        3,
        7,
    )


def test_without_a_limit_there_is_no_burst() -> None:
    (step,) = steps_of(Series(Track.of((2,)), Track.of((2,)), Track.of((0,)), None), 1)
    assert step.burst_left is None
