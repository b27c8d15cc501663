"""Lesson: Query by the partition key. All the vehicles of one owner lie together.

Event: ``{"cpf": text}``. ``cpf`` + ``placa`` as primary key answers "which vehicles has this
owner?" with one Query, sorted by plate. Answers 200 with the vehicles, 404 where the owner has
none, 400 where ``cpf`` is missing or no text.

Where the template's VehicleKey is ``placa``, a global index keeps a copy of each vehicle, whole, by
owner: as cheap to read, and paid again whenever anything of a vehicle changes.
"""

import json
import os
from base64 import b64encode
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
BY_OWNER = {} if os.environ["PARTITION_KEY"] == "cpf" else {"IndexName": "cpf-index"}


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        cpf = _key(event, "cpf")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    vehicles = _query(**BY_OWNER, KeyConditionExpression=Key("cpf").eq(cpf))
    if not vehicles:
        return _answer(404, {"status": "Nao encontrado", "cpf": cpf})
    return _answer(200, {"cpf": cpf, "veiculos": vehicles})


def _query(**request: Any) -> list[dict[str, Any]]:
    """Every item of a Query, however many pages it takes."""
    page = TABLE.query(**request)
    items: list[dict[str, Any]] = page["Items"]
    while "LastEvaluatedKey" in page:
        page = TABLE.query(ExclusiveStartKey=page["LastEvaluatedKey"], **request)
        items += page["Items"]
    return items


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
