"""UPDATED_OLD and UPDATED_NEW: the elements that an update names, not the attributes around them.

Recorded on AWS by ScyllaDB Alternator's test_returnvalues (test_update_item_returnvalues_nested,
2025): of ``SET a.c[1] = :v`` comes back ``{a: {c: [v]}}``. What is not there before, or after, is
left out: an element set beyond a list's end is not found under its index, and where one was removed
there is the one that moved up. DynamoDB Local 3.3.1 returns the whole attribute. Doubtful: that
elements of one list come in the list's order.
"""

from collections.abc import Iterable
from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.update.clauses import DocumentPath, clauses_of
from harness.model.item import AttributeValue, Item

_UPDATED = frozenset(("UPDATED_OLD", "UPDATED_NEW"))

# What is wanted of a value: by member or element; None: all of it.
_Tree = dict[str | int, Any]


def with_updated_paths(body: JsonObject, answer: JsonObject) -> JsonObject:
    """The answer of an UpdateItem as AWS gives it. ``body``: the request."""
    attributes = answer.get("Attributes")
    if not attributes or body.get("ReturnValues") not in _UPDATED:
        return answer
    paths = _paths(body)
    if all(len(path) == 1 for path in paths):
        return answer
    kept = _members(attributes, _tree(paths))
    rest = {name: value for name, value in answer.items() if name != "Attributes"}
    return rest | {"Attributes": kept} if kept else rest


def _paths(body: JsonObject) -> list[DocumentPath]:
    names = body.get("ExpressionAttributeNames") or {}
    clauses = clauses_of(body.get("UpdateExpression") or "")
    return [clause.resolved(names) for clause in clauses]


def _tree(paths: Iterable[DocumentPath]) -> _Tree:
    """Paths of one expression never overlap: the engine refuses that."""
    tree: _Tree = {}
    for path in paths:
        inner = tree
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = None
    return tree


def _members(members: Item, tree: _Tree) -> Item:
    kept = {
        name: _kept(members[name], inner)
        for name, inner in tree.items()
        if isinstance(name, str) and name in members
    }
    return {name: value for name, value in kept.items() if value is not None}


def _elements(elements: list[AttributeValue], tree: _Tree) -> list[AttributeValue]:
    indexes = sorted(index for index in tree if isinstance(index, int) and index < len(elements))
    kept = (_kept(elements[index], tree[index]) for index in indexes)
    return [value for value in kept if value is not None]


def _kept(value: AttributeValue, tree: _Tree | None) -> AttributeValue | None:
    """None where nothing of it is named."""
    if tree is None:
        return value
    kept: Any = None
    if "M" in value:
        kept = _members(value["M"], tree)
    elif "L" in value:
        kept = _elements(value["L"], tree)
    return dict.fromkeys(value, kept) if kept else None
