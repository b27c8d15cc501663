"""ack-api-quirks DDB-TABLE-299 to -302, -318, -442, measured on AWS, 2026-10-09, of a stream that
is not there."""

import pytest

from tests.unit.dynamodb.protocol.subresource.catalog_of import Desk

STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
STATE = "Table is not in a valid state to enable Kinesis Streaming Destination: "


def test_a_destination_is_taken_and_fails() -> None:
    desk = Desk()
    cars = {"TableName": "cars"}
    none = cars | {"KinesisDataStreamDestinations": []}
    assert desk.ask("DescribeKinesisStreamingDestination", **cars) == none
    assert desk.ask("EnableKinesisStreamingDestination", **cars, StreamArn=STREAM) == {
        "TableName": "cars",
        "StreamArn": STREAM,
        "DestinationStatus": "ENABLING",
        "EnableKinesisStreamingConfiguration": {},
    }
    precise = {"ApproximateCreationDateTimePrecision": "MICROSECOND"}
    desk.ask(
        "EnableKinesisStreamingDestination",
        **cars,
        StreamArn=STREAM + "2",
        EnableKinesisStreamingConfiguration=precise,
    )
    failed = {
        "DestinationStatus": "ENABLE_FAILED",
        "DestinationStatusDescription": "User does not have a permission to use kinesis stream",
    }
    described = desk.ask("DescribeKinesisStreamingDestination", **cars)
    assert described["KinesisDataStreamDestinations"] == [
        failed | {"StreamArn": STREAM},
        failed | {"StreamArn": STREAM + "2"} | precise,
    ]


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (
            "DisableKinesisStreamingDestination",
            f"{STATE}KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.",
        ),
        (
            "UpdateKinesisStreamingDestination",
            f"{STATE}Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE "
            f"state. TableName: cars, kdsArn: {STREAM}",
        ),
    ],
)
def test_it_is_never_active(operation, message) -> None:
    refused = Desk().ask(operation, TableName="cars", StreamArn=STREAM)
    assert refused == ("ValidationException", message)


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        (None, "Value null at 'streamArn' failed to satisfy constraint: Member must not be null"),
        (
            "",
            "Value '' at 'streamArn' failed to satisfy constraint: Member must have length greater "
            "than or equal to 37",
        ),
    ],
)
def test_it_has_an_arn(arn, message) -> None:
    refused = Desk().ask("EnableKinesisStreamingDestination", TableName="cars", StreamArn=arn)
    assert refused == ("ValidationException", f"1 validation error detected: {message}")
