"""Kinesis destinations: there is no Kinesis here, and AWS has an answer for a stream that is not.

Sources: ack-api-quirks DDB-TABLE-299 to -302, -318, -442, measured on AWS, 2026-10-09: every ARN is
taken, and the destination fails a second or two later.
"""

from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.catalog import Catalog
from harness.wire.refusal import Refusal

_NOT_VALID = "Table is not in a valid state to enable Kinesis Streaming Destination: "
_SHORTEST_ARN = 37


def describe(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    standing = catalog.table(body)
    if isinstance(standing, Refusal):
        return standing
    return {
        "TableName": standing.table.name,
        "KinesisDataStreamDestinations": [
            _failed(arn, precision) for arn, precision in standing.subresources.destinations.items()
        ],
    }


def enable(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    standing = catalog.table(body)
    if isinstance(standing, Refusal):
        return standing
    configuration = body.get("EnableKinesisStreamingConfiguration") or {}
    precision = configuration.get("ApproximateCreationDateTimePrecision")
    standing.subresources.destinations[body["StreamArn"]] = precision
    return {
        "TableName": standing.table.name,
        "StreamArn": body["StreamArn"],
        "DestinationStatus": "ENABLING",
        "EnableKinesisStreamingConfiguration": configuration,
    }


def disable(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    what = "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
    return _never_active(body, catalog, what)


def update(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    what = (
        "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. "
        f"TableName: {body.get('TableName')}, kdsArn: {body.get('StreamArn')}"
    )
    return _never_active(body, catalog, what)


def _never_active(body: JsonObject, catalog: Catalog, what: str) -> Refusal:
    standing = catalog.table(body)
    if isinstance(standing, Refusal):
        return standing
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
