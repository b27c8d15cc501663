from hypothesis import given
from hypothesis import strategies as st

from harness.report.histogram import Histogram

values = st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=200)


def histogram_of(numbers: list[int]) -> Histogram:
    histogram = Histogram()
    histogram.add(numbers)
    return histogram


def test_small_values_are_exact() -> None:
    histogram = histogram_of(list(range(1, 101)))
    assert [histogram.percentile(percent) for percent in (1, 50, 99, 100)] == [1, 50, 99, 100]
    assert (histogram.count, histogram.total, histogram.maximum) == (100, 5050, 100)


def test_without_values_everything_is_zero() -> None:
    assert histogram_of([]).percentile(99) == 0


@given(values, st.integers(min_value=1, max_value=100))
def test_a_percentile_is_never_low_and_at_most_one_in_128_high(
    numbers: list[int], percent: int
) -> None:
    rank = -(-len(numbers) * percent // 100)
    exact = sorted(numbers)[rank - 1]
    found = histogram_of(numbers).percentile(percent)
    assert exact <= found <= exact + exact // 128


def test_memory_is_bounded_whatever_the_values() -> None:
    histogram = histogram_of([number * number for number in range(20_000)])
    assert len(histogram._counts) < 128 * 23
