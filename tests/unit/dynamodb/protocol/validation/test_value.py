"""paritysuite, putItem and valueLayers (2026-10-09), and dynalite's tests."""

from typing import Any

import pytest

from harness.dynamodb.protocol.validation.value import (
    INVALID,
    ValidationLayer,
    value_fault,
    values_fault,
)

NO_TYPE = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
TYPES = (
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
    "supported datatypes"
)
NOT = "The parameter cannot be converted to a numeric value"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, NO_TYPE),
        ({"a": ""}, NO_TYPE),
        ({"S": None}, NO_TYPE),
        ({"M": {"a": {}}}, NO_TYPE),
        ({"L": [{}]}, NO_TYPE),
        ({"L": [{"a": {}}]}, NO_TYPE),
        ({"S": "a", "N": "1"}, TYPES),
        ({"S": "a", "N": "b"}, f"{NOT}: b"),
        ({"NULL": False}, f"{INVALID}Null attribute value types must have the value of true"),
        ({"NULL": "no"}, f"{INVALID}Null attribute value types must have the value of true"),
        ({"SS": []}, f"{INVALID}An string set  may not be empty"),
        ({"NS": []}, f"{INVALID}An number set  may not be empty"),
        ({"BS": []}, f"{INVALID}Binary sets should not be empty"),
        ({"NS": ["1", "b"]}, f"{NOT}: b"),
        ({"M": {"a": {"L": [{"NS": []}]}}}, f"{INVALID}An number set  may not be empty"),
        ({"S": ""}, None),
        ({"B": ""}, None),
        ({"SS": [""]}, None),
        ({"BS": [""]}, None),
        ({"NULL": True}, None),
        ({"L": []}, None),
        ({"M": {}}, None),
        ({"NS": ["1", "2"]}, None),
        ({"SS": [None]}, None),
        (None, None),
    ],
)
def test_what_a_value_may_be(value: Any, message: str | None) -> None:
    assert value_fault(value, ValidationLayer.CURRENT) == message


DUPLICATES = ({"SS": ["b", "a", "b"]}, {"BS": ["/w==", "AA==", "AA=="]}, {"NS": ["2", "1", "2"]})


def test_the_current_layer_orders_and_quotes_the_members_of_a_set() -> None:
    assert [value_fault(value, ValidationLayer.CURRENT) for value in DUPLICATES] == [
        f'{INVALID}Input collection ["a", "b", "b"] contains duplicates.',
        f'{INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.',
        f"{INVALID}Input collection contains duplicates.",
    ]


def test_the_older_layer_lists_them_as_they_came() -> None:
    assert [value_fault(value, ValidationLayer.OLDER) for value in DUPLICATES] == [
        f"{INVALID}Input collection [b, a, b] contains duplicates.",
        f"{INVALID}Input collection [/w==, AA==, AA==]of type BS contains duplicates.",
        "Input collection contains duplicates",
    ]


def test_spellings_of_one_number_are_duplicates() -> None:
    assert (
        value_fault({"NS": ["1", "1.0"]}, ValidationLayer.OLDER)
        == "Input collection contains duplicates"
    )


def test_of_several_values_the_first_fault_counts() -> None:
    values = [{"S": "a"}, {"N": "x"}, {"SS": []}]
    assert values_fault(values, ValidationLayer.CURRENT) == f"{NOT}: x"
    assert values_fault(values[:1], ValidationLayer.CURRENT) is None
