"""What members may hold: AWS's words as recorded, then every constraint of the model.

Sources, as in ``overrides``: D dynalite, P paritysuite, M moto, Q ack-api-quirks; W: the model's
constraint, in the old framework's words (doubtful).
"""

from typing import Any

import pytest

from harness.dynamodb.protocol.refusal import VALIDATE
from harness.dynamodb.protocol.validation import overrides
from harness.dynamodb.protocol.validation.constraint import violated
from harness.dynamodb.protocol.validation.shape import OPERATIONS, input_of
from tests.unit.dynamodb.key_elements import key_elements
from tests.unit.dynamodb.protocol.validation.bodies import Faulty, faulty, valid_body

KEY = {"pk": {"S": "a"}}
PUT = {"TableName": "lot", "Item": KEY}
UPDATE = {"TableName": "lot", "Key": KEY}
SCHEMA = key_elements(pk="HASH")
DEFINITIONS = [{"AttributeName": "pk", "AttributeType": "S"}]
CREATE = {"TableName": "lot", "KeySchema": SCHEMA, "AttributeDefinitions": DEFINITIONS}
GET = {"Get": {"TableName": "lot", "Key": KEY}}
FAILED = "ReturnValuesOnConditionCheckFailure"
TTL = "timeToLiveSpecification"
STREAM = "arn:aws:dynamodb:eu-west-1:123456789012:table/lot/stream/2026-01-01T00:00:00.000"
ITERATOR = {"StreamArn": STREAM, "ShardId": f"shardId-{'0' * 20}-abcdefgh"}

NOT_NULL = "Member must not be null"
PATTERN = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
CAPACITY = "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
METRICS = "Member must satisfy enum value set: [SIZE, NONE]"
VALUES = "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"
SELECT = (
    "Member must satisfy enum value set: "
    "[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]"
)
NEW_VALUES = (
    "Failed to satisfy constraint: Member must satisfy enum value set: "
    "[ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
)
NEW_OPERATORS = "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"
NAMES = (
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, "
    "Member must have length greater than or equal to 3, "
    "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]"
)


def old(value: str, at: str, constraint: str) -> str:
    value = value if value == "null" else f"'{value}'"
    return f"Value {value} at '{at}' failed to satisfy constraint: {constraint}"


def new(at: str, constraint: str) -> str:
    return f"Value at '{at}' failed to satisfy constraint: {constraint}"


def length(bound: int, *, most: bool = False) -> str:
    return f"Member must have length {'less' if most else 'greater'} than or equal to {bound}"


def value(bound: int) -> str:
    return f"Member must have value greater than or equal to {bound}"


def one(sentence: str) -> str:
    return f"1 validation error detected: {sentence}"


def two(*sentences: str) -> str:
    return f"2 validation errors detected: {'; '.join(sentences)}"


def message(operation: str, body: dict[str, Any]) -> str | None:
    refusal = violated(operation, input_of(operation), body)
    if refusal is None:
        return None
    assert (refusal.code, refusal.status) == (VALIDATE + "ValidationException", 400)
    return refusal.message


