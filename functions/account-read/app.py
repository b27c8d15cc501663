"""Lesson: GetItem reads one item by its whole primary key, at the lowest price there is.

Event: ``{"id": number, "email": text}``. Answers 200 with the item, 404 where there is none,
400 where a field is missing or of the wrong type. DynamoDB's numbers reach Python as Decimal,
which json.dumps refuses: they leave here as JSON numbers.
"""

import json
import os
from base64 import b64encode
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeSerializer

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        key = {"id": _number(event, "id"), "email": _key(event, "email")}
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    item = TABLE.get_item(Key=key).get("Item")
    if item is None:
        return _answer(404, {"status": "Nao encontrado"})
    return _answer(200, item)


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


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "body": json.dumps(body, default=_plain)}


def _plain(value: Any) -> object:
    """What JSON lacks: DynamoDB's numbers as numbers, a set as a list, bytes as base64."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, set) else b64encode(bytes(value)).decode()
