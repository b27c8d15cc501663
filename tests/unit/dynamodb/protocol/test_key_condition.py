from typing import Any

import pytest

from harness.dynamodb.protocol.key_condition import KeyCondition, conditions_of

A, B = {"S": "a"}, {"S": "b"}


@pytest.mark.parametrize(
    ("expression", "conditions"),
    [
        ("pk = :a", {"pk": ("EQ", A)}),
        ("(pk = :a) AND (sk > :b)", {"pk": ("EQ", A), "sk": ("GT", B)}),
        (":a = pk and :b >= sk", {"pk": ("EQ", A), "sk": ("LE", B)}),
        ("#k=:a AND begins_with ( sk, :b )", {"pk": ("EQ", A), "sk": ("BEGINS_WITH", B)}),
        ("sk BETWEEN :a AND :b AND pk = :b", {"sk": ("BETWEEN", A, B), "pk": ("EQ", B)}),
        ("pk <> :a", {"pk": ("NE", A)}),
        ("", {}),
    ],
)
def test_a_key_condition_is_read(expression: str, conditions: dict[str, Any]) -> None:
    request = {
        "KeyConditionExpression": expression,
        "ExpressionAttributeNames": {"#k": "pk"},
        "ExpressionAttributeValues": {":a": A, ":b": B},
    }
    expected = {
        name: KeyCondition(operator, tuple(values))
        for name, (operator, *values) in conditions.items()
    }
    assert conditions_of(request) == expected


def test_the_legacy_conditions_are_read() -> None:
    legacy = {
        "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [A]},
        "sk": {"ComparisonOperator": "NULL"},
    }
    assert conditions_of({"KeyConditions": legacy}) == {
        "pk": KeyCondition("EQ", (A,)),
        "sk": KeyCondition("NULL", ()),
    }


@pytest.mark.parametrize(
    ("operator", "values", "holding", "failing"),
    [
        ("EQ", [{"N": "1.0"}], [{"N": "1"}, {"N": "10e-1"}], [{"N": "2"}]),
        ("LT", [{"N": "10"}], [{"N": "9"}], [{"N": "10"}]),
        ("LE", [{"S": "b"}], [{"S": "a"}, {"S": "b"}], [{"S": "c"}]),
        ("GT", [{"S": "b"}], [{"S": "é"}], [{"S": "a"}]),
        ("GE", [{"B": "Yg=="}], [{"B": "Yg=="}], [{"B": "YQ=="}]),
        ("NE", [{"S": "b"}], [{"S": "a"}], [{"S": "b"}]),
        ("BETWEEN", [{"N": "2"}, {"N": "10"}], [{"N": "2"}, {"N": "9"}], [{"N": "11"}]),
        ("BEGINS_WITH", [{"S": "ab"}], [{"S": "abc"}], [{"S": "a"}]),
    ],
)
def test_a_condition_holds_in_the_order_of_keys(
    operator: str, values: list[Any], holding: list[Any], failing: list[Any]
) -> None:
    condition = KeyCondition(operator, tuple(values))
    assert all(map(condition.holds, holding))
    assert not any(map(condition.holds, failing))
