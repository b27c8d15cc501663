"""Lesson: a write pays for each index whose entry it changes, and for no other.

Event: ``{"cpf": text, "placa": text, "obs": text}``. Writes the note on the owner's vehicle, in
place of an earlier one. The indexes of ``proprietarios`` hold keys only, and a note is no key: 1
write unit. Where the template's VehicleKey is ``placa``, the index by owner holds whole items, and
each note is written twice.

Answers 200; 404 where the owner has no such vehicle, because a bare UpdateItem would create one;
400 where a field is missing, of the wrong type, or makes the item larger than DynamoDB's 400 KB.
"""

import json
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        key = {"cpf": _key(event, "cpf"), "placa": _key(event, "placa")}
        obs = _text(event, "obs")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    try:
        _write(key, obs)
    except ClientError as error:
        return _refusal(error, key)
    return _answer(200, {**key, "obs": obs})


def _write(key: dict[str, str], obs: str) -> None:
    TABLE.update_item(
        Key=key,
        UpdateExpression="SET obs = :obs",
        ConditionExpression="attribute_exists(placa)",
        ExpressionAttributeValues={":obs": obs},
    )


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


def _refusal(error: ClientError, key: dict[str, str]) -> dict[str, Any]:
    """What the caller can mend is an answer; anything else, throttling too, is raised."""
    match error.response["Error"]["Code"]:
        case "ConditionalCheckFailedException":
            return _answer(404, {"status": "Nao encontrado", **key})
        case "ValidationException":
            return _answer(400, {"status": f"Item invalido: {error.response['Error']['Message']}"})
    raise error


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "body": json.dumps(body)}