RECORDED = [
    # Names of tables. P, 2026-09-20 and 2026-10-09; CreateTable without one: D and P.
    ("PutItem", {"Item": KEY}, one(old("null", "tableName", NOT_NULL))),
    ("PutItem", PUT | {"TableName": ""}, one(new("TableName", length(1)))),
    ("PutItem", {"TableName": "", "Item": {}}, one(new("TableName", length(1)))),
    ("PutItem", PUT | {"TableName": "", "ReturnValues": "X"}, one(new("TableName", length(1)))),
    (
        "PutItem",
        PUT | {"TableName": "a" * 256},
        one(old("a" * 256, "tableName", length(255, most=True))),
    ),
    (
        "PutItem",
        PUT | {"TableName": "bad table!@#"},
        one(old("bad table!@#", "tableName", PATTERN)),
    ),
    ("UpdateItem", UPDATE | {"TableName": ""}, one(new("TableName", length(1)))),
    ("DeleteItem", UPDATE | {"TableName": ""}, one(new("TableName", length(1)))),
    (
        "UpdateItem",
        {"TableName": ""},
        two(old("", "tableName", length(1)), old("null", "key", NOT_NULL)),
    ),
    ("CreateTable", CREATE | {"TableName": "ab"}, one(old("ab", "tableName", length(3)))),
    (
        "CreateTable",
        {"KeySchema": SCHEMA},
        "The parameter 'TableName' is required but was not present in the request",
    ),
    # Of the rest of the control plane and of streams: D.
    *(
        (
            operation,
            {},
            f"The parameter '{member}' is required but was not present in the request",
        )
        for operation, member in (
            ("DescribeTable", "TableName"),
            ("DeleteTable", "TableName"),
            ("UpdateTable", "TableName"),
            ("GetRecords", "ShardIterator"),
            ("DescribeStream", "StreamArn"),
        )
    ),
    # Several at once. P, 2026-09-20: puts, updates, deletes.
    (
        "PutItem",
        PUT
        | {
            "ReturnConsumedCapacity": "INVALID",
            "ReturnItemCollectionMetrics": "INVALID",
            "ReturnValues": "INVALID",
        },
        "3 validation errors detected: "
        + "; ".join(
            (
                old("INVALID", "returnConsumedCapacity", CAPACITY),
                NEW_VALUES,
                old("INVALID", "returnItemCollectionMetrics", METRICS),
            )
        ),
    ),
    (
        "DeleteItem",
        UPDATE | {"ReturnConsumedCapacity": "INVALID", "ReturnValues": "INVALID"},
        two(old("INVALID", "returnConsumedCapacity", CAPACITY), NEW_VALUES),
    ),
    (
        "UpdateItem",
        UPDATE | {"ReturnConsumedCapacity": "INVALID", "ReturnValues": "INVALID"},
        one(NEW_VALUES),
    ),
    # P, 2026-10-09: beside a missing key all of it is in the old words.
    (
        "UpdateItem",
        {"TableName": "", "ReturnConsumedCapacity": "INVALID", "ReturnValues": "INVALID"},
        "4 validation errors detected: "
        + "; ".join(
            (
                old("INVALID", "returnConsumedCapacity", CAPACITY),
                old("", "tableName", length(1)),
                old("INVALID", "returnValues", VALUES),
                old("null", "key", NOT_NULL),
            )
        ),
    ),
    (
        "UpdateItem",
        {"TableName": "lot", "Expected": {"a": {}, "b": {}}, "ConditionalOperator": "XOR"},
        two(
            old("XOR", "conditionalOperator", "Member must satisfy enum value set: [OR, AND]"),
            old("null", "key", NOT_NULL),
        ),
    ),
    # P, 2026-10-09: of Query; doubtful of the others.
    (
        "Query",
        {
            "TableName": "lot",
            "QueryFilter": {name: {"ComparisonOperator": "NULL"} for name in "bc"},
            "ConditionalOperator": "XOR",
            "Select": "BOGUS",
        },
        NEW_OPERATORS,
    ),
    (
        "PutItem",
        PUT | {"Expected": {"a": {}, "b": {}}, "ConditionalOperator": "XOR"},
        one(NEW_OPERATORS),
    ),
    # M and P: Limit of Query new, of Scan old.
    ("Query", {"TableName": "lot", "Limit": 0}, one(new("Limit", value(1)))),
    ("Scan", {"TableName": "lot", "Limit": 0}, one(old("0", "limit", value(1)))),
    (
        "Scan",
        {"TableName": "lot", "Segment": -1, "TotalSegments": 4},
        one(old("-1", "segment", value(0))),
    ),
    ("Query", {"TableName": "lot", "Select": "count"}, one(old("count", "select", SELECT))),
    (
        "Query",
        {"TableName": "lot", "Select": "X", "ReturnConsumedCapacity": "X"},
        two(old("X", "returnConsumedCapacity", CAPACITY), old("X", "select", SELECT)),
    ),
    # Batches. P, 2026-10-07 and 2026-10-09.
    ("BatchGetItem", {"RequestItems": {}}, one(new("RequestItems", length(1)))),
    (
        "BatchGetItem",
        {"RequestItems": {"lot": {"Keys": []}}},
        one(new("RequestItems.lot.member.Keys", length(1))),
    ),
    (
        "BatchGetItem",
        {"RequestItems": {"lot": {"Keys": [KEY] * 101}}},
        one(new("RequestItems.lot.member.Keys", length(100, most=True))),
    ),
    (
        "BatchGetItem",
        {"RequestItems": {"bad!name": {"Keys": [KEY]}}, "ReturnConsumedCapacity": "BOGUS"},
        two(
            old('{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}', "requestItems", NAMES),
            old("BOGUS", "returnConsumedCapacity", CAPACITY),
        ),
    ),
    ("BatchWriteItem", {"RequestItems": {}}, one(new("RequestItems", length(1)))),
    (
        "BatchWriteItem",
        {"RequestItems": {"lot": []}},
        one(
            old(
                "{lot=[]}",
                "requestItems",
                f"Map value must satisfy constraint: [{length(25, most=True)}, {length(1)}]",
            )
        ),
    ),
    (
        "BatchWriteItem",
        {"RequestItems": {"lot": [{"PutRequest": {"Item": KEY}}] * 26}},
        one(new("RequestItems.lot.member", length(25, most=True))),
    ),
    (
        "BatchWriteItem",
        {
            "RequestItems": {"bad!name": [{"PutRequest": {"Item": KEY}}]},
            "ReturnConsumedCapacity": "BOGUS",
            "ReturnItemCollectionMetrics": "BOGUS2",
        },
        two(
            old("BOGUS", "returnConsumedCapacity", CAPACITY),
            old("BOGUS2", "returnItemCollectionMetrics", METRICS),
        ),
    ),
    # Transactions. P, 2026-10-08 (us-east-1) and 2026-10-09.
    ("TransactGetItems", {"TransactItems": []}, one(old("[]", "transactItems", length(1)))),
    ("TransactWriteItems", {"TransactItems": []}, one(old("[]", "transactItems", length(1)))),
    (
        "TransactGetItems",
        {"TransactItems": [GET] * 101},
        one(new("TransactItems", length(100, most=True))),
    ),
    (
        "TransactWriteItems",
        {
            "TransactItems": [{"Put": PUT}],
            "ClientRequestToken": "x" * 37,
            "ReturnConsumedCapacity": "BOGUS",
        },
        two(
            old("x" * 37, "clientRequestToken", length(36, most=True)),
            old("BOGUS", "returnConsumedCapacity", CAPACITY),
        ),
    ),
    (
        "TransactWriteItems",
        {"TransactItems": [{"Put": PUT}], "ClientRequestToken": ""},
        one(old("", "clientRequestToken", length(1))),  # W
    ),
    # ScyllaDB's test_returnvalues passes on AWS: refused; the words are W.
    *(
        (
            "PutItem",
            PUT | {FAILED: wrong},
            one(
                old(
                    wrong,
                    "returnValuesOnConditionCheckFailure",
                    "Member must satisfy enum value set: [ALL_OLD, NONE]",
                )
            ),
        )
        for wrong in ("DUMMY", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")
    ),
    (
        "TransactWriteItems",
        {"TransactItems": [{"Put": PUT | {FAILED: "dog"}}]},
        one(
            old(
                "dog",
                "transactItems.1.member.put.returnValuesOnConditionCheckFailure",
                "Member must satisfy enum value set: [ALL_OLD, NONE]",
            )
        ),
    ),
    # Tables. P and D.
    (
        "CreateTable",
        CREATE | {"KeySchema": key_elements(pk="INVALID")},
        one(
            old(
                "INVALID",
                "keySchema.1.member.keyType",
                "Member must satisfy enum value set: [HASH, RANGE]",
            )
        ),
    ),
    (
        "CreateTable",
        CREATE | {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "INVALID"}]},
        one(
            old(
                "INVALID",
                "attributeDefinitions.1.member.attributeType",
                "Member must satisfy enum value set: [B, N, S]",
            )
        ),
    ),
    (
        "CreateTable",
        CREATE | {"KeySchema": key_elements(pk="HASH", sk="RANGE", extra="RANGE")},
        one(
            old(
                "[KeySchemaElement(attributeName=pk, keyType=HASH), "
                "KeySchemaElement(attributeName=sk, keyType=RANGE), "
                "KeySchemaElement(attributeName=extra, keyType=RANGE)]",
                "keySchema",
                length(2, most=True),
            )
        ),
    ),
    (
        "CreateTable",
        CREATE | {"BillingMode": "INVALID_MODE"},
        one(
            old(
                "INVALID_MODE",
                "billingMode",
                "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
            )
        ),
    ),
    (
        "CreateTable",
        CREATE | {"TableThroughputMode": "INVALID_MODE"},  # ExtendDB's tests, 2026-08-21
        one(
            old(
                "INVALID_MODE",
                "tableThroughputMode",
                "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
            )
        ),
    ),
    (
        "CreateTable",
        CREATE | {"ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": -1}},
        two(
            old("-1", "provisionedThroughput.writeCapacityUnits", value(1)),
            old("0", "provisionedThroughput.readCapacityUnits", value(1)),
        ),
    ),
    (
        "CreateTable",
        CREATE
        | {
            "LocalSecondaryIndexes": [
                {"IndexName": "aa", "KeySchema": SCHEMA, "Projection": {"ProjectionType": "ALL"}}
            ],
            "GlobalSecondaryIndexes": [
                {"IndexName": "zz", "KeySchema": SCHEMA, "Projection": {"ProjectionType": "ALL"}}
            ],
        },
        two(
            old("zz", "globalSecondaryIndexes.1.member.indexName", length(3)),
            old("aa", "localSecondaryIndexes.1.member.indexName", length(3)),
        ),
    ),
    # Time to live. Q.
    *(
        ("UpdateTimeToLive", body, expected)
        for body, expected in (
            ({}, two(old("null", "tableName", NOT_NULL), old("null", TTL, NOT_NULL))),
            ({"TableName": "lot"}, one(old("null", TTL, NOT_NULL))),
            (
                {"TableName": "lot", "TimeToLiveSpecification": {}},
                two(
                    old("null", f"{TTL}.attributeName", NOT_NULL),
                    old("null", f"{TTL}.enabled", NOT_NULL),
                ),
            ),
            *(
                (
                    {
                        "TableName": "lot",
                        "TimeToLiveSpecification": {"Enabled": True, "AttributeName": name},
                    },
                    one(old(name, f"{TTL}.attributeName", constraint)),
                )
                for name, constraint in (("", length(1)), ("x" * 256, length(255, most=True)))
            ),
        )
    ),
    ("DescribeTimeToLive", {}, one(old("null", "tableName", NOT_NULL))),
    # Lists with a minimum. localstack, pull 12083, for Parameters; the others W.
    *(
        (operation, body, one(old("[]", at, length(1))))
        for operation, body, at in (
            ("ExecuteStatement", {"Statement": "SELECT", "Parameters": []}, "parameters"),
            (
                "BatchExecuteStatement",
                {"Statements": [{"Statement": "SELECT", "Parameters": []}]},
                "statements.1.member.parameters",
            ),
            (
                "ExecuteTransaction",
                {"TransactStatements": [{"Statement": "SELECT", "Parameters": []}]},
                "transactStatements.1.member.parameters",
            ),
            ("GetItem", UPDATE | {"AttributesToGet": []}, "attributesToGet"),
            ("Scan", {"TableName": "lot", "AttributesToGet": []}, "attributesToGet"),
            ("Query", {"TableName": "lot", "AttributesToGet": []}, "attributesToGet"),
        )
    ),
    ("ExecuteStatement", {"Statement": ""}, one(old("", "statement", length(1)))),
    # Streams. The enums' order is AWS's of old; not recorded since.
    (
        "GetShardIterator",
        ITERATOR | {"ShardIteratorType": "bulle"},
        one(
            old(
                "bulle",
                "shardIteratorType",
                "Member must satisfy enum value set: "
                "[AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
            )
        ),
    ),
    (
        "CreateTable",
        CREATE | {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "Fisk"}},
        one(
            old(
                "Fisk",
                "streamSpecification.streamViewType",
                "Member must satisfy enum value set: "
                "[NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]",
            )
        ),
    ),
]


