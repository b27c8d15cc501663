"""Lesson: what happens all the time must touch as little as possible, and must survive a race.

Event: ``{"placa": text, "tipo": "entrada" | "saida", "quando": ISO 8601 time, optional}``. Without
``quando`` it is now; without an offset it is UTC. Four requests in five are this one. It knows
only the plate, so the plate is the partition key; it never changes ``cpf``, so the index by owner
costs nothing here: an entry is 1 write unit, an exit 2 and 1 read unit.

A car is one item with the sort key ``carro``; ``aberta`` on it is the entry time while the car is
inside. A stay is one item with its entry time as sort key, written once, at the exit.

- Entry: one conditional update opens the car. Refused where the car is unknown or inside, or the
  entry is not later than its last exit: so no two stays of a car overlap or share a sort key.
- Exit: read the car, put the stay unless it is there, close the car if that very stay still
  opens it. Of two exits of one stay, one puts it; the other is told so.
- A crash between put and close leaves a car open whose stay is written. The car's next entry or
  exit closes it, and until then whoever reads must not count the stay twice.
- ``evento``, the invocation's request id, tells a repetition (the SDK's or Lambda's own retry,
  after an answer got lost) from a second event: a repetition answers as the first time and
  writes nothing. The car remembers its last entry and its last exit, no more.

The template's ParkingKey selects the design. With ``placa`` it is as above. With ``cpf`` the table
is keyed by the owner, and every event first asks the index by plate whose car it is: a request and
0.5 read unit more, and one that is never consistent. All the rest is the same, under longer keys.

A transaction would do put and close as one, for twice the write units (4 instead of 2 for an
exit). The order of the two writes gives the same here for free.

Answers 200; 400 naming the field that is missing or wrong, among them an exit before its entry;
404 for an unknown plate; 409 for an entry twice or an exit without entry.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any, NamedTuple

import boto3
from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
PARTITION_KEY = os.environ["PARTITION_KEY"]  # placa or cpf
MAY_ENTER = (
    "attribute_exists(registro) AND attribute_not_exists(aberta)"
    " AND NOT ultima.saida >= :quando AND NOT evento = :evento"
)
Item = dict[str, Any]


class Car(NamedTuple):
    """``cpf``: None in the design by plate, which need not know the owner."""

    placa: str
    cpf: str | None

    def key(self, registro: str) -> Item:
        if self.cpf is None:
            return {"placa": self.placa, "registro": registro}
        return {"cpf": self.cpf, "registro": f"{self.placa}#{registro}"}


def lambda_handler(event: Any, context: Any) -> Item:
    try:
        placa, quando = _key(event, "placa"), _instant(event, "quando")
        tipo = _choice(event, "tipo", ("entrada", "saida"))
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    car = Car(placa, None) if PARTITION_KEY == "placa" else _found(placa)
    if car is None:
        return _unknown(placa)
    register = _enter if tipo == "entrada" else _leave
    return register(car, quando, context.aws_request_id)


def _found(placa: str) -> Car | None:
    """What the design by owner has to ask first. A car added a moment ago may be missing."""
    condition = Key("placa").eq(placa)
    entries = TABLE.query(IndexName="placa-index", KeyConditionExpression=condition)["Items"]
    return Car(placa, entries[0]["cpf"]) if entries else None


def _enter(car: Car, quando: str, evento: str) -> Item:
    refusing = _open(car, quando, evento)
    if refusing is not None and _close_if_left(car, refusing):
        refusing = _open(car, quando, evento)
    if refusing is None:
        return _answer(200, {"placa": car.placa, "entrada": quando})
    return _entry_refused(car.placa, evento, refusing)


def _entry_refused(placa: str, evento: str, stored: Item) -> Item:
    if not stored:
        return _unknown(placa)
    if stored.get("evento") == evento:
        entrada = stored.get("aberta") or stored["ultima"]["registro"]
        return _answer(200, {"placa": placa, "entrada": entrada})
    if "aberta" in stored:
        return _answer(409, {"status": "Ja esta no estacionamento", "placa": placa})
    return _answer(409, {"status": "Entrada nao posterior a ultima saida", "placa": placa})


def _leave(car: Car, quando: str, evento: str) -> Item:
    stored = TABLE.get_item(Key=car.key("carro"), ConsistentRead=True).get("Item")
    if stored is None:
        return _unknown(car.placa)
    if stored.get("ultima", {}).get("evento") == evento:
        return _left(car.placa, stored["ultima"])
    if "aberta" not in stored:
        return _answer(409, {"status": "Nao esta no estacionamento", "placa": car.placa})
    if quando < stored["aberta"]:
        return _answer(400, {"status": "Campo ausente ou invalido: quando", "placa": car.placa})
    return _end(car, _stay(stored["aberta"], quando, evento))


def _end(car: Car, stay: Item) -> Item:
    written = _put(car, stay)
    _close(car, written)
    if written.get("evento") != stay["evento"]:
        return _answer(409, {"status": "Nao esta no estacionamento", "placa": car.placa})
    return _left(car.placa, written)


def _left(placa: str, stay: Item) -> Item:
    body = {"placa": placa, "entrada": stay["registro"], "saida": stay["saida"]}
    return _answer(200, {**body, "minutos": int(stay["minutos"])})


def _stay(entrada: str, saida: str, evento: str) -> Item:
    parked = datetime.fromisoformat(saida) - datetime.fromisoformat(entrada)
    minutos = int(parked.total_seconds()) // 60
    return {"registro": entrada, "saida": saida, "minutos": minutos, "evento": evento}


def _stay_of(item: Item) -> Item:
    """A stay as ``_stay`` makes it, from its item: the key's other parts are the car's."""
    stay = {name: value for name, value in item.items() if name not in ("placa", "cpf")}
    return {**stay, "registro": item["registro"].rpartition("#")[2]}


def _open(car: Car, quando: str, evento: str) -> Item | None:
    """Marks the car as inside. Refused, it returns the car as it is, empty where unknown."""
    try:
        TABLE.update_item(
            Key=car.key("carro"),
            UpdateExpression="SET aberta = :quando, evento = :evento",
            ConditionExpression=MAY_ENTER,
            ExpressionAttributeValues={":quando": quando, ":evento": evento},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        return _refusing_item(error)
    return None


def _put(car: Car, stay: Item) -> Item:
    """The stay that is in the table afterwards: this one, or the one that was there first."""
    try:
        TABLE.put_item(
            Item={**stay, **car.key(stay["registro"])},
            ConditionExpression="attribute_not_exists(registro)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        return _stay_of(_refusing_item(error))
    return stay


def _close(car: Car, stay: Item) -> None:
    """Marks the car as outside, unless another event of it was faster to do so."""
    try:
        TABLE.update_item(
            Key=car.key("carro"),
            UpdateExpression="SET ultima = :ultima REMOVE aberta",
            ConditionExpression="aberta = :entrada",
            ExpressionAttributeValues={":entrada": stay["registro"], ":ultima": stay},
        )
    except ClientError as error:
        _refusing_item(error)


def _close_if_left(car: Car, stored: Item) -> bool:
    """Finishes an exit that got no further than its stay. True where there was one."""
    if "aberta" not in stored:
        return False
    stay = TABLE.get_item(Key=car.key(stored["aberta"]), ConsistentRead=True).get("Item")
    if stay is not None:
        _close(car, _stay_of(stay))
    return stay is not None


def _refusing_item(error: ClientError) -> Item:
    """The item that failed the condition. Any other error, throttling too, is raised."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
    item: Item = error.response.get("Item", {})
    return {name: TypeDeserializer().deserialize(value) for name, value in item.items()}


def _key(event: Any, field: str) -> str:
    """Text that can be a key: not empty, and no longer than a sort key's 1,024 bytes."""
    value = event.get(field) if isinstance(event, dict) else None
    if not isinstance(value, str) or not 0 < len(value.encode(errors="replace")) <= 1024:
        raise ValueError(field)
    return value


def _choice(event: Item, field: str, choices: tuple[str, ...]) -> str:
    value = event.get(field)
    if value not in choices:
        raise ValueError(field)
    return str(value)


def _instant(event: Item, field: str) -> str:
    """UTC to the millisecond, always 24 characters: sorted as text it is sorted by time."""
    value = event.get(field)
    try:
        moment = datetime.now(UTC) if value is None else datetime.fromisoformat(value)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(field) from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unknown(placa: str) -> Item:
    return _answer(404, {"status": "Nao encontrado", "placa": placa})


def _answer(status: int, body: object) -> Item:
    return {"statusCode": status, "body": json.dumps(body)}
