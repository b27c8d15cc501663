"""Calls that show the JVM what DynamoDB Local does all day."""

import json
from collections.abc import Iterator
from typing import Any

from harness.model.caller import SETUP_ACCESS_KEY
from harness.wire.client import HttpClient
from harness.wire.message import Request

# More took longer and changed little: 60 rounds 7.3 to 8.2 s of processor time for the 2,250 calls
# of ``aot_cache``, 300 rounds 7.7 to 8.0 s.
_ROUNDS = 60

_TABLE = "training"

Call = tuple[str, dict[str, Any]]


async def train(host: str, port: int) -> None:
    """Make a table in memory and work with it. Raises UpstreamLostError."""
    client = HttpClient(host, port)
    try:
        for operation, body in calls():
            await client.send(call(operation, body))
    finally:
        client.close()


def calls() -> Iterator[Call]:
    yield "CreateTable", _SCHEMA
    for number in range(_ROUNDS):
        yield from _round(number)
    yield "DeleteTable", {"TableName": _TABLE}


def call(operation: str, body: dict[str, Any]) -> Request:
    """As the harness itself calls."""
    return Request(
        b"POST",
        b"/",
        {
            b"content-type": b"application/x-amz-json-1.0",
            b"x-amz-target": b"DynamoDB_20120810." + operation.encode(),
            b"authorization": b"AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/dynamodb/"
            b"aws4_request, SignedHeaders=host, Signature=none" % SETUP_ACCESS_KEY.encode(),
        },
        json.dumps(body).encode(),
    )


def _round(number: int) -> Iterator[Call]:
    key = {"id": {"S": str(number)}}
    item = {**key, "owner": {"S": str(number % 7)}, "count": {"N": "5"}}
    of_key = {"ExpressionAttributeValues": {":id": {"S": str(number)}}}
    one = {":one": {"N": "1"}}
    yield "PutItem", {"TableName": _TABLE, "Item": item}
    yield "GetItem", {"TableName": _TABLE, "Key": key}
    yield (
        "UpdateItem",
        {
            "TableName": _TABLE,
            "Key": key,
            "UpdateExpression": "SET visits = :one",
            "ConditionExpression": "attribute_exists(id)",
            "ExpressionAttributeValues": one,
        },
    )
    yield "Query", {"TableName": _TABLE, "KeyConditionExpression": "id = :id", **of_key}
    yield "Scan", {"TableName": _TABLE, "Limit": 5}
    if number % 2:
        deletes = [{"DeleteRequest": {"Key": key}}]
        yield "BatchWriteItem", {"RequestItems": {_TABLE: deletes}}


_SCHEMA = {
    "TableName": _TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "owner", "AttributeType": "S"},
    ],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by-owner",
            "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}
