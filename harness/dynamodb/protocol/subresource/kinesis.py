"""Kinesis destinations: there is no Kinesis here, and AWS has an answer for a stream that is not.

Sources: ack-api-quirks DDB-TABLE-299 to -302, -318, -442, measured on AWS, 2026-10-09: every ARN is
taken, and the destination fails a second or two later.
"""

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.refusal import Refusal

_NOT_VALID = "Table is not in a valid state to enable Kinesis Streaming Destination: "


def describe(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer DescribeKinesisStreamingDestination: every destination has failed."""
    return {
        "TableName": state.table.name,
        "KinesisDataStreamDestinations": [
            _failed(arn, precision) for arn, precision in state.subresources.destinations.items()
        ],
    }


def enable(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer EnableKinesisStreamingDestination, the destination being kept."""
    configuration = body.get("EnableKinesisStreamingConfiguration") or {}
    precision = configuration.get("ApproximateCreationDateTimePrecision")
    state.subresources.destinations[body["StreamArn"]] = precision
    return {
        "TableName": state.table.name,
        "StreamArn": body["StreamArn"],
        "DestinationStatus": "ENABLING",
        "EnableKinesisStreamingConfiguration": configuration,
    }


def disable(body: JsonObject, state: TableState, now_ns: int) -> Refusal:
    """Refuse DisableKinesisStreamingDestination: no destination was ever active."""
    return validation(
        f"{_NOT_VALID}KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
    )


def update(body: JsonObject, state: TableState, now_ns: int) -> Refusal:
    """Refuse UpdateKinesisStreamingDestination: no destination was ever active."""
    return validation(
        f"{_NOT_VALID}Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE "
        f"state. TableName: {body.get('TableName')}, kdsArn: {body.get('StreamArn')}"
    )


def _failed(arn: str, precision: str | None) -> JsonObject:
    destination = {
        "StreamArn": arn,
        "DestinationStatus": "ENABLE_FAILED",
        "DestinationStatusDescription": "User does not have a permission to use kinesis stream",
    }
    if precision is not None:
        destination["ApproximateCreationDateTimePrecision"] = precision
    return destination
