from random import Random
from statistics import median

import pytest

from harness.errors import UsageError
from harness.load.sizes import MOST_BYTES, NONE, read_sizes


def lengths(said: str, count: int = 2000) -> list[int]:
    sizes, dice = read_sizes(said), Random(1)
    return [len(sizes.text(dice)) for _ in range(count)]


def test_without_sizes_nothing_is_added_and_no_dice_are_thrown() -> None:
    dice = Random(1)
    assert NONE.text(dice) == ""
    assert dice.getstate() == Random(1).getstate()


def test_a_number_is_every_items() -> None:
    assert set(lengths("2000")) == {2000}


def test_a_range_has_its_ends() -> None:
    found = lengths("10-13")
    assert set(found) == {10, 11, 12, 13}


def test_lognormal_has_its_median_and_a_long_tail() -> None:
    found = lengths("lognormal:800:0.5")
    assert median(found) == pytest.approx(800, rel=0.05)
    assert max(found) > 2400


def test_no_item_becomes_larger_than_dynamodb_takes() -> None:
    assert max(lengths("lognormal:100000:3")) == MOST_BYTES


@pytest.mark.parametrize("said", ["", "-1", "20-10", "400001", "lognormal:0:1", "lognormal:1", "x"])
def test_what_is_no_size_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="is not a valid size"):
        read_sizes(said)
