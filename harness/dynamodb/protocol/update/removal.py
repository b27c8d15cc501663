"""An update that only removes: of an item that is not there it makes none, and that is no error.

Recorded on AWS by ScyllaDB Alternator (test_update_item_non_existent, test_update_item_delete and
test_nested_attribute_remove_from_missing_item, 2019 to 2026): no item and no Attributes, whatever
the path. DynamoDB Local 3.3.1 makes an item of the key, with a stream record and index entries. But
a DeleteItem of a missing item evaluates the same condition and writes nothing: it stands for such
an update. AttributeUpdates that are empty make the item, on AWS too. A PartiQL UPDATE of a missing
item fails its condition, and DynamoDB Local says so.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.update.clauses import clauses_of

_REMOVING = frozenset(("REMOVE", "DELETE"))
_SETS = frozenset(("SS", "NS", "BS"))
_PLACEHOLDER = re.compile(r"[#:]\w+")
_KEY = "#harness_key"

# What DeleteItem takes as UpdateItem does. A missing item has no Attributes to return.
_KEPT = (
    "TableName",
    "Key",
    "ConditionExpression",
    "Expected",
    "ConditionalOperator",
    "ReturnConsumedCapacity",
    "ReturnItemCollectionMetrics",
    "ReturnValuesOnConditionCheckFailure",
)


def only_removes(action: Action) -> bool:
    """Whether it is an update that makes no item. One that names a key attribute, or removes from
    what is not a set, is not: the engine refuses those only after it has evaluated a condition."""
    if action.kind != "Update" or action.table is None:
        return False
    text = action.request.get("UpdateExpression")
    removed = _removed_by_updates(action.request) if text is None else _removed(text)
    if not removed:
        return False
    names = action.request.get("ExpressionAttributeNames") or {}
    keys = {attribute.name for attribute in action.table.key.attributes}
    return isinstance(names, dict) and keys.isdisjoint(str(names.get(n, n)) for n in removed)


def _removed(text: Any) -> frozenset[str]:
    """The top-level attributes that an expression removes or removes from, as written; none where
    it does more."""
    return _removed_by_text(text) if isinstance(text, str) else frozenset()


@lru_cache(maxsize=512)
def _removed_by_text(text: str) -> frozenset[str]:
    clauses = clauses_of(text)
    removing = all(clause.action in _REMOVING for clause in clauses)
    return frozenset(str(clause.path[0]) for clause in clauses if removing)


def _removed_by_updates(request: JsonObject) -> frozenset[str]:
    updates = request.get("AttributeUpdates")
    if isinstance(updates, dict) and all(map(_is_deletion, updates.values())):
        return frozenset(updates)
    return frozenset()


def _is_deletion(update: Any) -> bool:
    if not isinstance(update, dict) or update.get("Action") != "DELETE":
        return False
    value = update.get("Value")
    return value is None or (isinstance(value, dict) and value.keys() <= _SETS)


def on_condition_of_an_item(action: Action) -> JsonObject:
    """The UpdateItem that fails by this condition where no item is, unless something else is wrong:
    the engine looks at all of the request before it evaluates a condition."""
    request = action.request | {"TableName": action.table_name}
    name = next(iter(action.key or ()))
    if "UpdateExpression" not in request:
        rest = {
            member: value for member, value in request.items() if member != "ConditionalOperator"
        }
        return rest | {"Expected": {name: {"ComparisonOperator": "NOT_NULL"}}}
    condition = f"attribute_exists({_KEY})"
    if request.get("ConditionExpression"):
        condition = f"({request['ConditionExpression']}) AND {condition}"
    names = (request.get("ExpressionAttributeNames") or {}) | {_KEY: name}
    return request | {"ConditionExpression": condition, "ExpressionAttributeNames": names}


def without_updates(
    operation: str, body: JsonObject, chosen: Sequence[bool]
) -> tuple[str, JsonObject]:
    """The operation and the request with a delete for each update that is chosen."""
    if operation == "UpdateItem":
        return "DeleteItem", _delete(body)
    members = [
        {"Delete": _delete(member["Update"])} if chose and "Update" in member else member
        for member, chose in zip(body["TransactItems"], chosen, strict=True)
    ]
    return operation, body | {"TransactItems": members}


def as_deletes(actions: Sequence[Action], chosen: Sequence[bool]) -> tuple[Action, ...]:
    """The actions with a Delete for each one that is chosen."""
    return tuple(
        replace(action, kind="Delete") if chose else action
        for action, chose in zip(actions, chosen, strict=True)
    )


def _delete(request: JsonObject) -> JsonObject:
    """Under the same condition."""
    members = {name: request[name] for name in _KEPT if name in request}
    used = frozenset(_PLACEHOLDER.findall(str(request.get("ConditionExpression") or "")))
    for name in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        substitutes = {key: text for key, text in (request.get(name) or {}).items() if key in used}
        members |= {name: substitutes} if substitutes else {}
    return members
