"""What an update gives to which attribute, as far as its request tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.update.clauses import clauses_of
from harness.model.item import AttributeValue

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
    for clause in clauses_of(request.get("UpdateExpression") or ""):
        whole = len(clause.path) == 1 and clause.action in ("SET", "ADD")
        value = _value(clause.operand, values) if whole else None
        if value is not None:
            yield str(clause.resolved(names)[0]), value


def _value(operand: Sequence[str], values: Mapping[str, Any]) -> AttributeValue | None:
    if len(operand) == 1:
        return values[operand[0]] if operand[0].startswith(":") else None
    if "+" in operand or "-" in operand:
        return _NUMBER
    return _LIST if operand[0].lower() == "list_append" else None
