"""The partition key that an action concerns: its values, their hash, and a readable mark of them.

The limiter throttles by partition, and the report names hot ones; neither may learn a key's value.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import cast

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.key_identity import plain_number
from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import AttributeValue, Item
from harness.model.table import Index

_WORDS = re.compile(r"[#:\w.\-]+|=")


def partition_hash(value: AttributeValue, *more: AttributeValue) -> int:
    """The same for every spelling of one key, 64 bits. Several values are one key together."""
    spelling = _spelling(value)
    for other in more:
        spelling = f"{len(spelling)} {spelling}{_spelling(other)}"
    return int.from_bytes(blake2b(spelling.encode(), digest_size=8).digest())


def partition_of(action: Action) -> int | None:
    """The hash of the action's partition key; None where it has not exactly one."""
    try:
        values = _values(action)
        return partition_hash(*values) if values else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # malformed, which the engine refuses


def index_partition(index: Index, item: Item | None) -> int | None:
    """The hash of the partition key of an item's entry in an index; None where it has none."""
    if item is None:
        return None
    key = index.key
    if not key.more_partition:  # most have one attribute, and this is on the way of every put
        value = item.get(key.partition.name)
        return None if value is None else partition_hash(value)
    values = _all(item.get(part.name) for part in key.partitions)
    return partition_hash(*values) if values else None


def readable_key(actions: Sequence[Action], salt: bytes) -> str | None:
    """``ABC…3f2a`` of the one partition key: enough for who knows the keys, too little to read them
    off."""
    values = _values(actions[0]) if len(actions) == 1 else ()
    if not values:
        return None
    text = "#".join(str(content) for value in values for content in value.values())
    return f"{text[:3]}…{blake2b(text.encode(), digest_size=2, key=salt).hexdigest()}"


def _spelling(value: AttributeValue) -> str:
    ((kind, text),) = value.items()
    return f"{kind}{plain_number(text) if kind == 'N' else text}"


def _values(action: Action) -> tuple[AttributeValue, ...]:
    """The values of the partition key's attributes; none where the action concerns several keys."""
    table = action.table
    if table is None:
        return ()
    if action.key is not None:
        value = action.key.get(table.key.partition.name)
        return () if value is None else (value,)
    if action.kind != "Query":
        return ()
    if action.reads:
        return _all((action.reads[0].partition,)) if len(action.reads) == 1 else ()
    index = table.index(action.index) if action.index else None
    key = table.key if index is None else index.key
    return _all(_queried(action.request, part.name) for part in key.partitions)


def _all(values: Iterable[AttributeValue | None]) -> tuple[AttributeValue, ...]:
    """None of them where one is not known."""
    present = tuple(values)
    return () if None in present else cast("tuple[AttributeValue, ...]", present)


def _queried(request: JsonObject, name: str) -> AttributeValue | None:
    """The value of one partition attribute in a Query's key condition."""
    if "KeyConditions" in request:
        (value,) = request["KeyConditions"][name]["AttributeValueList"]
        return cast(AttributeValue, value)
    substitutes: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
    words = _WORDS.findall(str(request.get("KeyConditionExpression") or ""))
    for left, sign, right in zip(words, words[1:], words[2:], strict=False):
        for path, value in ((left, right), (right, left)):
            if sign == "=" and substitutes.get(path, path) == name and value.startswith(":"):
                return cast(AttributeValue, request["ExpressionAttributeValues"][value])
    return None