@pytest.mark.parametrize(
    ("operation", "body", "expected"), RECORDED, ids=[str(n) for n in range(len(RECORDED))]
)
def test_aws_words(operation: str, body: dict[str, Any], expected: str) -> None:
    assert message(operation, body) == expected


def test_at_most_ten_faults_are_named() -> None:
    """dynalite's validations: AWS stops at ten."""
    bad = {"AttributeName": "a", "KeyType": "X"}
    index = {"IndexName": "abc", "KeySchema": [bad], "Projection": {}}
    said = message("CreateTable", CREATE | {"GlobalSecondaryIndexes": [index] * 20})
    assert said is not None
    assert said.startswith("10 validation errors detected: ")
    assert said.count("Member must satisfy") == 10


def words(fault: Faulty) -> tuple[str, str]:
    """Where and which constraint, in the old framework's words."""
    shape = fault.shape
    constraint = {
        "null": NOT_NULL,
        "enum": f"Member must satisfy enum value set: [{', '.join(shape.enum)}]",
        "pattern": f"Member must satisfy regular expression pattern: {shape.pattern}",
        "min": f"than or equal to {shape.minimum}",
        "max": f"than or equal to {shape.maximum}",
    }[fault.kind]
    return f"at '{fault.old_path}' failed to satisfy constraint: ", constraint


