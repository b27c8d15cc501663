"""Refuses what does not fit the keys of its table, before anything is throttled or sent on."""

from collections.abc import Sequence

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.cancellation import invalid_at
from harness.dynamodb.protocol.exclusive_start_key import start_key_fault
from harness.dynamodb.protocol.key_identity import item_identity
from harness.dynamodb.protocol.key_schema import (
    MISMATCH,
    KeyFault,
    item_fault,
    key_fault,
    update_fault,
)
from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import TRANSACTIONS, JsonObject
from harness.dynamodb.protocol.update.clauses import values_of
from harness.model.item import Item
from harness.model.table import Table
from harness.wire.refusal import Refusal

_TWICE = {
    "BatchGetItem": "Provided list of item keys contains duplicates",
    "BatchWriteItem": "Provided list of item keys contains duplicates",
    "TransactGetItems": "Transaction request cannot include multiple operations on one item",
    "TransactWriteItems": "Transaction request cannot include multiple operations on one item",
}


def refuse_wrong_keys(operation: str, actions: Sequence[Action]) -> Refusal | None:
    """None, too, where a table is not known: that is said first. PartiQL has words of its own,
    which are the engine's."""
    if len(actions) > 1 and any(action.table is None for action in actions):
        return None
    for place, action in enumerate(actions):
        fault = _fault(operation, action)
        if fault is not None:
            if operation in TRANSACTIONS and not fault.of_request:
                return invalid_at(place, len(actions), fault.message)
            return validation(fault.message)
    return None


def refuse_duplicates(operation: str, actions: Sequence[Action]) -> Refusal | None:
    """One item named more than once. The engine sees this too, but for two spellings of a number
    and two names of a table."""
    why = _TWICE.get(operation)
    if why is None or not any(map(_has_spellings, actions)):
        return None
    identities = [identity for identity in map(item_identity, actions) if identity is not None]
    return validation(why) if len(set(identities)) < len(identities) else None


def _fault(operation: str, action: Action) -> KeyFault | None:
    table = action.table
    if table is None or not action.request:
        return None
    if action.item is not None:
        return _item_fault(operation, table, action.item)
    if action.key is None:
        return _start_fault(action, table) if "ExclusiveStartKey" in action.request else None
    fault = key_fault(table, action.key)
    if fault is None and action.kind == "Update" and table.indexes:
        return _update_fault(table, action.request)
    return fault


def _item_fault(operation: str, table: Table, item: Item) -> KeyFault | None:
    fault = item_fault(table, item)
    if fault is not None and operation == "BatchWriteItem" and fault.of_schema:
        return KeyFault(MISMATCH)
    return fault


def _update_fault(table: Table, request: JsonObject) -> KeyFault | None:
    try:
        return update_fault(table, values_of(request)) if _mentions(table, request) else None
    except (AttributeError, LookupError, TypeError, ValueError):
        return None  # malformed, which the engine refuses


def _mentions(table: Table, request: JsonObject) -> bool:
    """Whether an update may concern an index key: if not, its expression is not read."""
    text = request.get("UpdateExpression") or ""
    names = (request.get("ExpressionAttributeNames") or {}).values()
    return "AttributeUpdates" in request or any(
        attribute.name in text or attribute.name in names
        for index in table.indexes
        for attribute in index.key.attributes
    )


def _start_fault(action: Action, table: Table) -> KeyFault | None:
    try:
        message = start_key_fault(action.kind, action.request, table)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None  # malformed, which the engine refuses
    return None if message is None else KeyFault(message)


def _has_spellings(action: Action) -> bool:
    if action.table is None:
        return False
    numeric = any(attribute.type == "N" for attribute in action.table.key.attributes)
    return numeric or action.named != action.table.name
