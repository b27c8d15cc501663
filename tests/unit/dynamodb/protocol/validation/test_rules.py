"""The first rule that is broken: dynalite's order, and who counts it.

Sources: D dynalite's tests; M moto's test_dynamodb_select (us-east-1, 2026); P paritysuite,
putItem, deleteItem, updateItem, valueLayers (2026-10-09), its scan for segments. The
engine's words: DynamoDB Local 3.3.1 (tried 2026-11-29).
"""

from typing import Any

import pytest

from harness.dynamodb.protocol.validation.rules import (
    broken_rule,
    expression_fault,
    reworded,
    segment_faults,
)

KEY = {"pk": {"S": "a"}}
INVALID = "One or more parameter values were invalid: "
NOT = "The parameter cannot be converted to a numeric value"
NO_TYPE = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
ONE_OF = "must contain exactly one of the supported datatypes"
ONLY = "can only be specified when using expressions"
MIXED = (
    "Can not use both expression and non-expression parameters in the same request: "
    "Non-expression parameters: {%s} Expression parameters: {%s}"
)
VALUES = {":v": {"S": "x"}}
BAD = {"N": "abc"}


def one(message: str) -> str:
    return f"1 validation error detected: {message}"


def message(operation: str, body: dict[str, Any]) -> str | None:
    refusal = broken_rule(operation, {"TableName": "lot", **body})
    return None if refusal is None else refusal.message


WRITES = (("PutItem", {"Item": KEY}), ("UpdateItem", {"Key": KEY}), ("DeleteItem", {"Key": KEY}))


@pytest.mark.parametrize(("operation", "body"), WRITES)
def test_writes_count_what_is_wrong(operation: str, body: dict[str, Any]) -> None:
    """P."""
    assert message(operation, body | {"ExpressionAttributeValues": VALUES}) == one(
        f"ExpressionAttributeValues {ONLY}"
    )
    assert message(operation, body | {"ExpressionAttributeNames": {"#a": "a"}}) == one(
        f"ExpressionAttributeNames {ONLY}"
    )
    mixed = body | {"Expected": {"a": {"Exists": False}}, "ConditionExpression": "a"}
    assert message(operation, mixed) == one(MIXED % ("Expected", "ConditionExpression"))
    assert message(operation, body | {"Expected": {"a": {"Exists": True}}}) == one(
        f"{INVALID}Value must be provided when Exists is true for Attribute: a"
    )
    valued = body | {"ConditionExpression": "a = :v", "ExpressionAttributeValues": {":v": BAD}}
    assert message(operation, valued) == one(f"{NOT}: abc")
    assert message(operation, body | {"Expected": {"a": {"Value": BAD}}}) == one(f"{NOT}: abc")
    assert message(operation, body) is None


@pytest.mark.parametrize("operation", ["PutItem", "DeleteItem"])
@pytest.mark.parametrize("returned", ["ALL_NEW", "UPDATED_NEW", "UPDATED_OLD"])
def test_only_old_values_are_returned_of_puts_and_deletes(operation: str, returned: str) -> None:
    body = {"Item": KEY, "Key": KEY, "ReturnValues": returned}
    assert message(operation, body) == one("ReturnValues can only be ALL_OLD or NONE")
    assert message(operation, body | {"ReturnValues": "ALL_OLD"}) is None


def test_an_item_above_400_kb_is_too_large_uncounted() -> None:
    item = KEY | {"v": {"S": "x" * 409_600}}
    too_large = "Item size has exceeded the maximum allowed size"
    assert message("PutItem", {"Item": item}) == too_large
    batch = {"RequestItems": {"lot": [{"PutRequest": {"Item": item}}]}}
    assert message("BatchWriteItem", batch) == too_large
    assert message("PutItem", {"Item": KEY | {"v": {"S": "x" * 409_000}}}) is None


