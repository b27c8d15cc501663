"""Words: ack-api-quirks DDB-TABLE-001, -005, -008, -115, -118, measured on AWS, 2026-10-08."""

import pytest

from harness.dynamodb.protocol.control.lifecycle import (
    TransientStatus,
    creating,
    deleting,
    refuse_delete,
    refuse_passing,
)
from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.throughput import throughput_changes
from tests.unit.dynamodb.protocol.control.cars import index, provisioned, units, updating

IN_USE = "Attempt to change a resource which is still in use: "
TTL = "Cannot describe time to live while table is in {0} state: Current table state is {0}"


@pytest.mark.parametrize(
    ("operation", "status", "message"),
    [
        ("CreateTable", "CREATING", f"{IN_USE}Table is being created: cars"),
        ("UpdateTable", "CREATING", f"{IN_USE}Table is being created: cars"),
        ("DeleteTable", "CREATING", f"{IN_USE}Table is being created: cars"),
        ("UpdateTimeToLive", "CREATING", f"{IN_USE}Table cars is being created"),
        ("DescribeTimeToLive", "CREATING", TTL.format("CREATING")),
        ("CreateTable", "DELETING", "Table already exists: cars"),
        ("UpdateTable", "DELETING", f"{IN_USE}Table is being deleted: cars"),
        ("DeleteTable", "DELETING", f"{IN_USE}Table is being deleted: cars"),
        ("DescribeTimeToLive", "DELETING", TTL.format("DELETING")),
        ("DescribeTable", "CREATING", None),
        ("ListTables", "DELETING", None),
    ],
)
def test_a_table_that_is_made_or_deleted_is_in_use(operation, status, message) -> None:
    refusal = refuse_passing(operation, "cars", TransientStatus(status))
    assert (refusal and refusal.message) == message


def test_the_global_indexes_are_made_with_their_table() -> None:
    described = {
        "TableStatus": "ACTIVE",
        "GlobalSecondaryIndexes": [{"IndexName": "i", "IndexStatus": "ACTIVE"}],
        "LocalSecondaryIndexes": [{"IndexName": "l"}],
    }
    assert creating(described) == {
        "TableStatus": "CREATING",
        "GlobalSecondaryIndexes": [{"IndexName": "i", "IndexStatus": "CREATING"}],
        "LocalSecondaryIndexes": [{"IndexName": "l"}],
    }


def test_little_is_left_of_a_deleted_table() -> None:
    throughput = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1, "NumberOfDecreasesToday": 0}
    kept = {
        "TableName": "cars",
        "ProvisionedThroughput": throughput,
        "TableSizeBytes": 0,
        "ItemCount": 0,
        "TableArn": "arn",
        "TableId": "id",
    }
    described = kept | {"TableStatus": "ACTIVE", "KeySchema": [], "LatestStreamArn": "s"}
    assert deleting(described) == kept | {"TableStatus": "DELETING"}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (units(6, 5), "Table: cars is in the process of being updated."),
        (
            updating(**units(2, 1)),
            "Cannot delete table while indexes are being created, updated, or deleted.",
        ),
    ],
)
def test_a_table_under_change_is_not_deleted(body, what) -> None:
    standing = TableState(provisioned(5, 5, index(1, 1)))
    assert refuse_delete(standing) is None
    standing.changes = throughput_changes(standing.table, body, 0, 1)
    refusal = refuse_delete(standing)
    assert refusal is not None
    assert refusal.name == "ResourceInUseException"
    assert refusal.message == IN_USE + what
