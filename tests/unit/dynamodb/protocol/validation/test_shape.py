from harness.dynamodb.protocol.validation import overrides
from harness.dynamodb.protocol.validation.shape import (
    OPERATIONS,
    input_of,
    known_members,
    matches,
    shape_of,
)


def test_a_line_is_a_shape() -> None:
    name, keys, items = shape_of("IndexName"), shape_of("KeyList"), shape_of("BatchGetRequestMap")
    assert (name.kind, name.minimum, name.maximum) == ("string", 3, 255)
    assert matches(name, "por-ano")
    assert not matches(name, "por ano")
    assert (keys.kind, keys.minimum, keys.maximum, keys.element) == ("list", 1, 100, "Key")
    assert (items.kind, items.key, items.element) == ("map", "TableName", "KeysAndAttributes")
    assert shape_of("ReturnConsumedCapacity").enum == ("INDEXES", "TOTAL", "NONE")
    assert shape_of("S3BucketOwner").pattern == "[0-9]{12}"
    assert shape_of("PutRequest").required == {"Item"}


def test_an_operation_has_its_input_whatever_that_is_called() -> None:
    assert input_of("PutItem").name == "PutItemInput"
    assert input_of("EnableKinesisStreamingDestination").name == "KinesisStreamingDestinationInput"
    assert {"PutItem", "GetRecords", "DescribeEndpoints"} <= OPERATIONS
    assert "KinesisStreamingDestination" not in OPERATIONS
    for operation in OPERATIONS:
        assert input_of(operation).kind == "structure"


def test_the_data_plane_names_tables_with_one_character_the_rest_with_three() -> None:
    assert shape_of(input_of("GetItem").members["TableName"]).minimum == 1
    assert shape_of(shape_of("ConditionCheck").members["TableName"]).minimum == 1
    for operation in (
        "CreateTable",
        "DescribeTable",
        "UpdateTimeToLive",
        "DescribeContinuousBackups",
    ):
        assert shape_of(input_of(operation).members["TableName"]).minimum == 3


def test_what_is_recorded_is_of_shapes_that_there_are() -> None:
    for name, values in overrides.ENUMS.items():
        assert set(shape_of(name).enum) == set(values)
    for name, members in overrides.ORDERS.items():
        assert set(members) <= shape_of(name).members.keys()
    for name, member in overrides.MEMBERS:
        assert member in shape_of(name).members
    for name in (*overrides.NAMES_BY_DATA_PLANE, *overrides.REQUIRED, *overrides.MEMBERS_ADDED):
        assert shape_of(name).kind == "structure"
    assert overrides.PARAMETER_REQUIRED <= OPERATIONS
    assert {operation for operation, _, _ in overrides.ALONE} <= OPERATIONS
    assert overrides.OPERATORS_COUNTED.keys() | overrides.LAST.keys() <= OPERATIONS


def test_members_that_an_operation_does_not_have_are_not_read() -> None:
    known = {"TableName": "lot", "BillingMode": "PROVISIONED"}
    assert known_members("UpdateTable", known | {"GlobalSecondaryIndexes": 5}) == known
    assert known_members("UpdateTable", known) is known
