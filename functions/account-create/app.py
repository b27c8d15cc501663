"""Lesson: PutItem writes a whole item, and a primary key cannot repeat.

Event: the item itself, ``{"id": number, "email": text, ...}`` with whatever attributes it has:
items of one table need not share a schema. A bare PutItem would silently replace an item that
has the same key; the condition makes the uniqueness visible. Answers 201 when written, 409 when
the key exists, 400 for a field that DynamoDB cannot keep or an item beyond its 400 KB.
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
        item = _item(event)
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    try:
        TABLE.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except ClientError as error:
        return _refusal(error)
    except RecursionError:  # DynamoDB takes 32 levels, boto3 some hundreds
        return _answer(400, {"status": "Item invalido: niveis demais"})
    return _answer(201, {"status": "Criado"})


def _item(event: Any) -> dict[str, Any]:
    key = {"id": _number(event, "id"), "email": _key(event, "email")}
    exact: dict[str, Any] = {}
    for name, value in event.items():
        try:
            exact[name] = json.loads(json.dumps(value), parse_float=Decimal)
            TypeSerializer().serialize(exact[name])
        except (TypeError, ArithmeticError, RecursionError):
            raise ValueError(name) from None
    return {**exact, **key}


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


def _refusal(error: ClientError) -> dict[str, Any]:
    """What the caller can mend is an answer; anything else, throttling too, is raised."""
    match error.response["Error"]["Code"]:
        case "ConditionalCheckFailedException":
            return _answer(409, {"status": "Ja existe"})
        case "ValidationException":
            return _answer(400, {"status": f"Item invalido: {error.response['Error']['Message']}"})
    raise error


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "body": json.dumps(body)}
