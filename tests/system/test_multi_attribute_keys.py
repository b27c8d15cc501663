"""Global indexes whose key has up to four partition and four sort attributes.

What AWS does: Developer Guide, multi-attribute keys pattern (2025-11), and ScyllaDB Alternator's
test_gsi_composite_keys.py, which also runs on AWS (2026).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import Up
from tests.system.support import eventually

TABLE = "multi-attribute"
EVERY = {"a": "1", "b": "2", "c": "3", "d": "4"}


def schema(partitions: str, sorts: str = "") -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": role}
        for role, names in (("HASH", partitions.split()), ("RANGE", sorts.split()))
        for name in names
    ]


def index(name: str, partitions: str, sorts: str = "", kind: str = "ALL") -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": schema(partitions, sorts),
        "Projection": {"ProjectionType": kind},
    }


def definitions(names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names.split()]


def item(key: str, **attributes: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in {"id": key, **attributes}.items()}


@pytest.fixture(scope="module")
def client(stack: Up) -> Any:
    return stack.client("dynamodb")


@pytest.fixture(scope="module")
def table(client) -> Iterator[str]:
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=definitions("id a b c d"),
        KeySchema=schema("id"),
        GlobalSecondaryIndexes=[
            index("two-two", "a b", "c d", "KEYS_ONLY"),
            index("two", "b a"),
        ],
    )
    yield TABLE
    client.delete_table(TableName=TABLE)
    assert TABLE not in client.list_tables()["TableNames"]


@pytest.mark.parametrize(
    ("partitions", "sorts"),
    [("a b", ""), ("a b", "c"), ("a", "b c"), ("a b", "c d"), ("a b c d", "e f g h")],
)
def test_a_table_is_made_described_and_deleted(client, partitions, sorts) -> None:
    name = "multi-made"
    made = client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=definitions(f"id {partitions} {sorts}"),
        KeySchema=schema("id"),
        GlobalSecondaryIndexes=[index("multi", partitions, sorts)],
    )["TableDescription"]
    described = client.describe_table(TableName=name)["Table"]
    for description in (made, described):
        (multi,) = description["GlobalSecondaryIndexes"]
        assert multi["KeySchema"] == schema(partitions, sorts)
    client.delete_table(TableName=name)


@pytest.mark.parametrize(
    ("partitions", "sorts"), [("a b c d e", ""), ("a", "b c d e f"), ("", "a b")]
)
def test_other_shapes_are_refused_and_leave_no_table(client, partitions, sorts) -> None:
    with pytest.raises(ClientError) as refused:
        client.create_table(
            TableName="multi-refused",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=definitions(f"id {partitions} {sorts}"),
            KeySchema=schema("id"),
            GlobalSecondaryIndexes=[index("multi", partitions, sorts)],
        )
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert "multi-refused" not in client.list_tables()["TableNames"]


def test_an_index_is_added_and_taken_away(client, table) -> None:
    def status() -> str | None:
        described = client.describe_table(TableName=table)["Table"]
        indexes = {each["IndexName"]: each for each in described["GlobalSecondaryIndexes"]}
        return indexes.get("added", {}).get("IndexStatus")

    added = index("added", "c d", "a b")
    client.update_table(
        TableName=table,
        AttributeDefinitions=definitions("id a b c d"),
        GlobalSecondaryIndexUpdates=[{"Create": added}],
    )
    assert eventually(lambda: status() == "ACTIVE", 30)
    put = client.put_item(
        TableName=table, Item=item("added", **EVERY), ReturnConsumedCapacity="INDEXES"
    )
    arms = put["ConsumedCapacity"]["GlobalSecondaryIndexes"]
    assert arms == {name: {"CapacityUnits": 1.0} for name in ("added", "two", "two-two")}
    client.update_table(
        TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "added"}}]
    )
    assert eventually(lambda: status() is None, 30)
    client.delete_item(TableName=table, Key=item("added"))


# Units of a write: an item is in an index only with every attribute of its key. Before, after, and
# what the indexes consume. (Index arms: docs/metering.md.)
WRITES: list[tuple[str, str, dict[str, float]]] = [
    ("", "a b c d", {"two-two": 1, "two": 1}),
    ("", "a b c", {"two": 1}),
    ("", "a c d", {}),
    ("a b c", "a b d", {"two": 1}),
    ("a b c", "a b c d", {"two-two": 1, "two": 1}),
    ("a b c d", "a b c d", {}),
    ("a b c d", "b c d", {"two-two": 1, "two": 1}),
    ("a b c d", "", {"two-two": 1, "two": 1}),
    ("a c", "b d", {}),
]


@pytest.mark.parametrize(("before", "after", "indexes"), WRITES)
@pytest.mark.parametrize("transaction", [False, True])
def test_an_item_without_a_key_attribute_is_not_indexed(
    client, table, before, after, indexes, transaction
) -> None:
    def having(names: str) -> dict[str, Any]:
        return item("moves", **{name: EVERY[name] for name in names.split()})

    client.delete_item(TableName=table, Key=item("moves"))
    if before:
        client.put_item(TableName=table, Item=having(before))
    operation = (
        {"Put": {"TableName": table, "Item": having(after)}}
        if after
        else {"Delete": {"TableName": table, "Key": item("moves")}}
    )
    if transaction:
        (consumed,) = client.transact_write_items(
            TransactItems=[operation], ReturnConsumedCapacity="INDEXES"
        )["ConsumedCapacity"]
    else:
        ((kind, members),) = operation.items()
        write = client.put_item if kind == "Put" else client.delete_item
        consumed = write(**members, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    arms = consumed.get("GlobalSecondaryIndexes", {})
    assert {name: arm["CapacityUnits"] for name, arm in arms.items()} == indexes
    scanned = client.scan(TableName=table, IndexName="two-two")["Items"]
    assert ("moves" in [found["id"]["S"] for found in scanned]) == (after == "a b c d")


def test_a_moved_key_costs_both_entries(client, table) -> None:
    client.put_item(TableName=table, Item=item("moved", **EVERY))
    moved = client.update_item(
        TableName=table,
        Key=item("moved"),
        UpdateExpression="SET d = :d",
        ExpressionAttributeValues={":d": {"S": "9"}},
        ReturnConsumedCapacity="INDEXES",
    )["ConsumedCapacity"]
    assert moved["GlobalSecondaryIndexes"] == {
        "two-two": {"CapacityUnits": 2.0},
        "two": {"CapacityUnits": 1.0},
    }
    client.delete_item(TableName=table, Key=item("moved"))


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("a = :1 AND b = :2", ["q1", "q2"]),
        ("a = :1 AND b = :2 AND c = :3", ["q1", "q2"]),
        ("a = :1 AND b = :2 AND c = :3 AND d > :4", ["q2"]),
        ("a = :1", "equality conditions"),
        ("a = :1 AND b = :2 AND d = :4", "ValidationException"),
    ],
)
def test_a_query_names_every_partition_attribute(client, table, condition, found) -> None:
    for key, d in (("q1", "4"), ("q2", "5")):
        client.put_item(TableName=table, Item=item(key, **EVERY | {"d": d}))
    query = {
        "TableName": table,
        "IndexName": "two-two",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {
            f":{value}": {"S": value} for value in "1234" if f":{value}" in condition
        },
        "ReturnConsumedCapacity": "INDEXES",
    }
    if isinstance(found, str):
        with pytest.raises(ClientError, match=found):
            client.query(**query)
        return
    said = client.query(**query)
    assert [each["id"]["S"] for each in said["Items"]] == found
    assert said["ConsumedCapacity"]["GlobalSecondaryIndexes"] == {"two-two": {"CapacityUnits": 0.5}}


def test_partiql_reads_no_such_index_and_the_rest_of_a_batch_goes_on(client, table) -> None:
    """dynamodb-conformance, partiqlMultiAttributeIndex, recorded on AWS (2026-10)."""
    client.put_item(TableName=table, Item=item("batch"))
    said = client.batch_execute_statement(
        Statements=[
            {"Statement": f"SELECT * FROM \"{table}\".\"two\" WHERE a = '1' AND b = '2'"},
            {"Statement": f"SELECT * FROM \"{table}\" WHERE id = 'batch'"},
        ],
        ReturnConsumedCapacity="TOTAL",
    )
    refused, read = said["Responses"]
    assert refused["Error"]["Code"] == "ValidationError"
    assert read["Item"] == item("batch")
    assert [each["CapacityUnits"] for each in said["ConsumedCapacity"]] == [0.5]
