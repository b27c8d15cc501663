"""Lesson: a global secondary index asks the same table from the other side.

Event: ``{"placa": text}``. The table's key begins with ``cpf``, so a plate alone would need a
Scan; the index has ``placa`` as its partition key. Unlike a primary key, an index key may
repeat, so the answer is a list: a plate that two owners claim shows both. Answers 200 with the
owners, 404 where nobody has that plate, 400 where ``placa`` is missing or no text.

Where the template's VehicleKey is ``placa``, the table's own key begins with it, and no index is
needed.
"""

import json
import os
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
BY_PLATE = {} if os.environ["PARTITION_KEY"] == "placa" else {"IndexName": "placa-index"}


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        placa = _key(event, "placa")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    entries = _query(**BY_PLATE, KeyConditionExpression=Key("placa").eq(placa))
    if not entries:
        return _answer(404, {"status": "Nao encontrado", "placa": placa})
    return _answer(200, {"placa": placa, "proprietarios": sorted(e["cpf"] for e in entries)})


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
    return {"statusCode": status, "body": json.dumps(body)}
