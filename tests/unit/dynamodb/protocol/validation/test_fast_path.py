"""The quick answer and the slow one are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dynamodb.protocol.validation.constraint import violated
from harness.dynamodb.protocol.validation.fast_path import CHECKS
from harness.dynamodb.protocol.validation.shape import OPERATIONS, input_of
from harness.dynamodb.protocol.validation.wrong_type import wrong_type
from tests.unit.dynamodb.protocol.validation.bodies import faulty, valid_body

# Of every type there is in JSON.
VALUES = (None, True, 0, 5, 1.5, "", "x", "true", [], [None], ["x"], [5], {}, {"S": "x"}, {"S": 5})

ATTRIBUTE = st.recursive(
    st.sampled_from(({"S": "a"}, {"N": "1"}, {"B": "YWI="}, {"BOOL": True}, {"NULL": True}))
    | st.sampled_from(({"SS": ["a"]}, {"NS": ["1"]}, {"BS": ["YWI="]}))
    | st.sampled_from(
        ({"S": 5}, {"N": 1}, {"B": "YWJ="}, {"BOOL": "x"}, {"SS": [1]}, {"L": {}}, 5)
    ),
    lambda inner: (
        st.builds(lambda value: {"L": [value]}, inner)
        | st.builds(lambda value: {"M": {"a": value}}, inner)
    ),
    max_leaves=3,
)


def has_words(operation: str, body: dict) -> bool:
    shape = input_of(operation)
    return wrong_type(shape, body) is not None or violated(operation, shape, body) is not None


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_a_valid_request_is_plain_and_one_with_any_fault_is_not(operation: str) -> None:
    assert CHECKS[operation](valid_body(operation))
    for fault in faulty(operation):
        assert not CHECKS[operation](fault.body), fault


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_what_is_plain_has_no_fault_whatever_its_members_hold(operation: str) -> None:
    body = valid_body(operation)
    for member in input_of(operation).members:
        for value in VALUES:
            changed = body | {member: value}
            if CHECKS[operation](changed):
                assert not has_words(operation, changed), changed


@given(ATTRIBUTE)
def test_an_attribute_value_of_the_wrong_type_is_not_plain_however_deep(value: object) -> None:
    body = {"TableName": "lot", "Item": {"a": value}}
    assert CHECKS["PutItem"](body) is not has_words("PutItem", body)


@pytest.mark.parametrize("value", [{"S": "a", "N": "1"}, {}, {"X": "a"}, {"S": None}, None])
def test_values_of_no_type_and_of_several_are_looked_at_again(value: object) -> None:
    assert not CHECKS["PutItem"]({"TableName": "lot", "Item": {"a": value}})


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a", True),
        ("a" * 255, True),
        ("a" * 256, False),
        ("", False),
        ("a b", False),
        ("arn:aws:dynamodb:us-east-1:123456789012:table/lot", True),
        ("arn:aws:dynamodb:us-east-1:123456789012:table/" + "a" * 255, True),
    ],
)
def test_a_table_has_a_name_or_an_arn(name: str, plain: bool) -> None:
    body = {"TableName": name, "Key": {"placa": {"S": "ABC1D23"}}}
    assert CHECKS["GetItem"](body) is plain


def test_members_that_nobody_knows_are_left_alone() -> None:
    assert CHECKS["Scan"]({"TableName": "lot", "Colour": 5})
