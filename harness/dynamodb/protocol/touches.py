"""The global indexes that a write may change, and so draws on.

AWS refuses a write for which one of them has no capacity; which they are shows in the request as
far as it can, and where that is not enough in the stored item.
"""

import re
from collections.abc import Mapping, Sequence

from harness.capacity.arms import projected_names, write_arms
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.partition_key import index_partition
from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import Item
from harness.model.operation import Access, Touch
from harness.model.table import Index, KeySchema, Table

_NAMES = re.compile(r"[#A-Za-z_][\w.\-]*")


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
        names = named_attributes(action.request)
        indexes = [index for index in indexes if _projects_any(table, index, names)]
    return tuple([Touch(index.name, index_partition(index, action.item)) for index in indexes])


def touched_with(action: Action, stored: Item | None) -> tuple[Touch, ...]:
    """The global indexes that a write may change, given the stored item (None: there is none)."""
    table = action.table
    if table is None:
        return ()
    if action.kind == "Update":
        if not action.request:  # a PartiQL statement: what it names is not known here
            return touched_indexes(action)
        names = named_attributes(action.request)
        return tuple(
            touch
            for touch in touched_indexes(action)
            if _may_hold(table.index(touch.index), stored or action.key or {}, names)
        )
    changed = {arm.index for arm in write_arms(table, stored, action.item)}
    return tuple(touch for touch in touched_indexes(action) if touch.index in changed)


def recorded_touches(
    accesses: Sequence[Access], actions: Sequence[Action]
) -> tuple[tuple[str, str], ...]:
    """What a charge does not tell of the global indexes, as table and index, that writes may have
    changed: it names those that they did change, which is all where the stored item decides.
    Doubtful: an update of an item that an index does not have touches it here."""
    return tuple(
        [
            (access.table, touch.index)
            for access, action in zip(accesses, actions, strict=True)
            if access.touches and (action.kind == "Update" or not depends_on_stored_item(action))
            for touch in access.touches
        ]
    )


def named_attributes(request: JsonObject) -> frozenset[str]:
    """The top-level attributes that an update names; function names may be among them."""
    if "AttributeUpdates" in request:
        return frozenset(request["AttributeUpdates"])
    substitutes: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
    paths = _NAMES.findall(str(request.get("UpdateExpression") or ""))
    return frozenset(substitutes.get(name, name) for name in (path.split(".")[0] for path in paths))


def _has_key(key: KeySchema, item: Item) -> bool:
    return all(attribute.name in item for attribute in key.attributes)


def _projects_any(table: Table, index: Index, names: frozenset[str]) -> bool:
    return index.projection.type == "ALL" or not names.isdisjoint(projected_names(table, index))


def _may_hold(index: Index | None, stored: Item, names: frozenset[str]) -> bool:
    """Whether the index has an entry of the item, before an update or after it."""
    return index is not None and all(
        attribute.name in stored or attribute.name in names for attribute in index.key.attributes
    )
