"""The one door: every request of DynamoDB's passes it before tables, limits and the engine.

AWS's order: the operation, JSON types, the members' constraints, then what the request says in
itself. The last is looked at here only where the engine would answer something else first and it
costs nothing; the rest of it is in ``rules``.
"""

from harness.dynamodb.protocol import streams
from harness.dynamodb.protocol.action import DATA_OPERATIONS
from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.serialization import TOO_DEEP, UNKNOWN_OPERATION
from harness.dynamodb.protocol.subresource.handlers import HANDLERS
from harness.dynamodb.protocol.validation import overrides
from harness.dynamodb.protocol.validation.constraint import violated
from harness.dynamodb.protocol.validation.fast_path import CHECKS
from harness.dynamodb.protocol.validation.rules import segment_faults
from harness.dynamodb.protocol.validation.shape import input_of
from harness.dynamodb.protocol.validation.wrong_type import wrong_type
from harness.wire.refusal import Refusal

_OF_TABLES = (
    "CreateTable",
    "DeleteTable",
    "DescribeLimits",
    "DescribeTable",
    "DescribeTimeToLive",
    "ListTables",
    "UpdateTable",
    "UpdateTimeToLive",
)

# By the engine or here. Of the rest AWS's word is that it is unknown, and no SDK tries that again;
# DynamoDB Local 3.3.1 says so too, tried 2026-11-29 over all operations of botocore 1.44.8's model.
SERVED = frozenset((*DATA_OPERATIONS, *streams.OPERATIONS, *_OF_TABLES, *HANDLERS))


def refuse(operation: str, body: JsonObject) -> Refusal | None:
    """AWS's refusal of what the request alone shows, None where it may go on."""
    if operation not in SERVED:
        return UNKNOWN_OPERATION
    try:
        if CHECKS[operation](body) and not (operation == "Scan" and _is_parallel(body)):
            return None
        return _explain(operation, body)
    except RecursionError:
        return TOO_DEEP


def _is_parallel(body: JsonObject) -> bool:
    return "Segment" in body or "TotalSegments" in body


def _explain(operation: str, body: JsonObject) -> Refusal | None:
    shape = input_of(operation)
    refusal = wrong_type(shape, body)
    if refusal is None and operation not in overrides.OWN_WORDS:
        refusal = violated(operation, shape, body)
    if refusal is not None or operation != "Scan":
        return refusal
    message = next(segment_faults(body), None)
    return None if message is None else validation(message)
