"""Kinesis destinations: there is no Kinesis here, and AWS has an answer for a stream that is not.

Sources: ack-api-quirks DDB-TABLE-299 to -302, -318, -442, measured on AWS, 2026-10-09: every ARN is
taken, and the destination fails a second or two later.
"""

from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.wire.refusal import Refusal

_NOT_VALID = "Table is not in a valid state to enable Kinesis Streaming Destination: "
_SHORTEST_ARN = 37


def describe(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    state = lookup.table(body)
    if isinstance(state, Refusal):
        return state
    return {
        "TableName": state.table.name,
        "KinesisDataStreamDestinations": [
            _failed(arn, precision) for arn, precision in state.subresources.destinations.items()
        ],
    }


def enable(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    state = lookup.table(body)
    if isinstance(state, Refusal):
        return state
    configuration = body.get("EnableKinesisStreamingConfiguration") or {}
    precision = configuration.get("ApproximateCreationDateTimePrecision")
    state.subresources.destinations[body["StreamArn"]] = precision
    return {
        "TableName": state.table.name,
        "StreamArn": body["StreamArn"],
        "DestinationStatus": "ENABLING",
        "EnableKinesisStreamingConfiguration": configuration,
    }


def disable(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    what = "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
    return _never_active(body, lookup, what)


def update(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    what = (
        "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. "
        f"TableName: {body.get('TableName')}, kdsArn: {body.get('StreamArn')}"
    )
    return _never_active(body, lookup, what)


def _never_active(body: JsonObject, lookup: TableLookup, what: str) -> Refusal:
    state = lookup.table(body)
    if isinstance(state, Refusal):
        return state
    return validation(_NOT_VALID + what)


def _failed(arn: str, precision: str | None) -> JsonObject:
    shown = {
        "StreamArn": arn,
        "DestinationStatus": "ENABLE_FAILED",
        "DestinationStatusDescription": "User does not have a permission to use kinesis stream",
    }
    return (
        shown if precision is None else shown | {"ApproximateCreationDateTimePrecision": precision}
    )
