"""What an update gives to which attribute, as far as its request tells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import AttributeValue

_TOKENS = re.compile(r"[#:]?\w+|[.\[\](),=+-]")
_CLAUSES = frozenset(("SET", "ADD", "DELETE", "REMOVE"))

# What these give has a type, whatever is stored.
_NUMBER: AttributeValue = {"N": "0"}
_LIST: AttributeValue = {"L": []}


def values_of(request: JsonObject) -> Iterator[tuple[str, AttributeValue]]:
    """Whole top-level attributes and their new values; where a value is calculated, one of its
    type. What an attribute gives, also by if_not_exists, is not known. Raises what a malformed
    request raises: AttributeError, LookupError, TypeError, ValueError.
    """
    for name, update in (request.get("AttributeUpdates") or {}).items():
        if update.get("Value") is not None and update.get("Action") != "DELETE":
            yield name, update["Value"]
    names: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
    values: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
    for clause, entry in _entries(_TOKENS.findall(request.get("UpdateExpression") or "")):
        value = _value(clause, entry, values)
        if value is not None:
            yield names.get(entry[0], entry[0]), value


def _entries(tokens: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each clause's entries: they are parted by the commas that are in no parentheses."""
    clause, depth, entry = "", 0, list[str]()
    for token in tokens:
        depth += (token == "(") - (token == ")")
        starts = token.upper() in _CLAUSES and not depth
        if starts or (token == "," and not depth):
            if entry:
                yield clause, entry
            clause, entry = (token.upper() if starts else clause), []
        else:
            entry.append(token)
    if entry:
        yield clause, entry


def _value(clause: str, entry: Sequence[str], values: Mapping[str, Any]) -> AttributeValue | None:
    if clause == "ADD" and len(entry) == 2:
        return values[entry[1]]  # type: ignore[no-any-return]
    if clause != "SET" or entry[1:2] != ["="]:
        return None
    return _operand(entry[2:], values)


def _operand(tokens: Sequence[str], values: Mapping[str, Any]) -> AttributeValue | None:
    function = tokens[0].lower()
    if len(tokens) == 1:
        return values[tokens[0]] if function.startswith(":") else None
    if "+" in tokens or "-" in tokens:
        return _NUMBER
    return _LIST if function == "list_append" else None
