from typing import Any

import pytest

from harness.dynamodb.protocol.update.values import values_of

VALUES = {":n": {"N": "1"}, ":s": {"S": "a"}, ":l": {"L": []}, ":ns": {"NS": ["1"]}}


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("SET a = :s", {"a": {"S": "a"}}),
        ("set a=:s , b = :n", {"a": {"S": "a"}, "b": {"N": "1"}}),
        ("SET #a = :s", {"c.d": {"S": "a"}}),
        ("SET a = b", {}),
        ("SET a = if_not_exists(a, :n)", {}),
        ("SET a = a + :n, b = :n - b", {"a": {"N": "0"}, "b": {"N": "0"}}),
        ("SET a = if_not_exists(a, :n) + :n", {"a": {"N": "0"}}),
        ("SET a = list_append(a, :l), b = :s", {"a": {"L": []}, "b": {"S": "a"}}),
        ("SET a.b = :s, c[1] = :n", {}),
        ("ADD a :n, b :ns", {"a": {"N": "1"}, "b": {"NS": ["1"]}}),
        ("ADD a.b :n", {}),
        ("DELETE a :ns REMOVE b, c SET d = :s", {"d": {"S": "a"}}),
        ("REMOVE a", {}),
        ("", {}),
    ],
)
def test_an_expression_gives_values_to_whole_attributes(
    expression: str, given: dict[str, Any]
) -> None:
    request = {
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {"#a": "c.d"},
        "ExpressionAttributeValues": VALUES,
    }
    assert dict(values_of(request)) == given


def test_the_legacy_members_give_values_but_where_they_delete() -> None:
    updates = {
        "a": {"Value": {"S": "a"}},
        "b": {"Action": "ADD", "Value": {"N": "1"}},
        "c": {"Action": "DELETE"},
        "d": {"Action": "DELETE", "Value": {"NS": ["1"]}},
    }
    assert dict(values_of({"AttributeUpdates": updates})) == {"a": {"S": "a"}, "b": {"N": "1"}}


def test_a_missing_value_is_said_by_an_exception_and_what_is_no_expression_gives_nothing() -> None:
    with pytest.raises(LookupError):
        list(values_of({"UpdateExpression": "SET a = :missing"}))
    assert not list(values_of({"UpdateExpression": "SET a ="}))
