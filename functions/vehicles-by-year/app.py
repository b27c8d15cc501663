"""Lesson: a local secondary index keeps the partition key and sorts by another attribute.

Event: ``{"cpf": text, "ano": whole number, optional}``. The owner's vehicles by year of
acquisition, oldest first, or those of one year. The index is paid from the table's own capacity,
and holds the keys only, which is all that the answer needs. Answers 200 with the vehicles, 404
where there are none, 400 where a field is missing or of the wrong type.

Where the template's VehicleKey is ``placa``, the partition key is another, so the index is a global
one, with capacity of its own.
"""

import json
import os
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        cpf, ano = _key(event, "cpf"), _year(event, "ano")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    condition = Key("cpf").eq(cpf)
    if ano is not None:
        condition &= Key("aquisicao").eq(ano)
    entries = _query(IndexName="aquisicao-index", KeyConditionExpression=condition)
    if not entries:
        return _answer(404, {"status": "Nao encontrado", "cpf": cpf})
    return _answer(200, {"cpf": cpf, "veiculos": [_vehicle(entry) for entry in entries]})


def _vehicle(entry: dict[str, Any]) -> dict[str, Any]:
    return {"placa": entry["placa"], "aquisicao": int(entry["aquisicao"])}


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


def _year(event: dict[str, Any], field: str) -> int | None:
    value = event.get(field)
    if value is not None and (type(value) is not int or not 0 < value < 10_000):
        raise ValueError(field)
    return value


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "body": json.dumps(body)}
