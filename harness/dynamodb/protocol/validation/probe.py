"""Requests that have the engine parse another request's expressions, and do nothing else.

The engine looks for the table before it parses most expressions, AWS after; and an expression that
does not parse is refused on AWS even where there is no capacity. So where a request is about to be
refused for its table or for capacity, its expressions are sent on their own: those of writes in a
transaction on a table that is missing (DynamoDB Local 3.3.1 parses a transaction's expressions
before it looks for tables, tried 2026-11-29), those of reads in a Scan or a Query of a table that
is always empty. Nothing is ever written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from harness.dynamodb.protocol.request import JsonObject

# The empty table, and one that there is not.
EMPTY_TABLE = "expressions"
MISSING_TABLE = "no-such-table"
KEY = "key"

CREATE_EMPTY_TABLE: JsonObject = {
    "TableName": EMPTY_TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": KEY, "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": KEY, "AttributeType": "S"}],
}

_VALUES = "ExpressionAttributeValues"
_SUBSTITUTES = ("ExpressionAttributeNames", _VALUES)
_OF_WRITES = ("UpdateExpression", "ConditionExpression", *_SUBSTITUTES)
_OF_READS = ("FilterExpression", "ProjectionExpression", *_SUBSTITUTES)
_OF_QUERIES = ("KeyConditionExpression", *_OF_READS)

_WRITES = ("PutItem", "UpdateItem", "DeleteItem")

# What the engine says of keys, once a probe's expressions are parsed.
_OF_KEYS = (
    "One of the required keys was not given a value",
    "Query condition missed key schema element",
    "Query key condition not supported",
    "The number of conditions on the keys is invalid",
    "Transaction request cannot include multiple operations on one item",
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A request for the engine that has no effect."""

    operation: str
    body: JsonObject


def probes(operation: str, body: JsonObject) -> Iterator[Probe]:
    """None where the request has no expression."""
    if operation in _WRITES:
        yield from _of_write(body)
    elif operation == "TransactWriteItems":
        yield _of_transaction(body)
    elif operation == "Query":
        yield from _of_read("Query", body, _OF_QUERIES, "KeyConditionExpression")
    elif operation == "BatchGetItem":
        for request in body["RequestItems"].values():
            yield from _of_read("Scan", request, _OF_READS)
    elif operation == "TransactGetItems":
        for item in body["TransactItems"]:
            yield from _of_read("Scan", item["Get"], _OF_READS)
    elif operation in ("GetItem", "Scan"):
        yield from _of_read("Scan", body, _OF_READS)


def identity_of(probe: Probe) -> bytes:
    """The same for requests whose expressions are the same and whose values have the same types:
    what the engine says of one it says of the other."""
    body = probe.body
    items = body.get("TransactItems")
    if items is None:
        return _identity([probe.operation, _typed(body)])
    return _identity([{kind: _typed(action) for kind, action in item.items()} for item in items])


def fault_of(error: str | None, message: str) -> str | None:
    """What is wrong with the expressions, by the engine's answer to a probe."""
    return message if error == "ValidationException" and not is_of_keys(message) else None


def is_of_keys(message: str) -> bool:
    """Whether it may hide an expression that does not parse: AWS parses before it looks at keys."""
    return message.startswith(_OF_KEYS)


def _of_write(body: JsonObject) -> Iterator[Probe]:
    members = _chosen(body, _OF_WRITES)
    if "UpdateExpression" in members:
        yield _transaction("Update", members)
    elif "ConditionExpression" in members:
        yield _transaction("ConditionCheck", members)


def _transaction(kind: str, members: JsonObject) -> Probe:
    request = {"TableName": MISSING_TABLE, "Key": {KEY: {"S": KEY}}, **members}
    return Probe("TransactWriteItems", {"TransactItems": [{kind: request}]})


def _of_transaction(body: JsonObject) -> Probe:
    """The whole of it: its size is one of the things that the engine looks at first."""
    items = [
        {kind: request | {"TableName": MISSING_TABLE} for kind, request in item.items()}
        for item in body["TransactItems"]
    ]
    return Probe("TransactWriteItems", {"TransactItems": items})


def _of_read(
    operation: str, request: JsonObject, names: tuple[str, ...], needed: str | None = None
) -> Iterator[Probe]:
    members = _chosen(request, names)
    if not any(name.endswith("Expression") for name in members):
        return
    if needed is not None and needed not in members:
        operation = "Scan"  # beside legacy key conditions
    yield Probe(operation, {"TableName": EMPTY_TABLE, **members})


def _typed(request: JsonObject) -> JsonObject:
    typed = {name: request[name] for name in request if name not in ("Item", "Key", _VALUES)}
    values = request.get(_VALUES) or {}
    if any("between" in str(text).lower() for text in typed.values()):
        return typed | {_VALUES: values}  # its bounds are compared
    return typed | {_VALUES: {name: list(value) for name, value in values.items()}}


def _identity(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _chosen(request: Mapping[str, Any], names: tuple[str, ...]) -> JsonObject:
    return {name: request[name] for name in names if request.get(name) is not None}
