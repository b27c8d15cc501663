"""Updates through the gateway: what only removes makes no item, what is nested comes back alone.

What AWS does: ScyllaDB Alternator's test_item, test_update_expression and test_returnvalues, which
also run on AWS (2019 to 2026).
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Up
from tests.system.dynamodb_wire import Json, Wire

TABLE = "updates"
GONE = {"id": {"S": "gone"}, "n": {"N": "1"}}
HERE = {"id": {"S": "here"}, "n": {"N": "1"}}
SET = {":s": {"SS": ["x"]}}
LEVELS = ("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")


def key_schema(*names: str) -> list[dict[str, str]]:
    roles = zip(names, ("HASH", "RANGE"), strict=False)
    return [{"AttributeName": name, "KeyType": role} for name, role in roles]


@pytest.fixture(scope="module")
def wire(stack: Up) -> Iterator[Wire]:
    wire = Wire(stack.port)
    yield wire
    wire.close()


@pytest.fixture(scope="module")
def table(wire: Wire) -> Iterator[str]:
    """With an index of which an item is a member by its key alone, a local one, and a stream."""
    everything = {"Projection": {"ProjectionType": "ALL"}}
    wire.call(
        "CreateTable",
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
        ],
        KeySchema=key_schema("id", "n"),
        GlobalSecondaryIndexes=[{"IndexName": "by-n", "KeySchema": key_schema("n")} | everything],
        LocalSecondaryIndexes=[
            {"IndexName": "own", "KeySchema": key_schema("id", "n")} | everything
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    yield TABLE
    wire.call("DeleteTable", TableName=TABLE)


@pytest.fixture
def nothing_written(stack: Up, wire: Wire, table: str) -> Iterator[None]:
    """The test leaves no item under the key, and no stream record at all."""
    before = records(stack, wire)
    yield
    assert wire.call("GetItem", TableName=table, Key=GONE, ConsistentRead=True) == {}
    assert records(stack, wire) == before


def records(stack: Up, wire: Wire) -> int:
    arn = wire.call("DescribeTable", TableName=TABLE)["Table"]["LatestStreamArn"]
    streams, count = stack.client("dynamodbstreams"), 0
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while iterator:
            page = streams.get_records(ShardIterator=iterator)
            count += len(page["Records"])
            iterator = page.get("NextShardIterator") if page["Records"] else None
    return count


def capacity(units: float, **split: float) -> Json:
    return {"TableName": TABLE, "CapacityUnits": units, "Table": {"CapacityUnits": units} | split}


REMOVALS: list[Json] = [
    {"UpdateExpression": "REMOVE a"},
    {"UpdateExpression": "REMOVE a, b, c"},
    {"UpdateExpression": "REMOVE a.b"},
    {"UpdateExpression": "REMOVE a[0]"},
    {"UpdateExpression": "remove #a[2].b", "ExpressionAttributeNames": {"#a": "a"}},
    {"UpdateExpression": "DELETE a :s", "ExpressionAttributeValues": SET},
    {"UpdateExpression": "REMOVE b DELETE a :s", "ExpressionAttributeValues": SET},
    {"AttributeUpdates": {"a": {"Action": "DELETE"}}},
    {"AttributeUpdates": {"a": {"Action": "DELETE", "Value": {"SS": ["x"]}}}},
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("removal", REMOVALS)
@pytest.mark.usefixtures("nothing_written")
def test_a_removal_of_a_missing_item_writes_nothing(wire, table, removal, level) -> None:
    """1 WCU is doubtful: no source says what AWS consumes."""
    answer = wire.call(
        "UpdateItem",
        TableName=table,
        Key=GONE,
        ReturnValues=level,
        ReturnConsumedCapacity="INDEXES",
        **removal,
    )
    assert answer == {"ConsumedCapacity": capacity(1.0)}


CONDITIONS: list[tuple[Json, bool]] = [
    ({"ConditionExpression": "attribute_not_exists(id)"}, True),
    ({"ConditionExpression": "attribute_exists(id)"}, False),
    ({"ConditionExpression": "attribute_exists(id) OR attribute_not_exists(b)"}, True),
    ({"ConditionExpression": "b = :b", "ExpressionAttributeValues": {":b": {"S": "x"}}}, False),
    ({"ConditionExpression": "b <> :b", "ExpressionAttributeValues": {":b": {"S": "x"}}}, True),
    (
        {
            "ConditionExpression": "attribute_not_exists(#b)",
            "ExpressionAttributeNames": {"#b": "b"},
        },
        True,
    ),
]


@pytest.mark.parametrize(("condition", "holds"), CONDITIONS)
@pytest.mark.usefixtures("nothing_written")
def test_its_condition_is_evaluated(wire, table, condition, holds) -> None:
    update = {"TableName": table, "Key": GONE, "UpdateExpression": "REMOVE a"} | condition
    status, answer = wire.send("UpdateItem", **update)
    if holds:
        assert (status, answer) == (200, {})
    else:
        assert status == 400
        assert answer["__type"].endswith("#ConditionalCheckFailedException")
    status, answer = wire.send("TransactWriteItems", TransactItems=[{"Update": update}])
    codes = [reason["Code"] for reason in answer.get("CancellationReasons", ())]
    assert (status, codes) == ((200, []) if holds else (400, ["ConditionalCheckFailed"]))


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ({"Expected": {"id": {"Exists": False}}}, True),
        ({"Expected": {"id": {"ComparisonOperator": "NOT_NULL"}}}, False),
        (
            {
                "Expected": {
                    "id": {"ComparisonOperator": "NOT_NULL"},
                    "b": {"ComparisonOperator": "NULL"},
                },
                "ConditionalOperator": "OR",
            },
            True,
        ),
    ],
)
@pytest.mark.usefixtures("nothing_written")
def test_its_legacy_condition_is_evaluated(wire, table, expected, holds) -> None:
    updates = {"a": {"Action": "DELETE"}}
    status, answer = wire.send(
        "UpdateItem", TableName=table, Key=GONE, AttributeUpdates=updates, **expected
    )
    assert status == (200 if holds else 400), answer
    assert holds or answer["__type"].endswith("#ConditionalCheckFailedException")


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ({"UpdateExpression": "REMOVE id"}, "part of the key"),
        ({"UpdateExpression": "REMOVE a, a"}, "overlap"),
        ({"UpdateExpression": "REMOVE a.b, a"}, "overlap"),
        ({"UpdateExpression": "REMOVE a[0], a.b"}, "conflict"),
        ({"UpdateExpression": "REMOVE a REMOVE b"}, "only be used once"),
        ({"UpdateExpression": "REMOVE name"}, "reserved keyword"),
        ({"UpdateExpression": "REMOVE #a"}, "#a"),
        (
            {"UpdateExpression": "REMOVE a", "ExpressionAttributeNames": {"#b": "b"}},
            "unused in expressions",
        ),
        (
            {"UpdateExpression": "DELETE a :s", "ExpressionAttributeValues": {":s": {"S": "x"}}},
            "operand type",
        ),
        ({"UpdateExpression": "REMOVE a", "ConditionExpression": "b ="}, "ConditionExpression"),
        ({"AttributeUpdates": {"id": {"Action": "DELETE"}}}, "part of the key"),
        ({"AttributeUpdates": {"a": {"Action": "DELETE", "Value": {"S": "x"}}}}, "type"),
    ],
)
@pytest.mark.usefixtures("nothing_written")
def test_what_else_is_wrong_is_refused_as_ever(wire, table, update, words) -> None:
    status, answer = wire.send("UpdateItem", TableName=table, Key=GONE, **update)
    assert status == 400
    assert answer["__type"].endswith("#ValidationException")
    assert words in str(answer)


@pytest.mark.parametrize("operation", ["UpdateItem", "TransactWriteItems"])
@pytest.mark.usefixtures("nothing_written")
def test_a_table_may_be_named_by_its_arn(wire, table, operation) -> None:
    arn = wire.call("DescribeTable", TableName=table)["Table"]["TableArn"]
    update = {"TableName": arn, "Key": GONE, "UpdateExpression": "REMOVE a"}
    single = operation == "UpdateItem"
    assert (
        wire.call(operation, **update if single else {"TransactItems": [{"Update": update}]}) == {}
    )


@pytest.mark.usefixtures("nothing_written")
def test_transactions_likewise_with_the_other_actions_carried_out(wire, table) -> None:
    answer = wire.call(
        "TransactWriteItems",
        TransactItems=[
            {"Update": {"TableName": table, "Key": GONE, "UpdateExpression": "REMOVE a.b"}},
            {"ConditionCheck": {"TableName": table, "Key": HERE,
                                "ConditionExpression": "attribute_not_exists(id)"}},
        ],
        ReturnConsumedCapacity="INDEXES",
    )  # fmt: skip
    assert answer == {
        "ConsumedCapacity": [capacity(4.0, WriteCapacityUnits=4.0) | {"WriteCapacityUnits": 4.0}]
    }


def test_a_replay_is_one_whatever_has_become_of_the_item(wire, table) -> None:
    transaction = {
        "TransactItems": [
            {"Update": {"TableName": table, "Key": GONE, "UpdateExpression": "REMOVE a"}}
        ],
        "ClientRequestToken": "replayed-removal",
    }
    wire.call("TransactWriteItems", **transaction)
    wire.call("PutItem", TableName=table, Item=GONE | {"a": {"S": "kept"}})
    wire.call("TransactWriteItems", **transaction)
    kept = wire.call("GetItem", TableName=table, Key=GONE)["Item"]
    assert kept["a"] == {"S": "kept"}
    status, answer = wire.send(
        "TransactWriteItems", **transaction | {"TransactItems": transaction["TransactItems"] * 2}
    )
    assert (status, answer["__type"].partition("#")[2]) in (
        (400, "IdempotentParameterMismatchException"),
        (400, "ValidationException"),
    )
    wire.call("DeleteItem", TableName=table, Key=GONE)


@pytest.mark.parametrize(
    "making",
    [
        {},
        {"AttributeUpdates": {}},
        {"UpdateExpression": "SET a = :s", "ExpressionAttributeValues": SET},
        {"UpdateExpression": "ADD a :s REMOVE b", "ExpressionAttributeValues": SET},
        {"AttributeUpdates": {"a": {"Action": "PUT", "Value": SET[":s"]},
                              "b": {"Action": "DELETE"}}},
    ],
)  # fmt: skip
def test_any_other_update_makes_the_item(wire, table, making) -> None:
    made = wire.call("UpdateItem", TableName=table, Key=GONE, ReturnValues="ALL_NEW", **making)
    assert made["Attributes"].items() >= GONE.items()
    wire.call("DeleteItem", TableName=table, Key=GONE)


def test_a_removal_of_an_item_that_is_there_is_carried_out(wire, table) -> None:
    wire.call("PutItem", TableName=table, Item=HERE | {"a": {"S": "x"}, "b": {"SS": ["x", "y"]}})
    removal = {"UpdateExpression": "REMOVE a DELETE b :s", "ExpressionAttributeValues": SET}
    done = wire.call("UpdateItem", TableName=table, Key=HERE, ReturnValues="ALL_NEW", **removal)
    assert done["Attributes"] == HERE | {"b": {"SS": ["y"]}}
    wire.call("DeleteItem", TableName=table, Key=HERE)


@pytest.mark.parametrize("rest", ["REMOVE a", "SET a = 1"])
@pytest.mark.usefixtures("nothing_written")
def test_a_partiql_update_of_a_missing_item_fails_its_condition(wire, table, rest) -> None:
    statement = {"Statement": f"UPDATE \"{table}\" {rest} WHERE id = 'gone' AND n = 1"}
    status, answer = wire.send("ExecuteStatement", **statement)
    assert status == 400
    assert answer["__type"].endswith("#ConditionalCheckFailedException")
    status, answer = wire.send("ExecuteTransaction", TransactStatements=[statement])
    assert (status, answer["CancellationReasons"][0]["Code"]) == (400, "ConditionalCheckFailed")


# Nested paths: the recorded steps, each on what the one before has left.
STEPS: list[tuple[str, str, Any, Any]] = [
    ("UPDATED_OLD", "SET a.b = :v", "yo", {"b": {"S": "dog"}}),
    ("UPDATED_OLD", "SET a.c[1] = :v", "7", {"c": {"L": [{"N": "2"}]}}),
    ("UPDATED_NEW", "SET a.b = :v", "hello", {"b": {"S": "hello"}}),
    ("UPDATED_NEW", "SET a.c[1] = :v, a.b = :v", "4",
     {"b": {"S": "4"}, "c": {"L": [{"S": "4"}]}}),
    ("UPDATED_OLD", "REMOVE a.c[1], a.c[3]", None, {"c": {"L": [{"S": "4"}]}}),
    ("UPDATED_OLD", "SET a.x1 = :v", "8", None),
    ("UPDATED_NEW", "SET a.x2 = :v", "8", {"x2": {"S": "8"}}),
    ("UPDATED_NEW", "SET a.c[100] = :v", "70", None),
    ("UPDATED_NEW", "REMOVE a.c[1]", None, {"c": {"L": [{"S": "70"}]}}),
    ("UPDATED_NEW", "REMOVE a.x1", None, None),
    ("UPDATED_NEW", "ADD a.t :s", None, {"t": {"SS": ["x"]}}),
    ("UPDATED_OLD", "DELETE a.t :s", None, {"t": {"SS": ["x"]}}),
]  # fmt: skip


def test_updated_nested_paths_come_back_alone(wire, table) -> None:
    numbers = [{"N": str(number)} for number in (1, 2, 3)]
    nested = {"M": {"b": {"S": "dog"}, "c": {"L": numbers}}}
    wire.call("PutItem", TableName=table, Item=HERE | {"a": nested, "d": {"S": "cat"}})
    for level, expression, value, members in STEPS:
        values = ({":v": {"S": value}} if value else {}) | (SET if ":s" in expression else {})
        answer = wire.call(
            "UpdateItem",
            TableName=table,
            Key=HERE,
            UpdateExpression=expression,
            ReturnValues=level,
            **({"ExpressionAttributeValues": values} if values else {}),
        )
        expected = {} if members is None else {"Attributes": {"a": {"M": members}}}
        assert answer == expected, expression
    wire.call("DeleteItem", TableName=table, Key=HERE)