FILTER = {"a": {"ComparisonOperator": "EQ", "AttributeValueList": [{}]}}
ORDERED = [
    # D, in its own order of members: each request has later faults too.
    (
        "UpdateItem",
        {
            "Key": {"a": {}},
            "Expected": {"a": {}},
            "AttributeUpdates": {},
            "ExpressionAttributeNames": {},
            "ConditionExpression": "",
            "UpdateExpression": "",
        },
        one(MIXED % ("AttributeUpdates, Expected", "UpdateExpression, ConditionExpression")),
    ),
    ("UpdateItem", {"Key": {"a": {}}, "Expected": {"a": {}}}, one(NO_TYPE)),
    (
        "UpdateItem",
        {"Key": {}, "Expected": {"a": {}}, "AttributeUpdates": {"a": {"x": "whatever"}}},
        one(f"{INVALID}Only DELETE action is allowed when no attribute value is specified"),
    ),
    ("PutItem", {"Item": {"a": {}}, "Expected": {"a": {}}, "ReturnValues": "X"}, one(NO_TYPE)),
    (
        "Query",
        {
            "ExclusiveStartKey": {"a": {}},
            "Select": "SPECIFIC_ATTRIBUTES",
            "AttributesToGet": ["a", "a"],
            "QueryFilter": FILTER,
            "ConditionalOperator": "OR",
            "KeyConditions": FILTER,
            "ProjectionExpression": "",
            "FilterExpression": "",
            "KeyConditionExpression": "",
        },
        MIXED
        % (
            "AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions",
            "ProjectionExpression, FilterExpression, KeyConditionExpression",
        ),
    ),
    (
        "Query",
        {
            "QueryFilter": FILTER,
            "KeyConditions": FILTER,
            "AttributesToGet": ["a"],
            "FilterExpression": "",
        },
        MIXED % ("AttributesToGet, QueryFilter", "FilterExpression"),
    ),
    (
        "Query",
        {"KeyConditions": FILTER, "ExpressionAttributeValues": {}, "AttributesToGet": ["a", "a"]},
        f"ExpressionAttributeValues {ONLY}: FilterExpression and KeyConditionExpression are null",
    ),
    (
        "Query",
        {"QueryFilter": FILTER, "AttributesToGet": ["a", "a"], "ExclusiveStartKey": {"a": {}}},
        NO_TYPE,
    ),
    (
        "Query",
        {"QueryFilter": {}, "AttributesToGet": ["a", "a"], "ExclusiveStartKey": {"a": {}}},
        f"{INVALID}Duplicate value in attribute name: a",
    ),
    (
        "Query",
        {"ExclusiveStartKey": {"a": {}}},
        f"The provided starting key is invalid: {NO_TYPE}",
    ),
    ("Query", {"ExclusiveStartKey": {"a": BAD}}, f"{NOT}: abc"),
    (
        "Query",
        {},
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.",
    ),
    ("Query", {"KeyConditions": {}}, "Conditions can be of length 1 or 2 only"),
    ("Query", {"KeyConditions": FILTER}, NO_TYPE),
    (
        "Scan",
        {
            "ScanFilter": FILTER,
            "Segment": 1,
            "AttributesToGet": ["a", "a"],
            "ExpressionAttributeValues": {},
        },
        f"ExpressionAttributeValues {ONLY}: FilterExpression is null",
    ),
    (
        "Scan",
        {"ScanFilter": FILTER, "Segment": 1, "AttributesToGet": ["a", "a"]},
        f"{INVALID}Duplicate value in attribute name: a",
    ),
    ("Scan", {"ScanFilter": FILTER, "Segment": 1, "ExclusiveStartKey": {"a": {}}}, NO_TYPE),
    (
        "GetItem",
        {"Key": KEY, "AttributesToGet": ["a"], "ProjectionExpression": "a"},
        MIXED % ("AttributesToGet", "ProjectionExpression"),
    ),
    (
        "GetItem",
        {"Key": KEY, "ExpressionAttributeNames": {"#a": "a"}},
        f"ExpressionAttributeNames {ONLY}",
    ),
    ("GetItem", {"Key": {"a": BAD}, "AttributesToGet": ["a", "a"]}, f"{NOT}: abc"),
    (
        "BatchGetItem",
        {"RequestItems": {"lot": {"Keys": [{"a": {}}], "AttributesToGet": ["a", "a"]}}},
        f"{INVALID}Duplicate value in attribute name: a",
    ),
    (
        "BatchWriteItem",
        {"RequestItems": {"lot": [{}]}},
        f"Supplied AttributeValue has more than one datatypes set, {ONE_OF}",
    ),
    # P: who checks a value says what, counted or not.
    ("GetItem", {"Key": {"pk": {"N": ""}}}, f"{NOT}: "),
    ("BatchGetItem", {"RequestItems": {"lot": {"Keys": [{"pk": {"N": ""}}]}}}, f"{NOT}: "),
    (
        "Query",
        {"KeyConditionExpression": "pk = :v", "ExpressionAttributeValues": {":v": {"N": ""}}},
        f"{NOT}: ",
    ),
    (
        "BatchWriteItem",
        {"RequestItems": {"lot": [{"PutRequest": {"Item": {"pk": {"N": ""}}}}]}},
        NOT,
    ),
    (
        "BatchWriteItem",
        {"RequestItems": {"lot": [{"DeleteRequest": {"Key": {"pk": {"N": ""}}}}]}},
        NOT,
    ),
    ("TransactGetItems", {"TransactItems": [{"Get": {"Key": {"pk": {"N": ""}}}}]}, NOT),
    ("TransactWriteItems", {"TransactItems": [{"Put": {"Item": {"pk": {"N": ""}}}}]}, NOT),
    (
        "TransactWriteItems",
        {"TransactItems": [{"Update": {"Key": KEY, "ExpressionAttributeValues": {":v": BAD}}}]},
        f"ExpressionAttributeValues contains invalid value: {NOT}: abc for key :v",
    ),
    (
        "Scan",
        {"FilterExpression": "a = :v", "ExpressionAttributeValues": {":v": {"SS": ["a", "a"]}}},
        f"ExpressionAttributeValues contains invalid value: {INVALID}Input collection [a, a] "
        "contains duplicates. for key :v",
    ),
]


