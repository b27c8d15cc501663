"""What the request alone shows beyond types and constraints, in AWS's order for each operation.

Expressions are not parsed here: see ``probe``. Asked only where the request is refused anyway, by
the engine or for want of capacity, so a request that succeeds costs nothing here. The engine names
one fault, sometimes not the one that AWS names first, and counts none. AWS counts the one fault of
a put, an update or a delete that the request alone shows, and of no other operation (paritysuite,
putItem, updateItem, deleteItem and valueLayers, eu-west-2 and us-east-1, 2026-10-09); what it
learns from the table or the stored item it does not count.

Sources: dynalite's tests for the order; moto's test_dynamodb_select (us-east-1, 2026) for Select;
paritysuite (2026-10-09) for what carries a count of faults, and for ExpressionAttributeValues
without an expression, which in puts, updates (doubtful) and deletes no longer says what is null.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from harness.capacity.item_size import item_size_bytes
from harness.dynamodb.protocol.refusal import INVALID, validation
from harness.dynamodb.protocol.request import TRANSACTIONS, JsonObject
from harness.dynamodb.protocol.validation.condition import (
    condition_faults,
    expected_faults,
    operator_faults,
    update_faults,
)
from harness.dynamodb.protocol.validation.constraint import counted
from harness.dynamodb.protocol.validation.value import (
    OF_START_KEY,
    ValidationLayer,
    value_fault,
    values_fault,
)
from harness.model.item import Item
from harness.wire.refusal import Refusal

# Operations that count the one fault: "1 validation error detected: ".
COUNTED = frozenset(("PutItem", "UpdateItem", "DeleteItem"))

# Developer Guide, Quotas, 2026 copy.
_ITEM_BYTES_MAX = 400 * 1024

# Doubtful: that nobody counts it.
_TOO_LARGE = "Item size has exceeded the maximum allowed size"

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

Faults = Iterator[str]


def broken_rule(operation: str, body: JsonObject) -> Refusal | None:
    """The refusal of the first rule that the request breaks. ``body``: one that ``door`` lets
    through; nulls among its elements are the engine's to refuse."""
    faults = _RULES.get(operation)
    try:
        message = None if faults is None else next(faults(body), None)
    except (AttributeError, KeyError, TypeError):
        return None
    if message is None:
        return None
    is_counted = operation in COUNTED and message != _TOO_LARGE
    return validation(counted([message]) if is_counted else message)


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


def segment_faults(body: JsonObject) -> Faults:
    """Of a parallel Scan (dynalite and paritysuite's recorded answers, 2026-05)."""
    segment, total = body.get("Segment"), body.get("TotalSegments")
    if segment is not None and total is None:
        yield (
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present"
        )
    elif segment is None and total is not None:
        yield (
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present"
        )
    elif segment is not None and segment >= total:
        yield (
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {total}"
        )


def _is_of_a_value(message: str) -> bool:
    return any(words in message for words in _OF_VALUES)


def _put(body: JsonObject) -> Faults:
    yield from _parameters(body, ("ConditionExpression",), ("Expected",), bare=True)
    yield from _values(body["Item"].values(), ValidationLayer.CURRENT)
    yield from _size(body["Item"])
    yield from _old_values_only(body)
    yield from _expected(body)
    yield from _expression_values(body, ValidationLayer.CURRENT)


def _update(body: JsonObject) -> Faults:
    expressions = ("UpdateExpression", "ConditionExpression")
    yield from _parameters(body, expressions, ("AttributeUpdates", "Expected"), bare=True)
    yield from _values(body["Key"].values(), ValidationLayer.CURRENT)
    yield from update_faults(body.get("AttributeUpdates") or {}, ValidationLayer.CURRENT)
    yield from _expected(body)
    yield from _expression_values(body, ValidationLayer.CURRENT)


def _delete(body: JsonObject) -> Faults:
    yield from _parameters(body, ("ConditionExpression",), ("Expected",), bare=True)
    yield from _values(body["Key"].values(), ValidationLayer.CURRENT)
    yield from _old_values_only(body)
    yield from _expected(body)
    yield from _expression_values(body, ValidationLayer.CURRENT)


def _get(body: JsonObject) -> Faults:
    yield from _parameters(body, ("ProjectionExpression",), ("AttributesToGet",))
    yield from _values(body["Key"].values(), ValidationLayer.CURRENT)
    yield from _twice(body)


def _query(body: JsonObject) -> Faults:
    expressions = ("ProjectionExpression", "FilterExpression", "KeyConditionExpression")
    legacy = ["AttributesToGet", "QueryFilter", "ConditionalOperator"]
    if body.get("KeyConditionExpression") is not None:
        legacy.append("KeyConditions")  # else it may be beside a FilterExpression
    yield from _parameters(body, expressions, legacy)
    yield from (counted([fault]) for fault in _selected(body))
    yield from condition_faults(body.get("QueryFilter") or {}, ValidationLayer.CURRENT)
    yield from _twice(body)
    yield from _start_key(body, ValidationLayer.CURRENT)
    if body.get("KeyConditions") is None and body.get("KeyConditionExpression") is None:
        yield (
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
            "the request."
        )
    yield from _expression_values(body, ValidationLayer.CURRENT)
    conditions = body.get("KeyConditions")
    if conditions is not None:
        yield from condition_faults(conditions, ValidationLayer.CURRENT)
        if len(conditions) not in (1, 2):
            yield "Conditions can be of length 1 or 2 only"
    yield from operator_faults(body.get("ConditionalOperator"), body.get("QueryFilter"))


