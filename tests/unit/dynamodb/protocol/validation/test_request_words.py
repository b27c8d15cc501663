"""DynamoDB Local 3.3.1's words (tried 2026-11-29) and AWS's (paritysuite, 2026-10-09)."""

import pytest

from harness.dynamodb.protocol.validation.request_words import expression_fault, reworded

KEY = {"pk": {"S": "a"}}
ONE = "1 validation error detected: "
INVALID = "One or more parameter values were invalid: "
SYNTAX = 'Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"'


def message(operation: str, body: dict, engine: str) -> str | None:
    refusal = reworded(operation, {"TableName": "lot", **body}, engine)
    return None if refusal is None else refusal.message


@pytest.mark.parametrize(
    "engine",
    [
        SYNTAX,
        "Invalid ConditionExpression: The expression has redundant parentheses;",
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}",
        "ExpressionAttributeValues must not be empty",
    ],
)
def test_writes_count_the_fault_of_an_expression_and_no_other_operation_does(engine) -> None:
    for operation in ("PutItem", "UpdateItem", "DeleteItem"):
        assert message(operation, {"Item": KEY, "Key": KEY}, engine) == ONE + engine
    for operation, body in (
        ("Query", {"KeyConditionExpression": "a"}),
        ("Scan", {}),
        ("BatchGetItem", {"RequestItems": {}}),
        ("TransactWriteItems", {"TransactItems": []}),
    ):
        assert message(operation, body, engine) is None


@pytest.mark.parametrize(
    "engine",
    [
        f"{INVALID}Cannot update attribute pk. This attribute is part of the key",
        "The document path provided in the update expression is invalid for update",
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
        "contain an empty string value. Key: pk",
        "The conditional request failed",
    ],
)
def test_what_the_table_or_the_item_shows_stays_as_it_is(engine: str) -> None:
    assert message("UpdateItem", {"Key": KEY}, engine) is None


@pytest.mark.parametrize(
    ("value", "engine", "aws"),
    [
        (
            {"N": "abc"},
            "A value provided cannot be converted into a number",
            "The parameter cannot be converted to a numeric value: abc",
        ),
        (
            {"N": "1" * 39},
            "DynamoDB only supports precision up to 38 digits",
            "Attempting to store more than 38 significant digits in a Number",
        ),
        (
            {"SS": ["a", "a"]},
            f"{INVALID}Input collection [a, a] contains duplicates",
            f'{INVALID}Input collection ["a", "a"] contains duplicates.',
        ),
    ],
)
def test_a_value_in_aws_words(value: dict, engine: str, aws: str) -> None:
    assert message("PutItem", {"Item": {"a": value}}, engine) == ONE + aws
    older = aws.replace('"', "")
    batch = {"RequestItems": {"lot": [{"PutRequest": {"Item": {"a": value}}}]}}
    assert message("BatchWriteItem", batch, engine) == older
    transaction = {"TransactItems": [{"Put": {"Item": {"a": value}}}]}
    assert message("TransactWriteItems", transaction, engine) == older


def test_in_a_transaction_the_engine_names_the_first_fault() -> None:
    transaction = {"TransactItems": [{"Put": {"Item": {"a": {"N": "abc"}}}}]}
    assert message("TransactWriteItems", transaction, SYNTAX) is None


def test_an_expression_that_was_asked_about() -> None:
    for operation, expected in (("PutItem", ONE + SYNTAX), ("Query", SYNTAX)):
        refusal = expression_fault(operation, SYNTAX)
        assert refusal is not None
        assert refusal.message == expected
    assert expression_fault("PutItem", "The conditional request failed") is None
