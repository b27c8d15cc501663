"""What a DynamoDB request is: its operation, what throughput it may draw on."""

from typing import Any

JsonObject = dict[str, Any]

TARGET_PREFIX = b"DynamoDB_20120810."

TRANSACTIONS = frozenset(("TransactGetItems", "TransactWriteItems", "ExecuteTransaction"))


def operation_name(target: bytes) -> str:
    """``PutItem`` of ``DynamoDB_20120810.PutItem``; streams operations likewise."""
    return target.rpartition(b".")[2].decode("latin-1")


def table_name(value: object) -> str:
    """A TableName member may be a table's name or its ARN."""
    return str(value).rpartition(":table/")[2]


_READS = frozenset(("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"))


def is_read(operation: str) -> bool:
    """Whether an operation outside PartiQL consumes read units."""
    return operation in _READS
