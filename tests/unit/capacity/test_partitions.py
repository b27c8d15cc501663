from collections import Counter

import pytest

from harness.capacity.partitions import (
    COOLING_S,
    ISOLATION_S,
    Partitions,
    on_demand_partitions,
    provisioned_partitions,
)
from harness.model.entry import Throttle
from harness.model.time import NS_PER_S

SAID = Throttle("lot", None, "TableWriteKeyRangeThroughputExceeded")


def partitions(count: int = 3, salt: int = 0) -> Partitions:
    made = Partitions(2000, salt, SAID)
    made.split(count, 0, SAID)
    return made


@pytest.mark.parametrize(
    ("units", "count"),
    [
        ((1, 1), 1),
        ((3000, 0), 1),
        ((3000, 1), 2),
        ((1500, 500), 1),
        ((40_000, 40_000), 54),
        ((0, 10**6), 256),
    ],
)
def test_a_provisioned_table_has_partitions_for_its_reads_and_writes_together(
    units: tuple[int, int], count: int
) -> None:
    assert provisioned_partitions(*units) == count


@pytest.mark.parametrize(
    ("units", "count"),
    [((12_000, 4_000), 4), ((1, 1), 4), ((12_001, 1), 5), ((1, 8_000), 8), ((10**6, 1), 256)],
)
def test_an_on_demand_table_has_four_or_as_many_as_its_units_need(
    units: tuple[int, int], count: int
) -> None:
    assert on_demand_partitions(*units) == count


def test_partitions_are_split_and_never_merged() -> None:
    made = partitions(2)
    made.split(5, 0, SAID)
    made.split(1, 0, SAID)
    assert len(made) == 5


def test_the_salt_decides_which_keys_are_neighbours() -> None:
    def neighbours(salt: int) -> list[bool]:
        made = partitions(3, salt)
        return [made.of(key) is made.of(0) for key in range(0, 1 << 64, 1 << 58)]

    assert neighbours(1) == neighbours(1)
    assert len({tuple(neighbours(salt)) for salt in range(20)}) == 20


@pytest.mark.parametrize(("count", "fewest", "most"), [(1, 256, 256), (3, 85, 86), (54, 4, 5)])
def test_partitions_have_as_many_keys_each(count: int, fewest: int, most: int) -> None:
    made = partitions(count, salt=7)
    held = Counter(id(made.of(byte << 56)) for byte in range(256))
    assert (len(held), min(held.values()), max(held.values())) == (count, fewest, most)


def heat(made: Partitions, key: int, since_s: int, seconds: int, step_s: int = 1) -> None:
    """A second's worth at once, so that the next one is refused, in each second."""
    for second in range(since_s, since_s + seconds, step_s):
        made.take(key, 2000, second * NS_PER_S)
        made.of(key).refused(second * NS_PER_S)


def test_a_key_is_isolated_after_its_partition_was_at_the_ceiling_for_a_while() -> None:
    made = partitions(1)
    heat(made, 7, 0, ISOLATION_S)
    assert made.of(7) is made.of(8)
    heat(made, 7, ISOLATION_S, 2)
    assert made.of(7) is not made.of(8)


def test_a_partition_that_cools_in_between_is_watched_anew() -> None:
    made = partitions(1)
    heat(made, 7, 0, ISOLATION_S - 1)
    heat(made, 7, ISOLATION_S + COOLING_S, ISOLATION_S - 1)
    assert made.of(7) is made.of(8)


def test_the_busiest_key_goes_though_many_others_are_busy_too() -> None:
    made = partitions(1)
    for second in range(ISOLATION_S + 2):
        for other in range(20):
            made.take(1000 + 20 * second + other, 50, second * NS_PER_S)
        heat(made, 7, second, 1)
    assert made.of(7) is not made.of(8)


def test_no_more_than_a_thousand_keys_are_isolated() -> None:
    made = partitions(1)
    for turn in range(1005):
        heat(made, turn, turn * 1000, ISOLATION_S + 60, step_s=50)
    shared = made.of(-1)
    assert sum(made.of(key) is not shared for key in range(1005)) == 1000
