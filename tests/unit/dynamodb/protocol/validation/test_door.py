from typing import Any

import botocore.session
import pytest

from harness.dynamodb.protocol.serialization import TOO_DEEP, UNKNOWN_OPERATION
from harness.dynamodb.protocol.validation.door import SERVED, refuse

KEY = {"placa": {"S": "ABC1D23"}}

# Without an engine there is nothing to do them with; SDKs do not retry an unknown operation.
UNKNOWN = {
    "CancelBulkOperation",
    "CreateBackup",
    "CreateGlobalTable",
    "DescribeBulkOperation",
    "ExportTableToPointInTime",
    "ImportTable",
    "ListBulkOperations",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "SearchVectors",
    "StartBulkPutItems",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateTableReplicaAutoScaling",
}


@pytest.mark.parametrize("operation", ["", "Unknown", "putItem", "KinesisStreamingDestination"])
def test_what_is_no_operation_is_unknown_whatever_it_says(operation: str) -> None:
    """dynalite, test/connection.js."""
    assert refuse(operation, {"TableName": 5}) is UNKNOWN_OPERATION


def test_a_valid_request_goes_on() -> None:
    assert refuse("GetItem", {"TableName": "lot", "Key": KEY}) is None
    assert refuse("Scan", {"TableName": "lot", "Segment": 0, "TotalSegments": 2}) is None
    assert refuse("GetItem", {"TableName": "lot", "Key": KEY, "AttributesToGet": None}) is None


@pytest.mark.parametrize(
    ("operation", "body", "name", "message"),
    [
        # A wrong type is named before what else is wrong.
        (
            "PutItem",
            {"ReturnValues": "X", "Item": {"a": {"N": 5}}},
            "SerializationException",
            "NUMBER_VALUE cannot be converted to String",
        ),
        # A constraint before the segments.
        (
            "Scan",
            {"TableName": "lot", "Segment": 5, "TotalSegments": 0},
            "ValidationException",
            "1 validation error detected: Value '0' at 'totalSegments' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1",
        ),
        (
            "Scan",
            {"TableName": "lot", "Segment": 5},
            "ValidationException",
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present",
        ),
    ],
)
def test_the_order(operation: str, body: dict[str, Any], name: str, message: str) -> None:
    refusal = refuse(operation, body)
    assert refusal is not None
    assert (refusal.name, refusal.message) == (name, message)


def nested(depth: int, leaf: Any) -> dict[str, Any]:
    value = leaf
    for _ in range(depth):
        value = {"L": [value]}
    return {"TableName": "lot", "Item": {"a": value}}


def test_depth_is_the_engines_until_it_is_deeper_than_can_be_looked_into() -> None:
    assert refuse("PutItem", nested(40, {"S": "x"})) is None
    assert refuse("PutItem", nested(1_000, {"S": "x"})) is TOO_DEEP


def test_what_is_not_served_is_listed() -> None:
    """By the model of the newest SDK."""
    session = botocore.session.get_session()
    operations = {
        name
        for service in ("dynamodb", "dynamodbstreams")
        for name in session.get_service_model(service).operation_names
    }
    assert operations - SERVED == UNKNOWN
    assert operations >= SERVED
