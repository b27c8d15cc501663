"""dynalite's tests of query, scan and updateItem; paritysuite's deleteItem (2026-10-09)."""

from typing import Any

import pytest

from harness.dynamodb.protocol.refusal import INVALID
from harness.dynamodb.protocol.validation.condition import (
    condition_faults,
    expected_faults,
    operator_faults,
    update_faults,
)
from harness.dynamodb.protocol.validation.value import ValidationLayer

A = {"S": "a"}
ONE = ("EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH")


def compared(operator: str, *arguments: Any) -> dict[str, Any]:
    return {"a": {"ComparisonOperator": operator, "AttributeValueList": list(arguments)}}


def number_of(operator: str) -> str:
    return f"{INVALID}Invalid number of argument(s) for the {operator} ComparisonOperator"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        *((compared(operator), number_of(operator)) for operator in (*ONE, "IN", "BETWEEN")),
        *((compared(operator, A, A), number_of(operator)) for operator in (*ONE, "NULL")),
        *((compared(operator, A), number_of(operator)) for operator in ("NULL", "NOT_NULL")),
        (compared("BETWEEN", A, A, A), number_of("BETWEEN")),
        ({"a": {"ComparisonOperator": "EQ"}}, number_of("EQ")),
        (
            compared("IN", A, {"N": "1"}),
            f"{INVALID}AttributeValues inside AttributeValueList must be of same type",
        ),
        (
            compared("BEGINS_WITH", {"N": "1"}),
            f"{INVALID}ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
        ),
        (
            compared("LT", {"BOOL": True}),
            f"{INVALID}ComparisonOperator LT is not valid for BOOL AttributeValue type",
        ),
        (
            compared("EQ", {"N": "1"}, {"SS": []}),
            f"{INVALID}An string set  may not be empty",
        ),
        (compared("EQ", A), None),
        (compared("NULL"), None),
        (compared("IN", A, A), None),
        (compared("BETWEEN", A, A), None),
        ({}, None),
    ],
)
def test_filters_and_key_conditions(condition: dict[str, Any], message: str | None) -> None:
    assert next(condition_faults(condition, ValidationLayer.OLDER), None) == message


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({}, "Value must be provided when Exists is null for Attribute: a"),
        ({"Exists": True}, "Value must be provided when Exists is true for Attribute: a"),
        (
            {"Exists": False, "Value": A},
            "Value cannot be used when Exists is false for Attribute: a",
        ),
        (
            {"Value": A, "ComparisonOperator": "EQ", "AttributeValueList": [A]},
            "Value and AttributeValueList cannot be used together for Attribute: a",
        ),
        (
            {"ComparisonOperator": "EQ"},
            "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a",
        ),
        (
            {"ComparisonOperator": "BETWEEN", "AttributeValueList": [A]},
            "Invalid number of argument(s) for the BETWEEN ComparisonOperator",
        ),
        (
            {"Exists": True, "ComparisonOperator": "EQ", "Value": A},
            "Exists and ComparisonOperator cannot be used together for Attribute: a",
        ),
        (
            {"AttributeValueList": [A]},
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
        ),
        ({"Value": A}, None),
        ({"Exists": False}, None),
        ({"ComparisonOperator": "NOT_NULL"}, None),
        ({"ComparisonOperator": "EQ", "Value": A}, None),
    ],
)
def test_expected(condition: dict[str, Any], message: str | None) -> None:
    said = next(expected_faults({"a": condition}, ValidationLayer.CURRENT), None)
    assert said == (None if message is None else INVALID + message)


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({}, "Only DELETE action is allowed when no attribute value is specified"),
        ({"Action": "PUT"}, "Only DELETE action is allowed when no attribute value is specified"),
        *(
            (
                {"Action": "DELETE", "Value": {kind: inner}},
                f"DELETE action with value is not supported for the type {kind}",
            )
            for kind, inner in (("S", "1"), ("N", "1"), ("NULL", True), ("M", {}), ("L", []))
        ),
        *(
            (
                {"Action": "ADD", "Value": {kind: inner}},
                f"ADD action is not supported for the type {kind}",
            )
            for kind, inner in (("S", "1"), ("B", "Yg=="), ("BOOL", True), ("M", {}))
        ),
        ({"Action": "ADD", "Value": {"SS": []}}, "An string set  may not be empty"),
        ({"Action": "DELETE"}, None),
        ({"Action": "DELETE", "Value": {"SS": ["a"]}}, None),
        ({"Action": "ADD", "Value": {"N": "1"}}, None),
        ({"Value": A}, None),
    ],
)
def test_attribute_updates(update: dict[str, Any], message: str | None) -> None:
    said = next(update_faults({"a": update}, ValidationLayer.CURRENT), None)
    assert said == (None if message is None else INVALID + message)


@pytest.mark.parametrize(
    ("operator", "conditions", "message"),
    [
        ("AND", None, "ConditionalOperator cannot be used without Filter or Expected"),
        ("AND", {}, "ConditionalOperator cannot be used without Filter or Expected"),
        (
            "OR",
            {"a": {}},
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ),
        ("OR", {"a": {}, "b": {}}, None),
        (None, {}, None),
    ],
)
def test_an_operator_needs_conditions(operator, conditions, message) -> None:
    assert next(operator_faults(operator, conditions), None) == message
