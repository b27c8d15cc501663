from types import SimpleNamespace

import pytest

from harness.capacity.bucket import NS_PER_S
from harness.ledger.codec import decode, encode
from harness.report.forms import Form, Lines, runs_of, times_by_second


def test_columns_stand_one_below_the_other() -> None:
    lines = Lines(
        [
            {"time_ns": [1, 2], "partition": ["a", None], "key": None},
            {"time_ns": [3], "partition": None, "key": None},
        ]
    )
    assert (lines.count, lines.column("partition")) == (3, ["a", None, None])
    assert (lines.has("partition"), lines.has("key")) == (True, False)


def test_a_column_of_another_length_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="columns differ"):
        Lines([{"time_ns": [1, 2], "partition": ["a"]}]).column("partition")


@pytest.mark.parametrize(
    ("lines", "runs"),
    [
        ([[0, 1], [2]], [(0, 3)]),
        ([[0, NS_PER_S - 1, NS_PER_S], [NS_PER_S + 5]], [(0, 2), (1, 2)]),
        ([[5 * NS_PER_S], [0, 3 * NS_PER_S], [NS_PER_S]], [(5, 1), (0, 1), (3, 1), (1, 1)]),
        ([[-1, 0]], [(-1, 1), (0, 1)]),
    ],
)
def test_arrivals_after_each_other_in_one_second_are_one_run(
    lines: list[list[int]], runs: list[tuple[int, int]]
) -> None:
    assert runs_of(lines, 0) == runs
    anchored = [[time_ns + 70 for time_ns in line] for line in lines]
    assert runs_of(anchored, 70) == runs


def test_arrivals_are_counted_by_second() -> None:
    assert times_by_second([(0, 2), (1, 3), (0, 1)]) == {0: 3, 1: 3}


@pytest.mark.parametrize(
    ("call", "in_order"),
    [
        ({"attempt": 1}, False),
        ({"attempt": 2}, True),
        ({"attempt": None}, True),
        ({"attempt": 1, "verdict": "throttled"}, True),
    ],
)
def test_only_what_may_be_one_of_several_attempts_is_kept_in_order(
    make: SimpleNamespace, call: dict[str, object], in_order: bool
) -> None:
    assert Form(next(decode(encode([make.call(0, **call)])))).in_order is in_order
