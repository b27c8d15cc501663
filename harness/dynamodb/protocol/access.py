"""Which throughput an action may draw on, as far as its request tells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any, cast

from harness.capacity.arms import projected_names, write_arms
from harness.capacity.item_size import item_size_bytes
from harness.capacity.units import write_half_units
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.request import TRANSACTIONS, JsonObject
from harness.model.item import AttributeValue, Item
from harness.model.operation import Access, Operation, Touch
from harness.model.table import Index, KeySchema, Table

# DynamoDB's numbers have 38 digits at most.
_PRECISION = Context(prec=40)

_WORDS = re.compile(r"[#:\w.\-]+|=")
_NAMES = re.compile(r"[#A-Za-z_][\w.\-]*")


def operation_of(name: str, actions: Sequence[Action]) -> Operation:
    """The operation with an access for each action."""
    if len(actions) == 1 and name not in TRANSACTIONS:
        return Operation(name, (access_of(actions[0], _least(actions[0])),), metered=True)
    transaction = name in TRANSACTIONS
    factor = 2 if transaction else 1
    accesses = tuple(access_of(action, _estimate(action) * factor) for action in actions)
    return Operation(name, accesses, metered=True, transaction=transaction)


def access_of(
    action: Action, least_half_units: int, touches: tuple[Touch, ...] | None = None
) -> Access:
    """``touches`` None: those that the request alone tells."""
    table = action.table
    if table is None:
        return Access(action.table_name, action.index, action.write)
    if touches is None:
        touches = touched_indexes(action) if action.write and table.global_indexes else ()
    return Access(
        table.name, action.index, action.write, _partition(action), least_half_units, touches
    )


def depends_on_stored_item(action: Action) -> bool:
    """Whether the stored item would tell more about the indexes that the action touches."""
    if action.kind == "Put" and action.table is not None and action.item is not None:
        item = action.item
        return not all(_has_key(index.key, item) for index in action.table.global_indexes)
    return action.kind in ("Update", "Delete")


def touched_indexes(action: Action) -> tuple[Touch, ...]:
    """The global indexes that a write may change, whatever is stored."""
    table = action.table
    if table is None or action.kind == "ConditionCheck":
        return ()
    indexes: Sequence[Index] = table.global_indexes
    if action.kind == "Update" and action.request:
        named = named_attributes(action.request)
        indexes = [index for index in indexes if _projects_any(table, index, named)]
    return tuple(Touch(index.name, _entry_partition(index, action.item)) for index in indexes)


def touched_with(action: Action, stored: Item | None) -> tuple[Touch, ...]:
    """The global indexes that a write may change, the stored item being known."""
    table = action.table
    if table is None:
        return ()
    if action.kind == "Update":
        if not action.request:  # a PartiQL statement: what it names is not known here
            return touched_indexes(action)
        named = named_attributes(action.request)
        return tuple(
            touch
            for touch in touched_indexes(action)
            if _may_hold(table.index(touch.index), stored or action.key or {}, named)
        )
    arms = write_arms(table, stored, action.item)
    changed = {arm.index for arm in arms}
    return tuple(touch for touch in touched_indexes(action) if touch.index in changed)


def named_attributes(request: JsonObject) -> frozenset[str]:
    """The top-level attributes that an update names; function names may be among them."""
    if "AttributeUpdates" in request:
        return frozenset(request["AttributeUpdates"])
    substitutes: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
    found = _NAMES.findall(str(request.get("UpdateExpression") or ""))
    return frozenset(substitutes.get(name, name) for name in (path.split(".")[0] for path in found))


def partition_hash(value: AttributeValue, *more: AttributeValue) -> int:
    """The same for every spelling of one key, 64 bits. Several values are one key together."""
    spelling = _spelling(value)
    for other in more:
        spelling = f"{len(spelling)} {spelling}{_spelling(other)}"
    return int.from_bytes(blake2b(spelling.encode(), digest_size=8).digest())


def _spelling(value: AttributeValue) -> str:
    ((kind, text),) = value.items()
    return f"{kind}{_plain_number(text) if kind == 'N' else text}"


def readable_key(actions: Sequence[Action], salt: bytes) -> str | None:
    """``ABC…3f2a`` of the one partition key: enough for who knows the keys, too little to read them
    off."""
    values = partition_values(actions[0]) if len(actions) == 1 else ()
    if not values:
        return None
    text = "#".join(str(content) for value in values for content in value.values())
    return f"{text[:3]}…{blake2b(text.encode(), digest_size=2, key=salt).hexdigest()}"


def key_identity(table: Table, key: Item) -> tuple[str, ...]:
    """A key as a dictionary key: the same for every spelling of one item."""
    parts = [table.name]
    for attribute in table.key.attributes:
        ((kind, text),) = key[attribute.name].items()
        parts += (kind, _plain_number(text) if kind == "N" else str(text))
    return tuple(parts)


def item_identity(action: Action) -> tuple[str, ...] | None:
    """None where the action names no item, or none that there can be: the engine refuses that."""
    if action.table is None or action.key is None:
        return None
    try:
        return key_identity(action.table, action.key)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _least(action: Action) -> int:
    return 2 if action.write or action.strong else 1


def _estimate(action: Action) -> int:
    """Half-units; what is stored may make it more."""
    if action.item is None:
        return _least(action)
    return write_half_units(0, item_size_bytes(action.item))


def partition_values(action: Action) -> tuple[AttributeValue, ...]:
    """The values of the partition key's attributes, where the action concerns just one key; else
    none."""
    table = action.table
    if table is None:
        return ()
    if action.key is not None:
        value = action.key.get(table.key.partition.name)
        return () if value is None else (value,)
    if action.kind != "Query":
        return ()
    if action.twins:
        return _all_known((action.twins[0].partition,)) if len(action.twins) == 1 else ()
    index = table.index(action.index) if action.index else None
    key = table.key if index is None else index.key
    return _all_known(_queried(action.request, part.name) for part in key.partitions)


def _all_known(values: Iterable[AttributeValue | None]) -> tuple[AttributeValue, ...]:
    """None of them where one is not known."""
    known = tuple(values)
    return () if None in known else cast("tuple[AttributeValue, ...]", known)


def _partition(action: Action) -> int | None:
    try:
        values = partition_values(action)
        return partition_hash(*values) if values else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # malformed, which the engine refuses


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


def _entry_partition(index: Index, item: Item | None) -> int | None:
    if item is None:
        return None
    key = index.key
    if not key.more_partition:  # most have one attribute, and this is on the way of every put
        value = item.get(key.partition.name)
        return None if value is None else partition_hash(value)
    values = _all_known(item.get(part.name) for part in key.partitions)
    return partition_hash(*values) if values else None


def _has_key(key: KeySchema, item: Item) -> bool:
    return all(attribute.name in item for attribute in key.attributes)


def _projects_any(table: Table, index: Index, names: frozenset[str]) -> bool:
    return index.projection.type == "ALL" or not names.isdisjoint(projected_names(table, index))


def _may_hold(index: Index | None, stored: Item, named: frozenset[str]) -> bool:
    """Whether the index has an entry of the item, before an update or after it."""
    return index is not None and all(
        attribute.name in stored or attribute.name in named for attribute in index.key.attributes
    )


def _plain_number(text: Any) -> str:
    """``1.50``, ``15e-1`` and ``1.5`` are one key. Raises ValueError for what is no number."""
    if text.isdecimal() and text[0] != "0":
        return str(text)
    try:
        return format(Decimal(text).normalize(_PRECISION), "f")
    except InvalidOperation as error:
        raise ValueError(text) from error
