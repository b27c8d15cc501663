from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dynamodb.protocol.partiql.expression import (
    Collection,
    Condition,
    Expression,
    Literal,
    Parameter,
    Path,
    attributes_of,
    number,
    value_of,
)
from harness.model.item import AttributeValue

ONE = Literal({"N": "1"})
TEXT = Literal({"S": "a"})


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1.50", "1.5"),
        ("7.32e6", "7320000"),
        (".73e1", "7.3"),
        ("-.5E-3", "-0.0005"),
        ("003", "3"),
        ("-0", "0"),
        ("0.000", "0"),
        ("100", "100"),
        ("+5", "5"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
        ("1e125", "1" + "0" * 125),
    ],
)
def test_a_number_is_written_as_the_engine_stores_it(text: str, stored: str) -> None:
    assert number(text) == {"N": stored}


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1e126", "1e-131", "1e99999999999"])
def test_what_dynamodb_takes_for_no_number_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"no number|out of range"):
        number(text)


@given(st.decimals(min_value=-(10**30), max_value=10**30, allow_nan=False, places=6))
def test_a_number_keeps_its_value_and_is_written_in_one_way(value: Decimal) -> None:
    stored = number(str(value))["N"]
    assert Decimal(stored) == value
    assert number(f"{value}0") == number(f"{value:E}") == {"N": stored}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (TEXT, {"S": "a"}),
        (Parameter(1), {"S": "second"}),
        (Collection("L", (ONE, Parameter(0))), {"L": [{"N": "1"}, {"N": "5"}]}),
        (Collection("M", (ONE,), ("a",)), {"M": {"a": {"N": "1"}}}),
        (Collection("S", (ONE, Literal({"N": "2"}))), {"NS": ["1", "2"]}),
        (Collection("S", (TEXT,)), {"SS": ["a"]}),
    ],
)
def test_a_value_is_known_with_its_parameters(
    expression: Expression, value: AttributeValue
) -> None:
    assert value_of(expression, [{"N": "5"}, {"S": "second"}]) == value


@pytest.mark.parametrize(
    "expression",
    [
        Path("a"),
        Parameter(2),
        Parameter(1),
        Condition("+", (ONE, ONE)),
        Collection("L", (ONE, Path("a"))),
        Collection("S", ()),
        Collection("S", (ONE, TEXT)),
    ],
)
def test_a_value_that_only_an_item_or_nobody_can_tell_is_none(expression: Expression) -> None:
    assert value_of(expression, [{"N": "5"}, {}]) is None


def test_an_expression_names_its_attributes_wherever_they_stand() -> None:
    inner = Condition("size", (Path("b", whole=False),))
    expression = Condition("AND", (Condition("=", (Path("a"), ONE)), Condition("<", (inner, ONE))))
    assert list(attributes_of(expression)) == ["a", "b"]
