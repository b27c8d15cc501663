"""Lesson: a conditional delete says whether there was anything to delete.

Event: ``{"id": number, "email": text}``. A bare DeleteItem succeeds on a missing item too (and
costs the same unit); the condition turns that into an answer. Answers 200 when deleted, 404 when
the condition failed, 400 where a field is missing or of the wrong type. Any other error is
raised.
"""

import json
import os
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        key = {"id": _number(event, "id"), "email": _key(event, "email")}
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    try:
        TABLE.delete_item(Key=key, ConditionExpression="attribute_exists(id)")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return _answer(404, {"status": "Nao encontrado"})
        raise
    return _answer(200, {"status": "Removido"})


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
    return {"statusCode": status, "body": json.dumps(body)}
