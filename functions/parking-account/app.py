"""Lesson: store in the order in which it will be read, and stop reading as soon as you can.

Event: ``{"placa": text, "dia": "YYYY-MM-DD", "agora": ISO 8601 time, optional}``. How many minutes
the car was parked on that day (UTC), in how many stays: a stay that crosses midnight counts on
each day with its part, one that is still open counts up to ``agora``, which without it is now.

One Query, newest first. The car's own item has the sort key ``carro``, behind every stay, so it
comes first: it says whether the car exists and is inside. Then come the stays, and the first one
that ended before the day ends the reading. For a recent day that is one page, far below 4 KB:
half a read unit, where summing up the car's whole history would cost more with each month.

Where the template's ParkingKey is ``cpf``, the car lies in its owner's partition, and a Query of
the index by plate has to say whose that is: half a read unit more.

Answers 200; 400 naming the field that is missing or wrong; 404 for an unknown plate.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

import boto3
from boto3.dynamodb.conditions import ConditionBase, Key

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
PARTITION_KEY = os.environ["PARTITION_KEY"]  # placa or cpf
PAGE_ITEMS = 25  # of about 130 bytes each: a page stays below the 4 KB of the smallest read
Item = dict[str, Any]
Span = tuple[datetime, datetime]


def lambda_handler(event: Any, context: Any) -> Item:
    try:
        placa, dia, agora = _key(event, "placa"), _day(event, "dia"), _instant(event, "agora")
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    items = _of_plate(placa) if PARTITION_KEY == "placa" else _of_owner(placa)
    car = next(items, None)
    if car is None or car["registro"] != "carro":
        return _answer(404, {"status": "Nao encontrado", "placa": placa})
    parked = list(_parked(car, items, dia, agora))
    minutos = int(sum(parked, timedelta()).total_seconds()) // 60
    day = dia[0].date().isoformat()
    return _answer(200, {"placa": placa, "dia": day, "minutos": minutos, "estadias": len(parked)})


def _of_plate(placa: str) -> Iterator[Item]:
    return _newest_first(Key("placa").eq(placa))


def _of_owner(placa: str) -> Iterator[Item]:
    """The same items. In the owner's partition their keys begin with the plate, and those of
    another plate may begin alike."""
    condition = Key("placa").eq(placa)
    for entry in TABLE.query(IndexName="placa-index", KeyConditionExpression=condition)["Items"]:
        mine = Key("cpf").eq(entry["cpf"]) & Key("registro").begins_with(f"{placa}#")
        for item in _newest_first(mine):
            plate, _, registro = item["registro"].rpartition("#")
            if plate == placa:
                yield {**item, "registro": registro}


def _newest_first(condition: ConditionBase) -> Iterator[Item]:
    request = {
        "KeyConditionExpression": condition,
        "ScanIndexForward": False,
        "Limit": PAGE_ITEMS,
    }
    page = TABLE.query(**request)
    yield from page["Items"]
    while "LastEvaluatedKey" in page:
        page = TABLE.query(ExclusiveStartKey=page["LastEvaluatedKey"], **request)
        yield from page["Items"]


def _parked(car: Item, stays: Iterator[Item], day: Span, now: datetime) -> Iterator[timedelta]:
    """The time within the day of each stay that has any."""
    for entry, exit_ in _spans(car, stays, day[0], now):
        within = min(exit_, day[1]) - max(entry, day[0])
        if within > timedelta():
            yield within


def _spans(car: Item, stays: Iterator[Item], since: datetime, now: datetime) -> Iterator[Span]:
    """Each stay once: an exit in progress has its stay written and its car not yet closed."""
    newest = list(islice(stays, 1))
    if "aberta" in car and car["aberta"] not in [stay["registro"] for stay in newest]:
        yield datetime.fromisoformat(car["aberta"]), now
    for stay in chain(newest, stays):
        saida = datetime.fromisoformat(stay["saida"])
        if saida <= since:
            return
        yield datetime.fromisoformat(stay["registro"]), saida


def _key(event: Any, field: str) -> str:
    """Text that can be a key: not empty, and no longer than a sort key's 1,024 bytes."""
    value = event.get(field) if isinstance(event, dict) else None
    if not isinstance(value, str) or not 0 < len(value.encode(errors="replace")) <= 1024:
        raise ValueError(field)
    return value


def _day(event: Item, field: str) -> Span:
    """Its first instant and the next day's. Refuses what strptime lets pass, such as 2021-3-1."""
    value = event.get(field)
    try:
        start = datetime.strptime(str(value), "%Y-%m-%d").replace(tzinfo=UTC)
        span = start, start + timedelta(days=1)
    except (ValueError, OverflowError):
        raise ValueError(field) from None
    if start.date().isoformat() != value:
        raise ValueError(field)
    return span


def _instant(event: Item, field: str) -> datetime:
    value = event.get(field)
    try:
        moment = datetime.now(UTC) if value is None else datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(field) from None


def _answer(status: int, body: object) -> Item:
    return {"statusCode": status, "body": json.dumps(body)}