def is_recorded_otherwise(fault: Faulty) -> bool:
    where = ".".join("*" if name in ("1", "Tab") else name for name in fault.path)
    return (
        (fault.operation, where, fault.kind) in overrides.ALONE
        or where == "ReturnValues"
        or (fault.kind == "null" and fault.operation in overrides.PARAMETER_REQUIRED)
        or where == "RequestItems.*.member"
    )


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_constraint_of_the_model(operation: str) -> None:
    assert message(operation, valid_body(operation)) is None
    for fault in faulty(operation):
        said = message(operation, fault.body)
        assert said is not None, fault
        if not is_recorded_otherwise(fault):
            at, constraint = words(fault)
            assert at in said, fault
            assert constraint in said, fault


def test_the_model_has_hundreds_of_constraints() -> None:
    counts = {operation: len(list(faulty(operation))) for operation in OPERATIONS}
    assert sum(counts.values()) > 600
    assert counts["TransactWriteItems"] > 20


def test_a_null_among_structures_is_refused() -> None:
    """Doubtful: no record."""
    said = message("CreateTable", CREATE | {"GlobalSecondaryIndexes": [None]})
    assert said == one(old("null", "globalSecondaryIndexes.1.member", NOT_NULL))


def test_an_arn_is_a_tables_name_in_every_operation() -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/lot"
    assert message("DescribeTable", {"TableName": arn}) is None
    assert message("GetItem", UPDATE | {"TableName": arn}) is None
    assert message("BatchGetItem", {"RequestItems": {arn: {"Keys": [KEY]}}}) is None
