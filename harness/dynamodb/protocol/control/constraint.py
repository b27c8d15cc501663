"""What a member of CreateTable or UpdateTable may hold: checked by AWS before anything else."""

from collections.abc import Iterator, Mapping
from typing import Any

from harness.dynamodb.protocol.constraint import not_among, violation, violations, wire_name
from harness.dynamodb.protocol.refusal import Refusal, validation
from harness.dynamodb.protocol.request import JsonObject

_MODES = ("PROVISIONED", "PAY_PER_REQUEST")
_ENUMS = {
    "BillingMode": _MODES,
    "TableThroughputMode": _MODES,
    "TableClass": ("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
}

_VIEW_TYPES = ("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY")
_SSE_TYPES = ("AES256", "KMS")

_BOUND_UNITS = 1_000_000_000_000

_PROVISIONED = {"ReadCapacityUnits": int, "WriteCapacityUnits": int}
_MAXIMUM = {"MaxReadRequestUnits": int, "MaxWriteRequestUnits": int}
_WARM = {"ReadUnitsPerSecond": int, "WriteUnitsPerSecond": int}
_ARM = {
    "ProvisionedThroughput": _PROVISIONED,
    "OnDemandThroughput": _MAXIMUM,
    "WarmThroughput": _WARM,
}
_STREAM = {"StreamEnabled": bool, "StreamViewType": str}
_ENCRYPTION = {"Enabled": bool, "SSEType": str, "KMSMasterKeyId": str}
_INDEX = _ARM | {"IndexName": str}
_REQUEST: Mapping[str, Any] = (
    _ARM
    | dict.fromkeys((*_ENUMS, "TableName"), str)
    | {
        "GlobalSecondaryIndexes": [_INDEX],
        "StreamSpecification": _STREAM,
        "SSESpecification": _ENCRYPTION,
        "Tags": [{"Key": str, "Value": str}],
        "ResourcePolicy": str,
        "GlobalSecondaryIndexUpdates": [{"Create": _INDEX, "Update": _INDEX, "Delete": _INDEX}],
    }
)


def well_typed(body: JsonObject) -> bool:
    """Whether the members that concern throughput have their types; otherwise the engine words
    the SerializationException."""
    return _fits(body, _REQUEST)


def refuse_members(body: JsonObject) -> Refusal | None:
    """The refusal that names each member that cannot be, of a ``well_typed`` body.

    Sources: dynalite's tests, ExtendDB's of TableThroughputMode, DDB-TABLE-038. The order among
    members is doubtful, and members that have nothing to do with throughput are not looked at.
    """
    return violations([*_of_enums(body), *_of_units(body)])


def out_of_bounds(body: JsonObject) -> Iterator[Refusal]:
    """dynalite's tests."""
    asked = body.get("ProvisionedThroughput") or {}
    for member in ("ReadCapacityUnits", "WriteCapacityUnits"):
        if asked.get(member, 0) > _BOUND_UNITS:
            yield validation(f"Given value {asked[member]} for {member} is out of bounds")


def _fits(value: Any, shape: Any) -> bool:
    if value is None:
        return True
    if isinstance(shape, list):
        return isinstance(value, list) and all(
            isinstance(part, dict) and _fits(part, shape[0]) for part in value
        )
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and all(
            _fits(value.get(name), part) for name, part in shape.items()
        )
    return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))


def _of_enums(body: JsonObject) -> Iterator[str]:
    for member, values in _ENUMS.items():
        value = body.get(member)
        if value is not None and value not in values:
            yield not_among(value, member, values)
    view_type = (body.get("StreamSpecification") or {}).get("StreamViewType")
    if view_type is not None and view_type not in _VIEW_TYPES:
        yield not_among(view_type, "streamSpecification.streamViewType", _VIEW_TYPES)
    sse_type = (body.get("SSESpecification") or {}).get("SSEType")
    if sse_type is not None and sse_type not in _SSE_TYPES:
        yield not_among(sse_type, "sSESpecification.sSEType", _SSE_TYPES)


def _of_units(body: JsonObject) -> Iterator[str]:
    for at, throughput in _throughputs(body):
        for member in ("WriteCapacityUnits", "ReadCapacityUnits"):
            units = throughput.get(member)
            if units is None:
                yield violation("null", f"{at}.{wire_name(member)}", "Member must not be null")
            elif units < 1:
                what = "Member must have value greater than or equal to 1"
                yield violation(f"'{units}'", f"{at}.{wire_name(member)}", what)


def _throughputs(body: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Each ProvisionedThroughput and where it is."""
    places: list[tuple[str, JsonObject]] = [("", body)]
    for number, index in enumerate(body.get("GlobalSecondaryIndexes") or (), 1):
        places.append((f"globalSecondaryIndexes.{number}.member.", index))
    for number, update in enumerate(body.get("GlobalSecondaryIndexUpdates") or (), 1):
        at = f"globalSecondaryIndexUpdates.{number}.member."
        for action in ("Create", "Update"):
            places.append((f"{at}{wire_name(action)}.", update.get(action) or {}))
    for at, owner in places:
        throughput = owner.get("ProvisionedThroughput")
        if throughput is not None:
            yield f"{at}provisionedThroughput", throughput
