import pytest

from harness.dynamodb.protocol.action import actions_of
from harness.dynamodb.protocol.expression_first import is_of_expression, question
from harness.dynamodb.protocol.request import JsonObject
from tests.unit.dynamodb.lot import find

KEY = {"placa": {"N": "1"}}


def question_of(operation: str, body: JsonObject) -> tuple[str, JsonObject] | None:
    return question(operation, body, actions_of(operation, body, find) or ())


def test_without_an_expression_nothing_is_asked() -> None:
    assert question_of("GetItem", {"TableName": "other", "Key": KEY}) is None
    assert (
        question_of("UpdateItem", {"TableName": "other", "Key": KEY, "AttributeUpdates": {}})
        is None
    )


@pytest.mark.parametrize(
    ("kind", "member"), [("Put", "Item"), ("Update", "Key"), ("Delete", "Key")]
)
def test_a_write_is_asked_of_as_a_transaction(kind: str, member: str) -> None:
    action = {"TableName": "other", member: KEY, "ConditionExpression": "x"}
    body = action | {"ReturnValues": "NONE", "ReturnConsumedCapacity": "TOTAL"}
    assert question_of(f"{kind}Item", body) == (
        "TransactWriteItems",
        {"TransactItems": [{kind: action}]},
    )


def test_other_calls_are_asked_of_as_they_are() -> None:
    body = {"TableName": "other", "Key": KEY, "ProjectionExpression": "a,,b"}
    assert question_of("GetItem", body) == ("GetItem", body)


def test_a_batch_is_asked_of_by_a_key_with_an_expression() -> None:
    faulty = {"Keys": [KEY, KEY], "ProjectionExpression": "a,,b", "ConsistentRead": True}
    batch = {"RequestItems": {"lot": {"Keys": [KEY]}, "other": faulty}}
    assert question_of("BatchGetItem", batch) == (
        "GetItem",
        {"TableName": "other", "Key": KEY, "ProjectionExpression": "a,,b"},
    )


@pytest.mark.parametrize(
    ("text", "of_expression"),
    [
        ('Invalid UpdateExpression: Syntax error; token: "foo", near: "foo"', True),
        ("Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}", True),
        ("ExpressionAttributeValues can only be specified when using expressions", True),
        (
            "Can not use both expression and non-expression parameters in the same request: Non-",
            True,
        ),
        ("The number of conditions on the keys is invalid", False),
        ("Invalid attribute value type", False),
    ],
)
def test_the_engines_words_tell(text: str, of_expression: bool) -> None:
    assert is_of_expression({"Message": text}) is of_expression


def test_an_answer_is_no_error() -> None:
    assert not is_of_expression({"Item": {}})