@pytest.mark.parametrize(("operation", "body", "expected"), ORDERED)
def test_the_first_rule_that_is_broken(operation: str, body: dict[str, Any], expected: str) -> None:
    assert message(operation, body) == expected


SELECTED = [
    (
        {"Select": "ALL_PROJECTED_ATTRIBUTES"},
        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ),
    (
        {"Select": "SPECIFIC_ATTRIBUTES"},
        "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
        "SPECIFIC_ATTRIBUTES",
    ),
    *(
        (
            {"Select": select, "IndexName": "por-ano", member: ["a"]},
            f"Cannot specify the {member} when choosing to get {chosen}",
        )
        for select, chosen in (
            ("ALL_ATTRIBUTES", "ALL_ATTRIBUTES"),
            ("ALL_PROJECTED_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"),
            ("COUNT", "only the Count"),
        )
        for member in ("ProjectionExpression", "AttributesToGet")
    ),
]


@pytest.mark.parametrize(("body", "expected"), SELECTED)
def test_what_is_selected_a_query_counts_and_a_scan_does_not(body, expected) -> None:
    """M."""
    assert message("Query", body) == one(expected)
    assert message("Scan", body) == expected


@pytest.mark.parametrize(
    "body",
    [
        {"Select": "COUNT"},
        {"Select": "SPECIFIC_ATTRIBUTES", "ProjectionExpression": "a"},
        {"Select": "SPECIFIC_ATTRIBUTES", "AttributesToGet": ["a"]},
        {"Select": "ALL_PROJECTED_ATTRIBUTES", "IndexName": "por-ano"},
        {"ProjectionExpression": "a"},
    ],
)
def test_what_may_be_selected(body) -> None:
    assert message("Scan", body) is None


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("ListTables", {}),
        ("ExecuteStatement", {"Statement": "SELECT"}),
        ("BatchGetItem", {"RequestItems": {"lot": None}}),
        ("TransactWriteItems", {"TransactItems": [None]}),
    ],
)
def test_other_operations_and_nulls_are_the_engines(operation: str, body: dict) -> None:
    assert message(operation, body) is None


SYNTAX = 'Invalid UpdateExpression: Syntax error; token: "INVALID", near: "INVALID SYNTAX"'


def message_for(operation: str, body: dict, engine: str) -> str | None:
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
        assert message_for(operation, {"Item": KEY, "Key": KEY}, engine) == one(engine)
    for operation, body in (
        ("Query", {"KeyConditionExpression": "a"}),
        ("Scan", {}),
        ("BatchGetItem", {"RequestItems": {}}),
        ("TransactWriteItems", {"TransactItems": []}),
    ):
        assert message_for(operation, body, engine) is None


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
    assert message_for("UpdateItem", {"Key": KEY}, engine) is None


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
    assert message_for("PutItem", {"Item": {"a": value}}, engine) == one(aws)
    older = aws.replace('"', "")
    batch = {"RequestItems": {"lot": [{"PutRequest": {"Item": {"a": value}}}]}}
    assert message_for("BatchWriteItem", batch, engine) == older
    transaction = {"TransactItems": [{"Put": {"Item": {"a": value}}}]}
    assert message_for("TransactWriteItems", transaction, engine) == older


def test_in_a_transaction_the_engine_names_the_first_fault() -> None:
    transaction = {"TransactItems": [{"Put": {"Item": {"a": {"N": "abc"}}}}]}
    assert message_for("TransactWriteItems", transaction, SYNTAX) is None


def test_an_expression_that_was_asked_about() -> None:
    for operation, expected in (("PutItem", one(SYNTAX)), ("Query", SYNTAX)):
        refusal = expression_fault(operation, SYNTAX)
        assert refusal is not None
        assert refusal.message == expected
    assert expression_fault("PutItem", "The conditional request failed") is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"Segment": 0},
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present",
        ),
        (
            {"TotalSegments": 4},
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present",
        ),
        (
            {"Segment": 5, "TotalSegments": 5},
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: 5 is not less than TotalSegments: 5",
        ),
        (
            {"Segment": 6, "TotalSegments": 5},
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: 6 is not less than TotalSegments: 5",
        ),
        ({"Segment": 4, "TotalSegments": 5}, None),
        ({"Segment": 0, "TotalSegments": 1}, None),
        ({"Segment": None, "TotalSegments": None}, None),
        ({}, None),
    ],
)
def test_segments(body: dict, message: str | None) -> None:
    assert next(segment_faults(body), None) == message
