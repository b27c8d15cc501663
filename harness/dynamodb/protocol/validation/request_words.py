"""What the engine refuses, as AWS refuses it.

The engine names one fault, sometimes not the one that AWS names first, and counts none. AWS counts
the one fault of a put, an update or a delete that the request alone shows, and of no other
operation (paritysuite, putItem, updateItem, deleteItem and valueLayers, eu-west-2 and us-east-1,
2026-10-09); what it learns from the table or the stored item it does not count.
"""

from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import TRANSACTIONS, JsonObject
from harness.dynamodb.protocol.validation.constraint import counted
from harness.dynamodb.protocol.validation.rules import COUNTED, broken_rule
from harness.wire.refusal import Refusal

_BY_THE_REQUEST = (
    "Invalid UpdateExpression:",
    "Invalid ConditionExpression:",
    "ExpressionAttributeNames ",
    "ExpressionAttributeValues ",
    "Value provided in ExpressionAttribute",
    "Nesting Levels have exceeded supported limits",
    "Supplied AttributeValue ",
    "One or more parameter values were invalid: An string set",
)

# Of attribute values, in the engine's words (3.3.1, tried 2026-11-29).
_OF_VALUES = (
    "A value provided cannot be converted into a number",
    "DynamoDB only supports precision up to 38 digits",
    "Number overflow.",
    "Number underflow.",
    "Input collection",
    "One or more parameter values were invalid: Input collection",
)


def reworded(operation: str, body: JsonObject, message: str) -> Refusal | None:
    """AWS's refusal of a request that the engine refuses with ``message``; None where the engine's
    is AWS's, or not about what the request alone shows."""
    if operation not in TRANSACTIONS or _is_of_a_value(message):
        refusal = broken_rule(operation, body)
        if refusal is not None:
            return refusal
    return expression_fault(operation, message) if operation in COUNTED else None


def expression_fault(operation: str, message: str) -> Refusal | None:
    """Of expressions: the refusal that says so in this operation; None of anything else."""
    if not message.startswith(_BY_THE_REQUEST) and operation in COUNTED:
        return None
    return validation(counted([message]) if operation in COUNTED else message)


def _is_of_a_value(message: str) -> bool:
    return any(words in message for words in _OF_VALUES)
