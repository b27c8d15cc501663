"""AWS reads a request's expressions before it looks at keys (dynalite's tests: a faulty expression
is refused even where there is no such table). So does DynamoDB Local 3.3.1 (measured 2026-11-29),
but for a single write, of which it looks at the key first; in a transaction it does not.
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


def question(
    operation: str, body: JsonObject, actions: Sequence[Action]
) -> tuple[str, JsonObject] | None:
    """What makes the engine say whether an expression is faulty, of a request whose keys do not
    fit, so that nothing comes of it; None where there is no expression."""
    if not any("Expression" in member for action in actions for member in action.request):
        return None
    kind = _WRITES.get(operation)
    if kind is None:
        return operation, body
    action = {member: value for member, value in body.items() if member in _WRITTEN}
    return "TransactWriteItems", {"TransactItems": [{kind: action}]}


def is_of_expression(error: JsonObject) -> bool:
    text = str(error.get("message") or error.get("Message") or "")
    return _FAULTS.match(text) is not None


_FAULTS = re.compile(
    r"Invalid \w+Expression: |(Value provided in )?ExpressionAttribute(Name|Value)s |"
    r"Can not use both expression and non-expression parameters "
)
