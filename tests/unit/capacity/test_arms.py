from typing import Any

import pytest

from harness.capacity.arms import index_entry, same_values, write_arms
from harness.model.charge import Arm
from harness.model.item import Item
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
)

KB = 1024


def text(name: str) -> KeyAttribute:
    return KeyAttribute(name, "S")


KEYS_ONLY = Index("keys", IndexType.GLOBAL, KeySchema(text("g")), Projection("KEYS_ONLY"))
INCLUDE = Index("some", IndexType.GLOBAL, KeySchema(text("g")), Projection("INCLUDE", ("p", "q")))
ALL = Index("all", IndexType.GLOBAL, KeySchema(text("g")), Projection("ALL"))
COMPOSITE = Index(
    "both", IndexType.GLOBAL, KeySchema(text("g"), KeyAttribute("n", "N")), Projection("KEYS_ONLY")
)
LOCAL = Index("local", IndexType.LOCAL, KeySchema(text("k"), text("l")), Projection("KEYS_ONLY"))


def table(*indexes: Index) -> Table:
    return Table("t", KeySchema(text("k"), text("s")), BillingMode.PAY_PER_REQUEST, indexes=indexes)


def item(**values: Any) -> Item:
    key = {"k": {"S": "k"}, "s": {"S": "s"}}
    return key | {
        name: value if isinstance(value, dict) else {"S": value} for name, value in values.items()
    }


def index_units(index: Index, before: Item | None, after: Item | None) -> int | None:
    """What the one index is charged, None where it has no arm."""
    arms = {arm.index: arm for arm in write_arms(table(index), before, after)}
    return arms[index.name].write_half_units // 2 if index.name in arms else None


def big(kb: int) -> str:
    """A value that makes an item or entry of test size so many KB, rounded up."""
    return "x" * (kb * KB - 100)


# an index is charged for the change of what it stores


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, None, None),
        (item(), item(p="new"), None),  # sparse: in no image
        (None, item(g="a"), 1),
        (None, item(g="a", p=big(3)), 3),
        (item(g="a", p=big(3)), None, 3),
        (item(g="a", p=big(3)), item(p=big(3)), 3),  # key removed
        (item(g="a"), item(g="a"), None),
        (item(g="a", p="1"), item(g="a", p="2"), 1),
        (item(g="a", p=big(3)), item(g="a", p="small"), 3),
        (item(g="a", p="small"), item(g="a", p=big(3)), 3),
        (item(g="a"), item(g="b"), 2),
        (item(g="a", p=big(3)), item(g="b", p="small"), 4),
    ],
)
def test_an_index_is_charged_for_the_change_of_its_entry(
    before: Item | None, after: Item | None, units: int | None
) -> None:
    assert index_units(ALL, before, after) == units


@pytest.mark.parametrize(("index", "units"), [(KEYS_ONLY, None), (INCLUDE, None), (ALL, 1)])
def test_an_index_is_not_charged_for_what_it_does_not_project(
    index: Index, units: int | None
) -> None:
    assert index_units(index, item(g="a", z="1"), item(g="a", z="2")) == units


@pytest.mark.parametrize(("index", "units"), [(KEYS_ONLY, 1), (INCLUDE, 2), (ALL, 5)])
def test_an_entry_weighs_what_is_projected(index: Index, units: int) -> None:
    assert index_units(index, None, item(g="a", p=big(2), z=big(3))) == units


def test_an_item_without_every_key_of_an_index_is_not_in_it() -> None:
    assert index_units(COMPOSITE, None, item(g="a")) is None
    assert index_units(COMPOSITE, None, item(g="a", n={"N": "1"})) == 1
    assert index_units(COMPOSITE, item(g="a", n={"N": "1"}), item(g="a")) == 1


def test_a_key_is_compared_by_value() -> None:
    before = item(g="a", n={"N": "1"})
    assert index_units(COMPOSITE, before, item(g="a", n={"N": "1.0"})) is None
    assert index_units(COMPOSITE, before, item(g="a", n={"N": "2"})) == 2


def test_an_entry_is_the_keys_of_both_and_what_is_projected() -> None:
    whole = item(g="a", p="1", z="2", l="3", n={"N": "4"})
    entries = {
        index.name: set(index_entry(table(), index, whole) or ())
        for index in (KEYS_ONLY, INCLUDE, ALL, COMPOSITE, LOCAL)
    }
    assert entries == {
        "keys": {"k", "s", "g"},
        "some": {"k", "s", "g", "p"},
        "all": set(whole),
        "both": {"k", "s", "g", "n"},
        "local": {"k", "s", "l"},
    }


# the whole write


def test_the_table_s_arm_comes_first_and_local_indexes_have_their_own() -> None:
    arms = write_arms(table(KEYS_ONLY, LOCAL), None, item(g="a", l="b"))
    assert arms == (
        Arm("t", None, write_half_units=2),
        Arm("t", "keys", write_half_units=2),
        Arm("t", "local", write_half_units=2),
    )


def test_a_no_op_and_a_delete_of_nothing_cost_the_table_a_unit() -> None:
    same = item(g="a", l="b")
    for before, after in ((same, same), (None, None)):
        assert write_arms(table(ALL, LOCAL), before, after) == (Arm("t", None, write_half_units=2),)


def test_a_shrinking_item_costs_the_table_its_old_size() -> None:
    (arm,) = write_arms(table(), item(p=big(3)), item())
    assert arm.write_half_units == 6


def test_a_transaction_doubles_the_table_s_arm_only() -> None:
    """2 + 1 + 1 for a tiny item: measured on AWS (paritysuite, pull 67)."""
    arms = write_arms(table(ALL, LOCAL), None, item(g="a", l="b"), transactional=True)
    assert [arm.write_half_units for arm in arms] == [4, 2, 2]


# values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"N": "1"}, {"N": "1.0"}),
        ({"N": "100"}, {"N": "1e2"}),
        ({"N": "0"}, {"N": "-0"}),
        ({"SS": ["a", "b"]}, {"SS": ["b", "a"]}),
        ({"BS": ["YQ==", "Yg=="]}, {"BS": ["Yg==", "YQ=="]}),
        ({"NS": ["1", "2"]}, {"NS": ["2.0", "1"]}),
        ({"L": [{"N": "1"}, {"S": "a"}]}, {"L": [{"N": "1.0"}, {"S": "a"}]}),
        ({"M": {"x": {"SS": ["a", "b"]}}}, {"M": {"x": {"SS": ["b", "a"]}}}),
    ],
)
def test_values_are_the_same_however_they_are_written(one: Item, other: Item) -> None:
    assert same_values(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"N": "1"}, {"S": "1"}),
        ({"N": "1"}, {"N": "-1"}),
        ({"N": "1"}, {"N": "10"}),
        ({"S": "a"}, {"S": "b"}),
        ({"BOOL": True}, {"BOOL": False}),
        ({"SS": ["a"]}, {"SS": ["a", "b"]}),
        ({"NS": ["1"]}, {"NS": ["1", "2"]}),
        ({"L": [{"S": "a"}, {"S": "b"}]}, {"L": [{"S": "b"}, {"S": "a"}]}),
        ({"L": [{"S": "a"}]}, {"L": [{"S": "a"}, {"S": "a"}]}),
        ({"M": {"x": {"S": "a"}}}, {"M": {"y": {"S": "a"}}}),
        ({"M": {"x": {"S": "a"}}}, {"M": {"x": {"S": "a"}, "y": {"S": "a"}}}),
    ],
)
def test_values_that_differ_are_told_apart(one: Item, other: Item) -> None:
    assert not same_values(one, other)
