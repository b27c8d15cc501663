from harness.capacity.on_demand import GROWTH_S, PEAK_WINDOW_S, Peak
from harness.model.time import NS_PER_S


def serve(peak: Peak, half_units_per_s: int, since_s: int, seconds: int) -> None:
    for second in range(since_s, since_s + seconds):
        peak.take(half_units_per_s, second * NS_PER_S)


def at(peak: Peak, seconds: int) -> int:
    peak.rise(seconds * NS_PER_S)
    return peak.half_units_per_s


def test_a_peak_is_the_mean_of_a_whole_minute() -> None:
    peak = Peak(10, 0)
    serve(peak, 100, 0, PEAK_WINDOW_S // 2)
    peak.take(0, PEAK_WINDOW_S * NS_PER_S)
    assert at(peak, PEAK_WINDOW_S + GROWTH_S) == 50


def test_each_peak_waits_its_own_half_hour() -> None:
    peak = Peak(10, 0)
    serve(peak, 100, 0, 60)
    serve(peak, 300, 600, 60)
    peak.take(0, 660 * NS_PER_S)
    assert peak.due_ns == (60 + GROWTH_S) * NS_PER_S
    assert at(peak, 60 + GROWTH_S) == 100
    assert at(peak, 660 + GROWTH_S - 1) == 100
    assert at(peak, 660 + GROWTH_S) == 300


def test_a_peak_that_is_noticed_late_counts_from_when_it_was() -> None:
    peak = Peak(10, 0)
    serve(peak, 100, 0, 60)
    peak.take(0, (60 + GROWTH_S) * NS_PER_S)
    assert at(peak, 60 + GROWTH_S) == 100


def test_what_waits_is_bounded_though_nobody_asks() -> None:
    peak = Peak(1, 0)
    for minute in range(5000):
        peak.take(60 * minute, minute * 60 * NS_PER_S)
    assert len(peak._waiting) <= GROWTH_S // PEAK_WINDOW_S + 1
