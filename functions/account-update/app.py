"""Lesson: UpdateItem changes one attribute and leaves the others alone.

Event: ``{"id": number, "email": text, "nome": text}``. Returns DynamoDB's own response, in which
``Attributes`` has what changed (``UPDATED_NEW``); 404 where there is no such account, because a
bare UpdateItem would create one that has nothing but a name; 400 where a field is missing, of
the wrong type, or makes the item larger than DynamoDB's 400 KB.
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
        nome = _text(event, "nome")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    try:
        return _rename(key, nome)
    except ClientError as error:
        return _refusal(error)


def _rename(key: dict[str, Any], nome: str) -> dict[str, Any]:
    response: dict[str, Any] = TABLE.update_item(
        Key=key,
        UpdateExpression="set nome=:n",
        ConditionExpression="attribute_exists(id)",
        ExpressionAttributeValues={":n": nome},
        ReturnValues="UPDATED_NEW",
    )
    return response


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


def _text(event: dict[str, Any], field: str) -> str:
    value = event.get(field)
    if not isinstance(value, str):
        raise ValueError(field)
    return value


def _refusal(error: ClientError) -> dict[str, Any]:
    """What the caller can mend is an answer; anything else, throttling too, is raised."""
    match error.response["Error"]["Code"]:
        case "ConditionalCheckFailedException":
            return _answer(404, {"status": "Nao encontrado"})
        case "ValidationException":
            return _answer(400, {"status": f"Item invalido: {error.response['Error']['Message']}"})
    raise error


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "body": json.dumps(body)}
