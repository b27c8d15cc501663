from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.simulate.buckets import unrefused_levels, walk


def stepped(
    level: int, income: Sequence[int], demand: Sequence[int], full: Sequence[int]
) -> tuple[list[int], list[int]]:
    """The truth: one second after the other, in whole half-units."""
    levels, refused = [], []
    for refill, asked, most in zip(income, demand, full, strict=True):
        level += refill
        served = min(level, asked)
        refused.append(asked - served)
        level = min(most, level - served)
        levels.append(level)
    return levels, refused


seconds = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 90), st.integers(1, 12)), min_size=1, max_size=400
)


@given(seconds, st.integers(0, 500))
def test_the_fast_walk_equals_stepping_to_the_half_unit_while_the_rate_changes(
    seconds: list[tuple[int, int, int]], level: int
) -> None:
    income, demand, burst_s = (list(column) for column in zip(*seconds, strict=True))
    full = [rate * burst for rate, burst in zip(income, burst_s, strict=True)]
    walked = walk(level, np.array(income), np.array(demand), np.array(full))
    levels, refused = stepped(level, income, demand, full)
    assert walked.levels.tolist() == levels
    assert walked.refused.tolist() == refused


def test_the_fast_walk_equals_stepping_over_a_day_that_hovers_at_zero() -> None:
    dice = np.random.default_rng(20)
    demand = dice.poisson(10, 86_400) * 2
    income = np.full(86_400, 20)
    full = income * 300
    walked = walk(0, income, demand, full)
    levels, refused = stepped(0, income.tolist(), demand.tolist(), full.tolist())
    assert sum(refused) > 0
    assert walked.levels.tolist() == levels
    assert walked.refused.tolist() == refused


def test_until_the_first_refusal_the_short_way_is_the_same() -> None:
    income, demand = np.full(500, 24), np.full(500, 40)
    levels = unrefused_levels(7200, income, demand, income * 300)
    assert int(np.argmax(levels < 0)) == 450
    assert levels[:450].tolist() == walk(7200, income, demand, income * 300).levels[:450].tolist()
