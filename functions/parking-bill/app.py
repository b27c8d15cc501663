"""Lesson: a global index makes the rare question cheap without burdening the frequent ones.

Event: ``{"cpf": text, "mes": "YYYY-MM"}``. The owner's bill for a month (UTC) over all their cars.
The index by ``cpf`` has one small entry per car and none per stay: it answers which plates are
the owner's. Then one Query per plate reads just the stays that began in that month, because the
sort key begins with the month. A stay is billed once, in the month in which it began, after it
has ended; each hour begun costs ``HOURLY_PRICE``, the first one also for the shortest stay.

An index read is eventually consistent: a car added a moment ago may be missing.

Where the template's ParkingKey is ``cpf``, all of it lies in the owner's partition: one Query, but
of every stay that there ever was, because the sort key begins with the plate.

Answers 200; 400 naming the field that is missing or wrong; 404 for an unknown owner.
"""

import json
import os
from datetime import date
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
HOURLY_PRICE = Decimal(os.environ["HOURLY_PRICE"])
PARTITION_KEY = os.environ["PARTITION_KEY"]  # placa or cpf
Item = dict[str, Any]
Stays = dict[str, list[Item]]  # of the month, by plate


def lambda_handler(event: Any, context: Any) -> Item:
    try:
        cpf, mes = _key(event, "cpf"), _month(event, "mes")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    stays = _by_plate(cpf, mes) if PARTITION_KEY == "placa" else _by_owner(cpf, mes)
    if not stays:
        return _answer(404, {"status": "Nao encontrado", "cpf": cpf})
    cars = [_bill(placa, stays[placa]) for placa in sorted(stays)]
    total = sum(car["valor"] for car in cars)
    return _answer(200, {"cpf": cpf, "mes": mes, "total": total, "carros": cars})


def _by_plate(cpf: str, mes: str) -> Stays:
    entries = _query(IndexName="cpf-index", KeyConditionExpression=Key("cpf").eq(cpf))
    return {entry["placa"]: _of_month(entry["placa"], mes) for entry in entries}


def _of_month(placa: str, mes: str) -> list[Item]:
    condition = Key("placa").eq(placa) & Key("registro").begins_with(mes)
    return _query(KeyConditionExpression=condition)


def _by_owner(cpf: str, mes: str) -> Stays:
    items = _query(KeyConditionExpression=Key("cpf").eq(cpf))
    stays: Stays = {item["placa"]: [] for item in items if "placa" in item}
    for item in items:
        placa, _, registro = item["registro"].rpartition("#")
        if placa in stays and registro.startswith(mes):
            stays[placa].append(item)
    return stays


def _bill(placa: str, stays: list[Item]) -> Item:
    minutes = [int(stay["minutos"]) for stay in stays]
    hours = sum(map(_hours, minutes))
    stayed = {"estadias": len(minutes), "minutos": sum(minutes), "horas": hours}
    return {"placa": placa, **stayed, "valor": hours * HOURLY_PRICE}


def _hours(minutes: int) -> int:
    """The hours begun: 0 to 60 minutes are one, 61 are two."""
    return max(1, -(-minutes // 60))


def _query(**request: Any) -> list[Item]:
    """Every item of a Query, however many pages it takes."""
    page = TABLE.query(**request)
    items: list[Item] = page["Items"]
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


def _month(event: Item, field: str) -> str:
    value = event.get(field)
    try:
        first = date.fromisoformat(f"{value}-01").isoformat()
    except ValueError:
        raise ValueError(field) from None
    if first != f"{value}-01":
        raise ValueError(field)
    return first[:7]


def _answer(status: int, body: object) -> Item:
    return {"statusCode": status, "body": json.dumps(body, default=_plain)}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
