"""Words recorded on AWS; source in the module."""

from typing import Any

import pytest

from harness.dynamodb.protocol.validation.shape import OPERATIONS, Shape, input_of, shape_of
from harness.dynamodb.protocol.validation.wrong_type import ends_as_base64, wrong_type
from harness.wire.refusal import Refusal
from tests.unit.dynamodb.protocol.validation.bodies import valid_body

OBJECT = "Start of structure or map found where not expected"
PACKAGE = "com.amazonaws.dynamodb.v20120810."


def said(body: dict[str, Any], operation: str = "PutItem") -> str | None:
    refusal = wrong_type(input_of(operation), body)
    if refusal is None:
        return None
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.status) == (
        "com.amazon.coral.service#SerializationException",
        400,
    )
    return refusal.message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "TRUE_VALUE cannot be converted to String"),
        (False, "FALSE_VALUE cannot be converted to String"),
        (23, "NUMBER_VALUE cannot be converted to String"),
        (34.56, "DECIMAL_VALUE cannot be converted to String"),
        ([], "Unrecognized collection type class java.lang.String"),
        ({}, OBJECT),
        ("t", None),
        (None, None),
    ],
)
def test_a_string(value: Any, message: str | None) -> None:
    assert said({"TableName": value}) == message
    assert said({"Item": {"a": {"S": value}}}) == message
    assert said({"Item": {"a": {"NS": [value]}}}) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("23", "Unexpected token received from parser"),
        (23, "NUMBER_VALUE cannot be converted to Boolean"),
        (34.56, "DECIMAL_VALUE cannot be converted to Boolean"),
        ([], "Unrecognized collection type class java.lang.Boolean"),
        ({}, OBJECT),
        (True, None),
        ("true", None),
        ("No", None),
        ("0", None),
    ],
)
def test_a_boolean(value: Any, message: str | None) -> None:
    assert said({"ConsistentRead": value}, "GetItem") == message
    assert said({"Item": {"a": {"NULL": value}}}) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("23", "STRING_VALUE cannot be converted to Integer"),
        (True, "TRUE_VALUE cannot be converted to Integer"),
        (False, "FALSE_VALUE cannot be converted to Integer"),
        ([], "Unrecognized collection type class java.lang.Integer"),
        ({}, OBJECT),
        (7, None),
        (7.5, None),
    ],
)
def test_an_integer(value: Any, message: str | None) -> None:
    assert said({"Limit": value}, "Scan") == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "only base-64-encoded strings are convertible to bytes"),
        (23, "only base-64-encoded strings are convertible to bytes"),
        ([], "Unrecognized collection type class java.nio.ByteBuffer"),
        ({}, OBJECT),
        ("23456", "Base64 encoded length is expected a multiple of 4 bytes but found: 5"),
        ("=+/=", "Invalid last non-pad Base64 character dectected"),
        ("+/+=", "Invalid last non-pad Base64 character dectected"),
        ("YWI=YWI=", "Invalid last non-pad Base64 character dectected"),
        ("!!!!", "Invalid Base64 character: '!'"),
        ("YWJj", None),
        ("YQ==", None),
        ("YWI=", None),
        ("", None),
    ],
)
def test_a_blob(value: Any, message: str | None) -> None:
    assert said({"Item": {"a": {"B": value}}}) == message


@pytest.mark.parametrize("value", ["23", True, 23, 34.56])
def test_a_list_a_map_and_a_structure_instead_of_a_scalar(value: Any) -> None:
    assert said({"AttributesToGet": value}, "GetItem") == "Unexpected field type"
    assert said({"Item": value}) == "Unexpected field type"
    assert said({"Item": {"a": {"L": value}}}) == "Unexpected field type"
    assert said({"TransactItems": [{"Put": value}]}, "TransactWriteItems") == (
        "Unexpected field type"
    )
    assert said({"Item": {"a": value}}) == "Unexpected value type in payload"
    assert said({"Item": {"a": {"L": [value]}}}) == "Unexpected value type in payload"


def test_a_list_instead_of_a_map_and_the_other_way_round() -> None:
    attribute_map = f"java.util.Map<java.lang.String, {PACKAGE}AttributeValue>"
    assert said({"Item": []}) == "Unrecognized collection type " + attribute_map
    assert said({"ExpressionAttributeNames": []}) == (
        "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>"
    )
    requests = f"java.util.List<{PACKAGE}WriteRequest>"
    assert said({"RequestItems": []}, "BatchWriteItem") == (
        f"Unrecognized collection type java.util.Map<java.lang.String, {requests}>"
    )
    value = f"Unrecognized collection type class {PACKAGE}AttributeValue"
    assert said({"Item": {"a": []}}) == value
    assert said({"AttributesToGet": {}}, "GetItem") == OBJECT


def test_batches_and_transactions_are_looked_into() -> None:
    assert said({"RequestItems": {"t": {"Keys": [{"a": {"S": []}}]}}}, "BatchGetItem") == (
        "Unrecognized collection type class java.lang.String"
    )
    put = {"RequestItems": {"t": [{"PutRequest": {"Item": {"a": {"S": {}}}}}]}}
    assert said(put, "BatchWriteItem") == OBJECT
    assert said({"RequestItems": {"t": {}}}, "BatchWriteItem") == OBJECT
    assert said({"Statements": [{"Parameters": {}}]}, "BatchExecuteStatement") == OBJECT


def test_what_is_of_the_right_type_or_unknown_is_no_ones_fault() -> None:
    item = {"a": {"M": {"b": {"L": [{"SS": ["x"]}, {"BS": ["YWI="]}, {"BOOL": False}]}}}}
    assert said({"TableName": "t", "Item": item, "Unknown": {"S": 7}, "Key": None}) is None


def test_the_control_plane_and_streams_are_looked_into() -> None:
    index = {"Projection": {"NonKeyAttributes": ["a", 5]}}
    assert said({"GlobalSecondaryIndexes": [index]}, "CreateTable") == (
        "NUMBER_VALUE cannot be converted to String"
    )
    assert said({"ProvisionedThroughput": 5}, "UpdateTable") == "Unexpected field type"
    units = {"ProvisionedThroughput": {"ReadCapacityUnits": "5"}}
    assert said(units, "CreateTable") == "STRING_VALUE cannot be converted to Long"
    assert said({"KeySchema": ["x"]}, "CreateTable") == "Unexpected value type in payload"
    assert said({"ShardIterator": 5}, "GetRecords") == "NUMBER_VALUE cannot be converted to String"


def wrong_value(shape: Shape) -> tuple[Any, str]:
    """Of no type that the shape may have, and AWS's words."""
    if shape.kind == "list":
        return {}, OBJECT
    if shape.kind in ("structure", "map"):
        return "x", "Unexpected field type"
    return {}, OBJECT


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_member_of_every_operation_has_its_type(operation: str) -> None:
    assert said(valid_body(operation), operation) is None
    for member, name in input_of(operation).members.items():
        value, message = wrong_value(shape_of(name))
        assert said({member: value}, operation) == message, member


@pytest.mark.parametrize("text", ["", "YWJj", "YWI=", "YQ==", "AAAA" * 50, "!!!!YQ=="])
def test_the_end_of_base64(text: str) -> None:
    assert ends_as_base64(text)


@pytest.mark.parametrize("text", ["YWJ", "YWJ=", "YR==", "Y===", "====", "=+/=", "YW!="])
def test_what_is_not_the_end_of_base64(text: str) -> None:
    assert not ends_as_base64(text)
