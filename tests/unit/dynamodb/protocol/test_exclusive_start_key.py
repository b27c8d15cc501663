"""dynalite's tests of Query and Scan (recorded on AWS, 2013 to 2019), on its tables."""

from typing import Any

import pytest

from harness.dynamodb.protocol.exclusive_start_key import (
    INVALID,
    NO_MATCH,
    ONE_ROW,
    OUTSIDE,
    boundary_fault,
    missed_element,
    start_key_fault,
)
from harness.dynamodb.protocol.key_schema import MISMATCH
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
)

A, B, C, D = (KeyAttribute(name, "S") for name in "abcd")
ALL = Projection("ALL")
HASH = Table("hash", KeySchema(A), BillingMode.PAY_PER_REQUEST)
RANGE = Table(
    "range",
    KeySchema(A, B),
    BillingMode.PAY_PER_REQUEST,
    indexes=(
        Index("index1", IndexType.LOCAL, KeySchema(A, C), ALL),
        Index("index3", IndexType.GLOBAL, KeySchema(C), ALL),
        Index("index4", IndexType.GLOBAL, KeySchema(C, D), ALL),
    ),
)
TABLES = f"{INVALID}: {MISMATCH}"
TYPES = {"S": "1", "N": "1", "B": "YQ=="}


def key(spelled: str) -> dict[str, Any]:
    """``aS bN``: attributes and their types."""
    return {part[0]: {part[1:]: TYPES.get(part[1:], [])} for part in spelled.split()}


def equals(*names: str) -> dict[str, Any]:
    conditions = {
        name: {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "1"}]} for name in names
    }
    return {"KeyConditions": conditions}


# Start keys, and what a Query with the right conditions says, what a Scan says.
OF_TABLES = [
    (HASH, ["", "bS", "aS bS"], INVALID, TABLES),
    (HASH, ["aB", "aN", "aBOOL", "aNULL", "aSS", "aNS", "aBS", "aM", "aL"], MISMATCH, TABLES),
    (
        RANGE,
        ["", "zN", "bS cS", "aB", "aS", "aN bS cS", "aN bN zN", "aS cN", "aS zS", "aS bS cS"],
        INVALID,
        TABLES,
    ),
    (RANGE, ["aN zS", "aB bS", "aS bN", "aS bB"], MISMATCH, TABLES),
]
OF_INDEXES = [
    (
        "index1",
        ["", "zN", "aB", "aS", "aS bS", "aS cS", "bS cS", "aS cN", "aS zS", "aS bS cS dS"],
        INVALID,
    ),
    ("index1", ["aN xS yS", "aB bS cS", "aS bN cN", "aS bB cN", "aS bS cN", "aS bS cB"], MISMATCH),
    ("index1", ["aS bN cS", "aS bB cS"], TABLES),
    (
        "index3",
        ["", "zN", "aB", "aS", "aS bS", "aS cS", "aS bS zS", "aS bS cS zS", "cN", "cS"],
        INVALID,
    ),
    ("index3", ["xS yS cN", "aS bS cB"], MISMATCH),
    ("index3", ["xN yN cS", "aN bS cS", "aS bN cS"], TABLES),
    ("index4", ["cS", "aN cS", "aN bN cS", "aN bN cS eN", "aS bS cS dS eS"], INVALID),
    ("index4", ["xN yN cS dN", "xN yN cN dS"], MISMATCH),
    ("index4", ["xN yN cS dS", "aN bS cS dS", "aS bN cS dS"], TABLES),
]


@pytest.mark.parametrize(
    ("table", "spelled", "query", "scan"),
    [(table, spelled, query, scan) for table, keys, query, scan in OF_TABLES for spelled in keys],
)
def test_a_start_key_of_a_table(table: Table, spelled: str, query: str, scan: str) -> None:
    request = {"ExclusiveStartKey": key(spelled)}
    assert start_key_fault("Query", request | equals("a"), table) == query
    assert start_key_fault("Scan", request, table) == scan


@pytest.mark.parametrize(
    ("index", "spelled", "fault"),
    [(index, spelled, fault) for index, keys, fault in OF_INDEXES for spelled in keys],
)
def test_a_start_key_of_an_index(index: str, spelled: str, fault: str) -> None:
    request = {"ExclusiveStartKey": key(spelled), "IndexName": index}
    partition = "a" if index == "index1" else "c"
    assert start_key_fault("Query", request | equals(partition), RANGE) == fault
    assert start_key_fault("Scan", request, RANGE) == fault


@pytest.mark.parametrize(
    ("index", "spelled"), [(None, "aS bS"), ("index1", "aS bS cS"), ("index4", "aS bS cS dS")]
)
def test_a_start_key_that_fits(index: str | None, spelled: str) -> None:
    request = {"ExclusiveStartKey": key(spelled)} | ({} if index is None else {"IndexName": index})
    assert start_key_fault("Scan", request, RANGE) is None
    assert (
        start_key_fault("Query", request | equals("c" if index == "index4" else "a"), RANGE) is None
    )


@pytest.mark.parametrize("spelled", ["aS bN", "aS cN", "aS zS"])
def test_missing_conditions_are_said_before_the_sort_keys_fault(spelled: str) -> None:
    assert (
        start_key_fault("Query", {"ExclusiveStartKey": key(spelled)} | equals("z"), RANGE) is None
    )


def test_an_unknown_index_and_a_consistent_read_of_a_global_one_are_said_first() -> None:
    request = {"ExclusiveStartKey": {}, "IndexName": "whatever"}
    assert start_key_fault("Query", request, RANGE) is None
    request = {"ExclusiveStartKey": {}, "IndexName": "index3", "ConsistentRead": True}
    assert start_key_fault("Query", request, RANGE) is None


@pytest.mark.parametrize(("value", "fault"), [("1", ONE_ROW), ("2", OUTSIDE)])
def test_a_query_of_one_item_cannot_be_restarted(value: str, fault: str) -> None:
    request = {"ExclusiveStartKey": {"a": {"S": value}}} | equals("a")
    assert start_key_fault("Query", request, HASH) == fault
    assert start_key_fault("Scan", request, HASH) is None


@pytest.mark.parametrize(
    ("condition", "fault"),
    [("a = :b", OUTSIDE), ("a = :b and b > :b", NO_MATCH), ("a = :b and b < :b", ONE_ROW)],
)
def test_a_start_key_outside_the_query(condition: str, fault: str) -> None:
    request = {
        "ExclusiveStartKey": {"a": {"S": "a"}, "b": {"S": "a"}},
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {":b": {"S": "b"}},
    }
    assert boundary_fault(request, RANGE.key) == fault


@pytest.mark.parametrize(
    ("schema", "names", "missed"),
    [
        (RANGE.key, ["z"], "a"),
        (RANGE.key, ["b"], "a"),
        (RANGE.key, ["y", "z"], "a"),
        (RANGE.key, ["a", "c"], "b"),
        (KeySchema(A, C), ["a", "b"], "c"),
        (KeySchema(C, D), ["c", "b"], "d"),
        (HASH.key, ["y"], "a"),
        (RANGE.key, ["a"], None),
        (RANGE.key, ["a", "b"], None),
    ],
)
def test_the_element_that_conditions_miss(
    schema: KeySchema, names: list[str], missed: str | None
) -> None:
    assert missed_element(equals(*names), schema) == missed