def _scan(body: JsonObject) -> Faults:
    legacy = ("AttributesToGet", "ScanFilter", "ConditionalOperator")
    yield from _parameters(body, ("ProjectionExpression", "FilterExpression"), legacy)
    yield from _selected(body)
    yield from _twice(body)
    yield from condition_faults(body.get("ScanFilter") or {}, ValidationLayer.OLDER)
    yield from _start_key(body, ValidationLayer.OLDER)
    yield from segment_faults(body)
    yield from _expression_values(body, ValidationLayer.OLDER)
    yield from operator_faults(body.get("ConditionalOperator"), body.get("ScanFilter"))


def _batch_get(body: JsonObject) -> Faults:
    for request in body["RequestItems"].values():
        yield from _parameters(request, ("ProjectionExpression",), ("AttributesToGet",))
        yield from _twice(request)
        for key in request["Keys"]:
            yield from _values(key.values(), ValidationLayer.CURRENT)


def _batch_write(body: JsonObject) -> Faults:
    for requests in body["RequestItems"].values():
        for request in requests:
            put, delete = request.get("PutRequest"), request.get("DeleteRequest")
            if (put is None) is (delete is None):
                yield (
                    "Supplied AttributeValue has more than one datatypes set, must contain "
                    "exactly one of the supported datatypes"
                )
            for attributes in ((put or {}).get("Item"), (delete or {}).get("Key")):
                yield from _values((attributes or {}).values(), ValidationLayer.OLDER)
            yield from _size((put or {}).get("Item") or {})


def _transact(body: JsonObject) -> Faults:
    """Action by action: what is wrong with an earlier one is named first."""
    for item in body["TransactItems"]:
        for action in item.values():
            attributes = (action or {}).get("Item") or (action or {}).get("Key") or {}
            yield from _values(attributes.values(), ValidationLayer.OLDER)
            yield from _expression_values(action or {}, ValidationLayer.OLDER)


def _parameters(
    body: JsonObject, expressions: Sequence[str], legacy: Sequence[str], *, bare: bool = False
) -> Faults:
    """Which parameters go together. ``bare``: without saying what is null."""
    used = [name for name in expressions if body.get(name) is not None]
    mixed = [name for name in legacy if body.get(name) is not None]
    if used and mixed:
        yield (
            "Can not use both expression and non-expression parameters in the same request: "
            f"Non-expression parameters: {{{', '.join(mixed)}}} "
            f"Expression parameters: {{{', '.join(used)}}}"
        )
    only = "can only be specified when using expressions"
    if body.get("ExpressionAttributeNames") is not None and not used:
        yield f"ExpressionAttributeNames {only}"
    with_values = [name for name in expressions if name != "ProjectionExpression"]
    unused = not any(body.get(name) is not None for name in with_values)
    if with_values and unused and body.get("ExpressionAttributeValues") is not None:
        null = f"{' and '.join(with_values)} {'are' if len(with_values) > 1 else 'is'} null"
        yield f"ExpressionAttributeValues {only}" + ("" if bare else f": {null}")


def _size(item: Item) -> Faults:
    if item_size_bytes(item) > _ITEM_BYTES_MAX:
        yield _TOO_LARGE


def _values(values: Iterable[object], layer: ValidationLayer) -> Faults:
    fault = values_fault(values, layer)
    if fault is not None:
        yield fault


def _expression_values(body: JsonObject, layer: ValidationLayer) -> Faults:
    for name, value in (body.get("ExpressionAttributeValues") or {}).items():
        fault = value_fault(value, layer)
        if fault is None:
            continue
        if layer is ValidationLayer.CURRENT:
            yield fault
        else:
            yield f"ExpressionAttributeValues contains invalid value: {fault} for key {name}"


def _old_values_only(body: JsonObject) -> Faults:
    if body.get("ReturnValues") not in (None, "ALL_OLD", "NONE"):
        yield "ReturnValues can only be ALL_OLD or NONE"


def _expected(body: JsonObject) -> Faults:
    expected = body.get("Expected")
    yield from expected_faults(expected or {}, ValidationLayer.CURRENT)
    yield from operator_faults(body.get("ConditionalOperator"), expected)


def _twice(body: JsonObject) -> Faults:
    names = body.get("AttributesToGet") or ()
    for number, name in enumerate(names):
        if name in names[:number]:
            yield f"{INVALID}Duplicate value in attribute name: {name}"


def _start_key(body: JsonObject, layer: ValidationLayer) -> Faults:
    for value in (body.get("ExclusiveStartKey") or {}).values():
        fault = value_fault(value, layer)
        if fault in OF_START_KEY:
            yield f"The provided starting key is invalid: {fault}"
        elif fault is not None:
            yield fault


_WHAT_IS_SELECTED = {"COUNT": "only the Count"}


def _selected(body: JsonObject) -> Faults:
    """Select, and the members that say which attributes to get."""
    select, members = body.get("Select"), ("ProjectionExpression", "AttributesToGet")
    if select is None:
        return
    if select == "SPECIFIC_ATTRIBUTES":
        if all(body.get(member) is None for member in members):
            yield (
                "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                "SPECIFIC_ATTRIBUTES"
            )
        return
    if select == "ALL_PROJECTED_ATTRIBUTES" and body.get("IndexName") is None:
        yield "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
    for member in members:
        if body.get(member) is not None:
            chosen = _WHAT_IS_SELECTED.get(select, select)
            yield f"Cannot specify the {member} when choosing to get {chosen}"


_RULES: dict[str, Callable[[JsonObject], Faults]] = {
    "PutItem": _put,
    "UpdateItem": _update,
    "DeleteItem": _delete,
    "GetItem": _get,
    "Query": _query,
    "Scan": _scan,
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "TransactGetItems": _transact,
    "TransactWriteItems": _transact,
}
