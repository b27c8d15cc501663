"""Validation through ``harness up``: what AWS answers to an invalid request, whatever its table.

Sources: P paritysuite/dynamodb-conformance, recorded in two to 33 Regions, 2026-09-20 to
2026-10-09; D dynalite's tests, recorded on AWS to 2019; M moto's tests marked aws_verified
(us-east-1, 2026); A ScyllaDB's Alternator tests, which pass on AWS. The words of every constraint,
one by one, are in the unit tests of ``protocol/validation``; here is what takes an engine.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Up, end, start_up
from tests.system.dynamodb_wire import Json, Wire

TABLE, SMALL, MISSING = "validated", "drained", "no-table-of-this-name"
KEY = {"pk": {"S": "a"}}
VALUES = {":v": {"S": "x"}}
BAD = 'Syntax error; token: "=", near: "= = b"'
INVALID = "One or more parameter values were invalid: "
NOT = "The parameter cannot be converted to a numeric value"
MIXED = (
    "Can not use both expression and non-expression parameters in the same request: "
    "Non-expression parameters: {%s} Expression parameters: {%s}"
)
UNUSED = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"


def one(message: str) -> str:
    return f"1 validation error detected: {message}"


def table(name: str, **members: Any) -> Json:
    return {
        "TableName": name,
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        **(members or {"BillingMode": "PAY_PER_REQUEST"}),
    }


@pytest.fixture(scope="module")
def wire(stack: Up) -> Iterator[Wire]:
    wire = Wire(stack.port)
    wire.call("CreateTable", **table(TABLE))
    yield wire
    wire.call("DeleteTable", TableName=TABLE)
    wire.close()


def refusal(wire: Wire, operation: str, body: Json) -> tuple[int, str, str]:
    status, said = wire.send(operation, **body)
    kind = said.get("__type", "").rpartition("#")[2]
    return status, kind, said.get("message") or said.get("Message") or ""


# Each fault is named of a table that is there and of one that is not (D: nearly all; P: the
# expressions of transactions and queries).
WHATEVER_THE_TABLE = [
    (
        "PutItem",
        {"Item": KEY, "ConditionExpression": "a = = b"},
        one(f"Invalid ConditionExpression: {BAD}"),
    ),
    (
        "DeleteItem",
        {"Key": KEY, "ConditionExpression": "a = = b"},
        one(f"Invalid ConditionExpression: {BAD}"),
    ),
    (
        "UpdateItem",
        {"Key": KEY, "UpdateExpression": "SET a = = b"},
        one(f"Invalid UpdateExpression: {BAD}"),
    ),
    (
        "UpdateItem",
        {"Key": KEY, "UpdateExpression": ""},
        one("Invalid UpdateExpression: The expression can not be empty;"),
    ),
    (
        "UpdateItem",
        {"Key": KEY, "UpdateExpression": "REMOVE a", "ExpressionAttributeValues": VALUES},
        one(UNUSED),
    ),
    (
        "UpdateItem",
        {"Key": KEY, "UpdateExpression": "SET a = :v"},
        one(
            "Invalid UpdateExpression: An expression attribute value used in expression is not "
            "defined; attribute value: :v"
        ),
    ),
    (
        "PutItem",
        {"Item": KEY, "ConditionExpression": "((attribute_not_exists(pk)))"},
        one("Invalid ConditionExpression: The expression has redundant parentheses;"),
    ),
    (
        "PutItem",
        {"Item": KEY, "ConditionExpression": "a", "Expected": {"pk": {"Exists": False}}},
        one(MIXED % ("Expected", "ConditionExpression")),
    ),
    (
        "PutItem",
        {"Item": KEY, "ExpressionAttributeValues": VALUES},
        one("ExpressionAttributeValues can only be specified when using expressions"),
    ),
    (
        "PutItem",
        {"Item": KEY, "Expected": {"a": {"ComparisonOperator": "EQ"}}},
        one(
            f"{INVALID}Value or AttributeValueList must be used with ComparisonOperator: EQ for "
            "Attribute: a"
        ),
    ),
    (
        "DeleteItem",
        {"Key": KEY, "ReturnValues": "ALL_NEW"},
        one("ReturnValues can only be ALL_OLD or NONE"),
    ),
    (
        "UpdateItem",
        {"Key": KEY, "AttributeUpdates": {"a": {"Action": "PUT"}}},
        one(f"{INVALID}Only DELETE action is allowed when no attribute value is specified"),
    ),
    *(
        ("PutItem", {"Item": KEY | {"v": value}}, one(message))
        for value, message in (
            ({"SS": []}, f"{INVALID}An string set  may not be empty"),
            ({"NS": []}, f"{INVALID}An number set  may not be empty"),
            ({"BS": []}, f"{INVALID}Binary sets should not be empty"),
            ({"NULL": False}, f"{INVALID}Null attribute value types must have the value of true"),
            ({"SS": ["a", "a"]}, f'{INVALID}Input collection ["a", "a"] contains duplicates.'),
            ({"NS": ["1", "1.0"]}, f"{INVALID}Input collection contains duplicates."),
            ({"N": "abc"}, f"{NOT}: abc"),
            ({"N": ""}, f"{NOT}: "),
            ({"N": "1" * 39}, "Attempting to store more than 38 significant digits in a Number"),
            (
                {"N": "1e126"},
                "Number overflow. Attempting to store a number with magnitude larger than "
                "supported range",
            ),
            ({"M": {"x": {"L": [{"N": "NaN"}]}}}, f"{NOT}: NaN"),
        )
    ),
    # Not counted: reads.
    (
        "GetItem",
        {"Key": KEY, "ProjectionExpression": "!!! INVALID !!!"},
        'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"',
    ),
    ("GetItem", {"Key": {"pk": {"N": "abc"}}}, f"{NOT}: abc"),
    ("Scan", {"FilterExpression": "a = = b"}, f"Invalid FilterExpression: {BAD}"),
    (
        "Query",
        {"KeyConditionExpression": "pk = = b"},
        f"Invalid KeyConditionExpression: {BAD}",
    ),
    (
        "Query",
        {
            "KeyConditionExpression": "pk = :v AND begins_with(sk, :n)",
            "ExpressionAttributeValues": VALUES | {":n": {"N": "1"}},
        },
        "Invalid KeyConditionExpression: Incorrect operand type for operator or function; "
        "operator or function: begins_with, operand type: N",
    ),
    (
        "Query",
        {},
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.",
    ),
    (
        "Query",
        {
            "KeyConditionExpression": "pk = :v",
            "ExpressionAttributeValues": VALUES,
            "Select": "COUNT",
            "ProjectionExpression": "pk",
        },
        one("Cannot specify the ProjectionExpression when choosing to get only the Count"),  # M
    ),
    (
        "Scan",
        {"Select": "COUNT", "ProjectionExpression": "pk"},
        "Cannot specify the ProjectionExpression when choosing to get only the Count",  # M
    ),
    (
        "Scan",
        {"FilterExpression": "a = :v", "ExpressionAttributeValues": {":v": {"N": "abc"}}},
        f"ExpressionAttributeValues contains invalid value: {NOT}: abc for key :v",
    ),
    (
        "Scan",
        {"Segment": 5, "TotalSegments": 5},
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: 5 is not less than TotalSegments: 5",
    ),
]


@pytest.mark.parametrize("name", [TABLE, MISSING])
@pytest.mark.parametrize(
    ("operation", "body", "message"),
    WHATEVER_THE_TABLE,
    ids=[str(number) for number in range(len(WHATEVER_THE_TABLE))],
)
def test_the_request_is_validated_before_its_table_is_looked_up(
    wire: Wire, name: str, operation: str, body: Json, message: str
) -> None:
    answer = refusal(wire, operation, {"TableName": name, **body})
    assert answer == (400, "ValidationException", message)


BATCHED = [
    (
        "BatchGetItem",
        lambda name: {"RequestItems": {name: {"Keys": [KEY], "ProjectionExpression": "a, a"}}},
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or "
        "rewrite one of these paths; path one: [a], path two: [a]",
    ),
    (
        "BatchWriteItem",
        lambda name: {"RequestItems": {name: [{"PutRequest": {"Item": KEY | {"n": {"N": ""}}}}]}},
        NOT,
    ),
    (
        "TransactGetItems",
        lambda name: {
            "TransactItems": [
                {"Get": {"TableName": name, "Key": KEY, "ProjectionExpression": "!!!"}}
            ]
        },
        'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"',
    ),
    (
        "TransactWriteItems",
        lambda name: {
            "TransactItems": [
                {"Put": {"TableName": MISSING, "Item": KEY}},
                {
                    "ConditionCheck": {
                        "TableName": name,
                        "Key": KEY,
                        "ConditionExpression": "attribute_not_exists(pk)",
                        "ExpressionAttributeValues": VALUES,
                    }
                },
            ]
        },
        UNUSED,
    ),
    (
        "TransactWriteItems",
        lambda name: {
            "TransactItems": [{"Put": {"TableName": name, "Item": {"pk": {"SS": ["b", "b"]}}}}]
        },
        f"{INVALID}Input collection [b, b] contains duplicates.",
    ),
]


@pytest.mark.parametrize("name", [TABLE, MISSING])
@pytest.mark.parametrize(
    ("operation", "body_of", "message"),
    BATCHED,
    ids=[str(number) for number in range(len(BATCHED))],
)
def test_so_are_batches_and_transactions(
    wire: Wire, name: str, operation: str, body_of: Any, message: str
) -> None:
    answer = refusal(wire, operation, body_of(name))
    assert answer == (400, "ValidationException", message)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("PutItem", {"Item": KEY, "ConditionExpression": "attribute_exists(pk)"}),
        ("UpdateItem", {"Key": KEY, "UpdateExpression": "REMOVE a"}),
        ("GetItem", {"Key": KEY, "ProjectionExpression": "a"}),
        ("Scan", {"FilterExpression": "attribute_exists(a)"}),
        ("Query", {"KeyConditionExpression": "a = :v", "ExpressionAttributeValues": VALUES}),
    ],
)
def test_a_valid_request_hears_that_the_table_is_missing(
    wire: Wire, operation: str, body: Json
) -> None:
    status, kind, _ = refusal(wire, operation, {"TableName": MISSING, **body})
    assert (status, kind) == (400, "ResourceNotFoundException")


def test_expressions_are_parsed_out_of_sight(wire: Wire) -> None:
    names = wire.call("ListTables")["TableNames"]
    assert MISSING not in names
    assert not {"expressions", "no-such-table"} & set(names)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"B": "YWJ"}, "Base64 encoded length is expected a multiple of 4 bytes but found: 3"),
        ({"B": "=+/="}, "Invalid last non-pad Base64 character dectected"),
        ({"B": "+/+="}, "Invalid last non-pad Base64 character dectected"),
        ({"N": 5}, "NUMBER_VALUE cannot be converted to String"),
        ({"L": [{"M": {"x": {"S": True}}}]}, "TRUE_VALUE cannot be converted to String"),
        ({"BOOL": 1}, "NUMBER_VALUE cannot be converted to Boolean"),
    ],
)
def test_a_wrong_json_type_is_a_client_error(wire: Wire, value: Json, message: str) -> None:
    """D; A for base64 and numbers. DynamoDB Local 3.3.1 takes some and answers 500 to others."""
    body = {"TableName": TABLE, "Item": KEY | {"v": value}}
    assert refusal(wire, "PutItem", body) == (400, "SerializationException", message)


def test_a_wrong_type_in_an_index_is_a_client_error(wire: Wire) -> None:
    """A."""
    index = {
        "IndexName": "index",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": [123]},
    }
    body = table("with-index", BillingMode="PAY_PER_REQUEST", GlobalSecondaryIndexes=[index])
    message = "NUMBER_VALUE cannot be converted to String"
    assert refusal(wire, "CreateTable", body) == (400, "SerializationException", message)


@pytest.mark.parametrize("operation", ["", "NoSuchOperation"])
def test_an_operation_that_there_is_not(wire: Wire, operation: str) -> None:
    assert refusal(wire, operation, {})[:2] == (400, "UnknownOperationException")


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """A table without capacity left for anything."""
    up = start_up(tmp_path_factory.mktemp("validation"))
    wire = Wire(up.port)
    units = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    wire.call("CreateTable", **table(SMALL, ProvisionedThroughput=units))
    wire.call("PutItem", TableName=SMALL, Item=KEY | {"v": {"S": "x" * 390_000}})
    for _ in range(5):  # 96 RCU each, of 300 saved
        wire.send("GetItem", TableName=SMALL, Key=KEY, ConsistentRead=True)
    yield wire
    wire.close()
    assert end(up) == 0


@pytest.mark.parametrize(
    ("operation", "body", "message"),
    WHATEVER_THE_TABLE,
    ids=[str(number) for number in range(len(WHATEVER_THE_TABLE))],
)
def test_what_aws_refuses_as_invalid_is_never_throttled(
    limited: Wire, operation: str, body: Json, message: str
) -> None:
    answer = refusal(limited, operation, {"TableName": SMALL, **body})
    assert answer == (400, "ValidationException", message)


@pytest.mark.parametrize(
    ("operation", "body_of", "message"),
    BATCHED,
    ids=[str(number) for number in range(len(BATCHED))],
)
def test_nor_are_batches_and_transactions(
    limited: Wire, operation: str, body_of: Any, message: str
) -> None:
    answer = refusal(limited, operation, body_of(SMALL))
    assert answer == (400, "ValidationException", message)


def test_nor_is_a_transaction_above_4_mb(limited: Wire) -> None:
    """P, transactionLimits: a ValidationException."""
    puts = [
        {"Put": {"TableName": SMALL, "Item": {"pk": {"S": f"{number}"}, "v": {"S": "x" * 390_000}}}}
        for number in range(12)
    ]
    status, kind, message = refusal(limited, "TransactWriteItems", {"TransactItems": puts})
    assert (status, kind) == (400, "ValidationException")
    assert "4MB" in message or "4 MB" in message


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("PutItem", {"Item": KEY}),
        ("PutItem", {"Item": KEY, "ConditionExpression": "attribute_exists(pk)"}),
        ("UpdateItem", {"Key": KEY, "UpdateExpression": "REMOVE a"}),
        ("GetItem", {"Key": KEY, "ProjectionExpression": "a"}),
        ("Query", {"KeyConditionExpression": "pk = :v", "ExpressionAttributeValues": VALUES}),
        ("Scan", {"FilterExpression": "attribute_exists(a)"}),
    ],
)
def test_a_valid_request_is_throttled(limited: Wire, operation: str, body: Json) -> None:
    status, kind, _ = refusal(limited, operation, {"TableName": SMALL, **body})
    assert (status, kind) == (400, "ProvisionedThroughputExceededException")
