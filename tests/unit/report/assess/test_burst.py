from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from harness.capacity.bucket import TokenBucket
from harness.model.time import NS_PER_S
from harness.report.assess.burst import projected_second, replay, smallest_sufficient
from harness.report.values.series import Track

loads = st.lists(st.integers(min_value=0, max_value=40_000), min_size=1, max_size=40)


def mean(half_units: list[int]) -> Fraction:
    return Fraction(sum(half_units), len(half_units))


def test_24_wcu_a_second_on_10_break_in_second_214() -> None:
    # 3,000 saved, 14 a second taken from them: 214 seconds leave 4, and 4 + 10 are fewer than 24.
    found = replay(Track.of([48] * 300), 10)
    assert found.exhausted_second == 214
    assert found.left.at(213) == 2 * 4


def test_a_5_wcu_table_serves_its_1500_saved_units_and_5_a_second_besides() -> None:
    assert replay(Track.of([2 * 1505]), 5).exhausted_second is None
    assert replay(Track.of([2 * 1505 + 1]), 5).exhausted_second == 0


def test_the_bucket_fills_again_at_the_provisioned_rate_and_not_beyond_300_seconds() -> None:
    left = tuple(replay(Track.of([2 * 1000, 0, 0, *[0] * 300]), 5).left)
    assert left[:3] == (2 * 505, 2 * 510, 2 * 515)
    assert left[-1] == 2 * 1500


@given(st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=40))
def test_the_replay_is_the_gateways_own_bucket_a_second_at_a_time(half_units: list[int]) -> None:
    bucket = TokenBucket(20, 0)
    left = []
    for second, taken in enumerate(half_units):
        bucket.take(taken, second * NS_PER_S)
        left.append(bucket.level_half_units((second + 1) * NS_PER_S))
    found = replay(Track.of(half_units), 10)
    kept = found.exhausted_second
    assert tuple(found.left)[:kept] == tuple(left)[:kept]


def test_a_run_too_short_to_throttle_says_when_its_rate_would() -> None:
    # 60 s at 20 on 10 leave 2,400 of 3,000; 10 a second too many use them up in another 240 s.
    left = replay(Track.of([40] * 60), 10).left.at(59)
    assert left == 2 * 2400
    assert projected_second(left, 60, Fraction(40), 10) == 300


def test_a_rate_at_the_limit_never_uses_up_the_burst() -> None:
    assert projected_second(6000, 60, Fraction(20), 10) is None


def test_a_steady_rate_needs_the_next_whole_unit() -> None:
    assert smallest_sufficient(Track.of([24] * 60), Fraction(236, 10)) == 12
    assert smallest_sufficient(Track.of([24] * 60), Fraction(24)) == 12


def test_a_wave_needs_what_301_seconds_of_capacity_cannot_hold_back() -> None:
    # 4,000 units in one second of an hour: 301 × 13 = 3,913 are too few, 301 × 14 are enough.
    wave = [8000, *[0] * 3599]
    assert smallest_sufficient(Track.of(wave), mean(wave)) == 14


def test_a_wave_across_the_end_of_the_window_counts_as_one() -> None:
    apart = [0] * 1000 + [4000] + [0] * 1000
    across = [2000] + [0] * 2000 + [2000]
    assert smallest_sufficient(Track.of(across), mean(across)) == 7
    assert smallest_sufficient(Track.of(apart), mean(apart)) == 7


@given(loads)
def test_the_recommended_number_serves_the_window_again_and_again(half_units: list[int]) -> None:
    enough = smallest_sufficient(Track.of(half_units), mean(half_units))
    assert replay(Track.of(half_units * 5), enough).exhausted_second is None


@given(loads)
def test_one_unit_less_would_not_do(half_units: list[int]) -> None:
    less = smallest_sufficient(Track.of(half_units), mean(half_units)) - 1
    exhausted = replay(Track.of(half_units * 2), less).exhausted_second is not None
    assert less == 0 or mean(half_units) > 2 * less or exhausted


@given(loads, st.integers(min_value=1, max_value=50), st.data())
def test_the_lowest_level_of_a_stretch_is_the_lowest_of_its_seconds(
    half_units: list[int], units: int, data: st.DataObject
) -> None:
    levels = replay(Track.of(half_units), units).left
    start = data.draw(st.integers(0, len(half_units) - 1))
    stop = data.draw(st.integers(start + 1, len(half_units)))
    assert levels.least(start, stop) == min(tuple(levels)[start:stop])


def test_a_month_of_a_few_busy_seconds_takes_no_longer_than_they_do() -> None:
    month = 30 * 86_400
    busy = Track(month, {day * 86_400: 8000 for day in range(30)})
    assert smallest_sufficient(busy, Fraction(busy.total, month)) == 14
    assert replay(busy, 14).exhausted_second is None
