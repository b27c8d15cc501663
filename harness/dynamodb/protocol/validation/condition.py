"""Legacy conditions: Expected, QueryFilter, ScanFilter, KeyConditions, AttributeUpdates.

dynalite's tests (recorded on AWS) for the rules and their order; paritysuite, putItem and
deleteItem (2026-10-09), for Expected.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.dynamodb.protocol.refusal import INVALID
from harness.dynamodb.protocol.validation.value import (
    KINDS,
    ValidationLayer,
    value_fault,
    values_fault,
)

_ONE = ("EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH")
_ARGUMENTS = {
    **dict.fromkeys(_ONE, (1, 1)),
    "NULL": (0, 0),
    "NOT_NULL": (0, 0),
    "BETWEEN": (2, 2),
    "IN": (1, 100),
}

_SCALARS = ("S", "N", "B")
_SETS = ("SS", "NS", "BS")
_TYPES = {
    **dict.fromkeys(("LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "IN"), _SCALARS),
    "BETWEEN": _SCALARS,
    "BEGINS_WITH": ("S", "B"),
}

Conditions = Mapping[str, Any]


def condition_faults(conditions: Conditions, layer: ValidationLayer) -> Iterator[str]:
    """Of a filter or of key conditions."""
    for condition in conditions.values():
        operator = condition.get("ComparisonOperator")
        arguments = condition.get("AttributeValueList") or ()
        fault = values_fault(arguments, layer)
        if fault is not None:
            yield fault
        yield from _argument_faults(operator, arguments)
        for argument in arguments:
            kind = _kind(argument)
            if kind not in _TYPES.get(operator, (kind,)):
                yield (
                    f"{INVALID}ComparisonOperator {operator} is not valid for {kind} "
                    "AttributeValue type"
                )


def expected_faults(expected: Conditions, layer: ValidationLayer) -> Iterator[str]:
    """Say what is wrong with Expected, in AWS's order."""
    for name, condition in expected.items():
        operator = condition.get("ComparisonOperator")
        arguments, value = condition.get("AttributeValueList"), condition.get("Value")
        fault = values_fault((value, *(arguments or ())), layer)
        if fault is not None:
            yield fault
        if arguments is not None and value is not None:
            yield _of(name, "Value and AttributeValueList cannot be used together")
        elif operator is not None:
            yield from _compared_faults(name, condition)
        elif arguments is not None:
            yield _of(name, "AttributeValueList can only be used with a ComparisonOperator")
        else:
            yield from _exists_faults(name, condition.get("Exists"), value)


def update_faults(updates: Conditions, layer: ValidationLayer) -> Iterator[str]:
    """Say what is wrong with AttributeUpdates, in AWS's order."""
    for update in updates.values():
        value, action = update.get("Value"), update.get("Action")
        if value is None:
            if action != "DELETE":
                yield f"{INVALID}Only DELETE action is allowed when no attribute value is specified"
            continue
        fault = value_fault(value, layer)
        if fault is not None:
            yield fault
        kind = _kind(value)
        if action == "DELETE" and kind not in _SETS:
            yield f"{INVALID}DELETE action with value is not supported for the type {kind}"
        if action == "ADD" and kind not in ("L", "N", *_SETS):
            yield f"{INVALID}ADD action is not supported for the type {kind}"


def operator_faults(operator: str | None, conditions: Conditions | None) -> Iterator[str]:
    """ConditionalOperator needs two conditions (ScyllaDB's test_expected, passes on AWS)."""
    if operator is None:
        return
    if not conditions:
        yield "ConditionalOperator cannot be used without Filter or Expected"
    elif len(conditions) < 2:
        yield (
            "ConditionalOperator can only be used when Filter or Expected has two or more elements"
        )


def _compared_faults(name: str, condition: Conditions) -> Iterator[str]:
    operator = condition["ComparisonOperator"]
    arguments, value = condition.get("AttributeValueList"), condition.get("Value")
    if condition.get("Exists") is not None:
        yield _of(name, "Exists and ComparisonOperator cannot be used together")
    if arguments is None and value is None and operator not in ("NULL", "NOT_NULL"):
        yield _of(
            name, f"Value or AttributeValueList must be used with ComparisonOperator: {operator}"
        )
    yield from _argument_faults(operator, arguments or ([] if value is None else [value]))


def _exists_faults(name: str, exists: Any, value: Any) -> Iterator[str]:
    if exists in (None, True) and value is None:
        stated = "null" if exists is None else "true"
        yield _of(name, f"Value must be provided when Exists is {stated}")
    if exists is False and value is not None:
        yield _of(name, "Value cannot be used when Exists is false")


def _argument_faults(operator: str | None, arguments: Sequence[Any]) -> Iterator[str]:
    least, most = _ARGUMENTS.get(operator or "", (0, len(arguments)))
    if not least <= len(arguments) <= most:
        yield f"{INVALID}Invalid number of argument(s) for the {operator} ComparisonOperator"
    if len({_kind(argument) for argument in arguments}) > 1:
        yield f"{INVALID}AttributeValues inside AttributeValueList must be of same type"


def _of(name: str, what: str) -> str:
    return f"{INVALID}{what} for Attribute: {name}"


def _kind(value: Any) -> str:
    return next((kind for kind in value if kind in KINDS), "")
