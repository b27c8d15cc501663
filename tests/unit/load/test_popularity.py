from collections import Counter
from random import Random

import pytest

from harness.errors import UsageError
from harness.load.popularity import Ranked, read_popularity

DRAWS = 20_000


def shares(said: str, count: int = 100) -> list[float]:
    ranked, dice = Ranked(range(count), read_popularity(said)), Random(1)
    drawn = Counter(ranked.draw(dice) for _ in range(DRAWS))
    return [drawn[value] / DRAWS for value in range(count)]


def test_uniform_draws_all_alike() -> None:
    assert all(0.005 < share < 0.015 for share in shares("uniform"))


@pytest.mark.parametrize(("said", "twice"), [("zipf", 2), ("zipf:2", 4)])
def test_zipf_draws_the_first_so_much_more_than_the_second(said: str, twice: float) -> None:
    first, second, *_ = shares(said)
    assert first / second == pytest.approx(twice, rel=0.1)


def test_a_hot_spot_has_its_share_and_the_others_are_alike() -> None:
    first, *others = shares("hot:0.8", 5)
    assert first == pytest.approx(0.8, abs=0.02)
    assert others == pytest.approx([0.05] * 4, abs=0.01)


def test_one_value_is_drawn_whatever_the_popularity() -> None:
    assert shares("hot", 1) == shares("zipf", 1) == [1.0]


def test_a_seed_repeats_the_draws() -> None:
    assert shares("zipf") == shares("zipf")


@pytest.mark.parametrize("said", ["", "hot:1.5", "zipf:x", "zipf:0", "hot:nan", "normal"])
def test_what_is_no_popularity_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="is not a valid popularity"):
        read_popularity(said)
