"""What AWS refuses of CreateTable."""

from collections.abc import Iterator

from harness.dynamodb.protocol.control.encryption import refuse_encryption
from harness.dynamodb.protocol.control.quota import RegionTables, out_of_bounds, over_when_created
from harness.dynamodb.protocol.control.table_schema import refuse_definition
from harness.dynamodb.protocol.control.throughput import requested_mode
from harness.dynamodb.protocol.control.throughput_bounds import refuse_cold_create, refuse_maxima
from harness.dynamodb.protocol.refusal import first, invalid
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.policy import new_policy, refuse_document
from harness.dynamodb.protocol.subresource.subresources import Subresources
from harness.dynamodb.protocol.subresource.tags import refuse_tags, tags_of
from harness.model.table import BillingMode
from harness.wire.refusal import Refusal


def refuse_create(body: JsonObject, account: RegionTables) -> Refusal | None:
    """None where nothing is refused. ``body``: one that validation lets through."""
    mode = requested_mode(body) or BillingMode.PROVISIONED
    return first(
        _refuse_mode(body, mode),
        out_of_bounds(body),
        refuse_definition(body),
        _refuse_stream(body),
        _refuse_indexes(body, mode),
        refuse_maxima(body, mode, account.region, create=True),
        refuse_cold_create(body, account.region),
        over_when_created(body, account),
        refuse_encryption(body),
        _refuse_subresources(body),
    )


def requested_subresources(body: JsonObject, arn: str, now_ns: int) -> Subresources:
    """What an acceptable request gives its table beside the description. ``arn``: the table's."""
    subresources = Subresources(tags=tags_of(body.get("Tags") or ()))
    if body.get("ResourcePolicy"):
        subresources.policies[arn] = new_policy(body["ResourcePolicy"], now_ns)
    return subresources


def _refuse_subresources(body: JsonObject) -> Iterator[Refusal]:
    tags, policy = body.get("Tags"), body.get("ResourcePolicy")
    refusals = (
        refuse_tags(tags, least=0) if tags is not None else None,
        refuse_document(policy) if policy is not None else None,
    )
    yield from filter(None, refusals)


def _refuse_mode(body: JsonObject, mode: BillingMode) -> Iterator[Refusal]:
    """DDB-TABLE-024, -038."""
    provisioned = body.get("ProvisionedThroughput") is not None
    if provisioned and mode is BillingMode.PAY_PER_REQUEST:
        yield invalid(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST"
        )
    if not provisioned and mode is BillingMode.PROVISIONED:
        yield invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
            "PROVISIONED"
        )


def _refuse_indexes(body: JsonObject, mode: BillingMode) -> Iterator[Refusal]:
    """DDB-TABLE-128."""
    for index in body.get("GlobalSecondaryIndexes") or ():
        name, provisioned = index.get("IndexName"), index.get("ProvisionedThroughput") is not None
        if provisioned and mode is BillingMode.PAY_PER_REQUEST:
            yield invalid(
                f"ProvisionedThroughput should not be specified for index: {name} when BillingMode "
                "is PAY_PER_REQUEST"
            )
        if not provisioned and mode is BillingMode.PROVISIONED:
            yield invalid(f"ProvisionedThroughput is not specified for index: {name}")


def _refuse_stream(body: JsonObject) -> Iterator[Refusal]:
    """ack-api-quirks' list of messages (October 2026)."""
    stream = body.get("StreamSpecification")
    if not isinstance(stream, dict) or not isinstance(stream.get("StreamEnabled"), bool):
        return
    enabled, view = stream["StreamEnabled"], stream.get("StreamViewType")
    if enabled and view is None:
        yield invalid("Table is being created with a stream enabled, UpdateViewType is required")
    if not enabled and view is not None:
        yield invalid(
            "Table is being created with a stream disabled, UpdateViewType should not be specified"
        )
