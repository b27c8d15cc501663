"""AWS reads a request's expressions before it looks at keys.

dynalite's tests: a faulty expression is refused even where there is no such table. DynamoDB Local
3.3.1 does the same (measured 2026-11-29), but of a single write and of BatchGetItem it looks at the
keys first: so it is asked of a transaction, and of a GetItem.
"""

import re
from collections.abc import Sequence

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.request import JsonObject

_WRITES = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}
_WRITTEN = frozenset(
    (
        *("TableName", "Key", "Item", "ConditionExpression", "UpdateExpression"),
        *("ExpressionAttributeNames", "ExpressionAttributeValues"),
    )
)
_READ = frozenset(("ProjectionExpression", "ExpressionAttributeNames"))


def question(
    operation: str, body: JsonObject, actions: Sequence[Action]
) -> tuple[str, JsonObject] | None:
    """What makes the engine say whether an expression is faulty, of a request whose keys do not
    fit, so that nothing comes of it; None where there is no expression."""
    faulty = next(filter(_has_expression, actions), None)
    if faulty is None:
        return None
    if operation == "BatchGetItem":
        rest = {member: faulty.request[member] for member in faulty.request if member in _READ}
        return "GetItem", {"TableName": faulty.named, "Key": faulty.key} | rest
    kind = _WRITES.get(operation)
    if kind is None:
        return operation, body
    action = {member: value for member, value in body.items() if member in _WRITTEN}
    return "TransactWriteItems", {"TransactItems": [{kind: action}]}


def _has_expression(action: Action) -> bool:
    return any("Expression" in member for member in action.request)


def is_of_expression(error: JsonObject) -> bool:
    text = str(error.get("message") or error.get("Message") or "")
    return _FAULTS.match(text) is not None


_FAULTS = re.compile(
    r"Invalid \w+Expression: |(Value provided in )?ExpressionAttribute(Name|Value)s |"
    r"Can not use both expression and non-expression parameters "
)
