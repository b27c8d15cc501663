"""What a DynamoDB request is: its operation, who signed it, what throughput it may draw on."""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.model.operation import Access, Operation

JsonObject = dict[str, Any]

TARGET_PREFIX = b"DynamoDB_20120810."

# Items of TransactItems by their action; a ConditionCheck is billed as a write (facts: dyn-log).
_TRANSACT_WRITES = ("Put", "Update", "Delete", "ConditionCheck")


def operation_name(target: bytes) -> str:
    """``PutItem`` of ``DynamoDB_20120810.PutItem``; streams operations likewise."""
    return target.rpartition(b".")[2].decode("latin-1")


def access_key(authorization: bytes) -> str:
    """The access key id of a SigV4 Authorization header, or "" where there is none."""
    _, found, rest = authorization.partition(b"Credential=")
    return rest.partition(b"/")[0].decode("latin-1") if found else ""


def table_name(value: object) -> str:
    """A TableName member may be a table's name or its ARN."""
    return str(value).rpartition(":table/")[2]


def operation_of(name: str, body: JsonObject) -> Operation:
    """The operation with its accesses. One that the capacity rules do not know has none."""
    accesses = _ACCESSES.get(name)
    if accesses is None:
        return Operation(name)
    try:
        return Operation(name, tuple(dict.fromkeys(accesses(body))), metered=True)
    except (AttributeError, KeyError, TypeError):
        # Malformed: the engine will say so, and a refused request consumes nothing.
        return Operation(name)


def _read(body: JsonObject) -> Iterable[Access]:
    yield Access(table_name(body["TableName"]), body.get("IndexName"), write=False)


def _write(body: JsonObject) -> Iterable[Access]:
    yield Access(table_name(body["TableName"]), None, write=True)


def _batch_read(body: JsonObject) -> Iterable[Access]:
    return (Access(table_name(name), None, write=False) for name in body["RequestItems"])


def _batch_write(body: JsonObject) -> Iterable[Access]:
    return (Access(table_name(name), None, write=True) for name in body["RequestItems"])


def _transact_read(body: JsonObject) -> Iterable[Access]:
    return (
        Access(table_name(item["Get"]["TableName"]), None, write=False)
        for item in body["TransactItems"]
    )


def _transact_write(body: JsonObject) -> Iterable[Access]:
    return (
        Access(table_name(item[action]["TableName"]), None, write=True)
        for item in body["TransactItems"]
        for action in _TRANSACT_WRITES
        if action in item
    )


_ACCESSES: Mapping[str, Any] = {
    "GetItem": _read,
    "Query": _read,
    "Scan": _read,
    "PutItem": _write,
    "UpdateItem": _write,
    "DeleteItem": _write,
    "BatchGetItem": _batch_read,
    "BatchWriteItem": _batch_write,
    "TransactGetItems": _transact_read,
    "TransactWriteItems": _transact_write,
}

_READS = frozenset(("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"))


def is_read(operation: str) -> bool:
    return operation in _READS
