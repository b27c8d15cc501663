"""Lesson: Scan reads the whole table, and is paid for the whole table.

One invocation reads one page (DynamoDB's 1 MB). Where more is left the body has
``LastEvaluatedKey``, and the next invocation takes it as ``{"ExclusiveStartKey": ...}``: a table
that has grown shows its cost page by page instead of hiding it in one slow answer.

This lesson uses the low-level client, which speaks DynamoDB's typed JSON, so the values are
turned into plain ones here. Answers 200 with ``Items``, ``Count`` and ``ScannedCount``; 400 where
``ExclusiveStartKey`` is no key of the table.
"""

import json
import os
from base64 import b64encode
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

CLIENT = boto3.client("dynamodb")
TABLE_NAME = os.environ["TABLE_NAME"]
HEADERS = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        start = _start(event)
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    page = CLIENT.scan(TableName=TABLE_NAME, **start)
    data = {name: page[name] for name in ("Count", "ScannedCount")}
    data["Items"] = [_untyped(item) for item in page["Items"]]
    if "LastEvaluatedKey" in page:
        data["LastEvaluatedKey"] = _untyped(page["LastEvaluatedKey"])
    return _answer(200, data)


def _start(event: Any) -> dict[str, Any]:
    key = event.get("ExclusiveStartKey") if isinstance(event, dict) else None
    if key is None:
        return {}
    try:
        typed = {"id": {"N": str(_number(key, "id"))}, "email": {"S": _key(key, "email")}}
    except ValueError as error:
        raise ValueError(f"ExclusiveStartKey.{error}") from None
    return {"ExclusiveStartKey": typed}


def _number(event: Any, field: str) -> Decimal:
    """A number as DynamoDB keeps it: up to 38 digits, 1E-130 to 9.9E+125."""
    value = event.get(field) if isinstance(event, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(field)
    try:
        TypeSerializer().serialize(number := Decimal(str(value)))
    except (TypeError, ArithmeticError):
        raise ValueError(field) from None
    return number


def _key(event: Any, field: str) -> str:
    """Text that can be a key: not empty, and no longer than a sort key's 1,024 bytes."""
    value = event.get(field) if isinstance(event, dict) else None
    if not isinstance(value, str) or not 0 < len(value.encode(errors="replace")) <= 1024:
        raise ValueError(field)
    return value


def _untyped(item: dict[str, Any]) -> dict[str, Any]:
    return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "headers": HEADERS, "body": json.dumps(body, default=_plain)}


def _plain(value: Any) -> object:
    """What JSON lacks: DynamoDB's numbers as numbers, a set as a list, bytes as base64."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, set) else b64encode(bytes(value)).decode()
