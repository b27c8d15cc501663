from fractions import Fraction

import numpy as np
import pytest

from harness.errors import UsageError
from harness.simulate.arrivals import even_counts, requests_of_day
from harness.simulate.traffic import (
    DAY_MINUTES,
    MICRO,
    Batch,
    RecordedCounts,
    Traffic,
    day_course,
    micro_rates,
    week_course,
)


def test_a_course_keeps_the_mean_and_has_the_peak_that_was_asked_for() -> None:
    for course in (day_course(), week_course()):
        traffic = Traffic({"k": Fraction(100)}, course)
        rates = micro_rates(traffic, "k", 0, len(course.weights))
        assert sum(rates) / len(rates) == pytest.approx(100 * MICRO, rel=1e-6)
    assert float(day_course().peak) == pytest.approx(1.51, abs=0.01)
    assert float(day_course(Fraction(5)).peak) == pytest.approx(5, rel=0.01)


def test_growth_is_by_month_and_compound() -> None:
    traffic = Traffic({"k": Fraction(100)}, growth_a_month=Fraction(1, 10))
    assert [micro_rates(traffic, "k", 43_800 * month, 1)[0] for month in range(3)] == [
        100 * MICRO,
        110 * MICRO,
        121 * MICRO,
    ]


def test_a_batch_comes_daily_and_may_go_past_midnight() -> None:
    traffic = Traffic({}, batches=(Batch("k", 23 * 60, Fraction(50), 90),))
    rates = micro_rates(traffic, "k", 0, 2 * DAY_MINUTES)
    busy = [minute for minute, rate in enumerate(rates) if rate]
    assert busy[:31] == [*range(30), 23 * 60]  # from the evening before the first day on
    assert len(busy) == 30 + 90 + 60
    assert set(rates) == {0, 50 * MICRO}


def test_recorded_counts_keep_their_sum_whatever_the_step() -> None:
    for step_s, counts in ((1, (5,) * 600), (300, (100, 700)), (60, tuple(range(30)))):
        traffic = Traffic({}, recorded=RecordedCounts(0, step_s, {"k": counts}))
        minutes = len(counts) * step_s // 60
        rates = micro_rates(traffic, "k", 0, minutes)
        assert sum(rates) * 60 / MICRO == pytest.approx(sum(counts), rel=1e-5)
        assert micro_rates(traffic, "k", minutes, minutes) == rates


def test_even_arrivals_are_whole_and_add_up_even_where_they_are_rare() -> None:
    assert even_counts(np.array([20 * MICRO] * 2)).tolist() == [20] * 120
    assert even_counts(np.array([15_000] * 1000)).sum() == 900


def test_a_day_can_be_drawn_alone_and_another_kind_changes_nothing() -> None:
    one = Traffic({"a": Fraction(20)})
    both = Traffic({"a": Fraction(20), "b": Fraction(5)})
    drawn = requests_of_day(one, "a", 3, 600, 7)
    assert drawn.tolist() == requests_of_day(both, "a", 3, 600, 7).tolist()
    assert drawn.tolist() != requests_of_day(one, "a", 4, 600, 7).tolist()
    # The first of a fixed seed: the same on every machine.
    assert drawn[:8].tolist() == requests_of_day(one, "a", 3, 86_400, 7)[:8].tolist()


def test_an_index_of_dispersion_spreads_minutes_by_as_much() -> None:
    traffic = Traffic({"k": Fraction(10)}, dispersion=Fraction(47))
    minutes = np.concatenate(
        [requests_of_day(traffic, "k", day, 86_400, 0).reshape(-1, 60).sum(1) for day in range(5)]
    )
    assert minutes.mean() == pytest.approx(600, rel=0.02)
    assert minutes.var() / minutes.mean() == pytest.approx(47, rel=0.1)


def test_a_peak_that_no_course_can_have_is_refused() -> None:
    with pytest.raises(UsageError):
        day_course(Fraction(1, 2))
