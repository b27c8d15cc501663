"""A member of the wrong JSON type, in AWS's words: SerializationException.

DynamoDB Local answers it with an InternalFailure (HTTP 500), which SDKs retry, or takes a number
for a string (3.3.1, measured 2026-11-23). So the gateway asks here only after such a failure, and a
request that the engine can read costs nothing. Words: dynalite, test/helpers.js, recorded on AWS.
Doubtful: which of several wrong members is named (here the first one), and the casts that AWS names
instead for some members of batches.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.dynamodb.protocol.refusal import SERVICE, Refusal
from harness.dynamodb.protocol.request import JsonObject

_OBJECT = "Start of structure or map found where not expected"
_COLLECTION = "Unrecognized collection type "
_PACKAGE = "com.amazonaws.dynamodb.v20120810."


@dataclass(frozen=True, slots=True)
class _Shape:
    """``java``: the class that AWS names. ``element``: of a list or a map."""

    kind: str
    java: str = ""
    element: "_Shape | None" = None
    members: "dict[str, _Shape]" = field(default_factory=dict)


_STRING = _Shape("String", "class java.lang.String")
_BOOLEAN = _Shape("Boolean", "class java.lang.Boolean")
_INTEGER = _Shape("Integer", "class java.lang.Integer")
_BLOB = _Shape("Blob", "class java.nio.ByteBuffer")


def _list(element: _Shape) -> _Shape:
    return _Shape("List", f"java.util.List<{element.java.removeprefix('class ')}>", element)


def _map(element: _Shape) -> _Shape:
    name = element.java.removeprefix("class ")
    return _Shape("Map", f"java.util.Map<java.lang.String, {name}>", element)


def _structure(name: str, **members: _Shape) -> _Shape:
    return _Shape("Structure", f"class {_PACKAGE}{name}", members=members)


_VALUE = _structure(
    "AttributeValue",
    S=_STRING,
    N=_STRING,
    B=_BLOB,
    BOOL=_BOOLEAN,
    NULL=_BOOLEAN,
    SS=_list(_STRING),
    NS=_list(_STRING),
    BS=_list(_BLOB),
)
_VALUE.members.update(L=_list(_VALUE), M=_map(_VALUE))
_ITEM = _map(_VALUE)
_VALUES = _list(_VALUE)

_EXPECTED = _structure(
    "ExpectedAttributeValue",
    Value=_VALUE,
    Exists=_BOOLEAN,
    ComparisonOperator=_STRING,
    AttributeValueList=_VALUES,
)
_CONDITION = _structure("Condition", ComparisonOperator=_STRING, AttributeValueList=_VALUES)
_UPDATE = _structure("AttributeValueUpdate", Value=_VALUE, Action=_STRING)

# What a member's name means, whatever the operation.
_MEMBERS: dict[str, _Shape] = {
    **dict.fromkeys(("ConsistentRead", "ScanIndexForward"), _BOOLEAN),
    **dict.fromkeys(("Limit", "Segment", "TotalSegments"), _INTEGER),
    **dict.fromkeys(("Item", "Key", "ExpressionAttributeValues", "ExclusiveStartKey"), _ITEM),
    **dict.fromkeys(("KeyConditions", "QueryFilter", "ScanFilter"), _map(_CONDITION)),
    "AttributesToGet": _list(_STRING),
    "ExpressionAttributeNames": _map(_STRING),
    "Expected": _map(_EXPECTED),
    "AttributeUpdates": _map(_UPDATE),
    "Parameters": _VALUES,
    "Tags": _list(_structure("Tag", Key=_STRING, Value=_STRING)),
    "TagKeys": _list(_STRING),
    "PointInTimeRecoverySpecification": _structure(
        "PointInTimeRecoverySpecification",
        PointInTimeRecoveryEnabled=_BOOLEAN,
        RecoveryPeriodInDays=_INTEGER,
    ),
    "EnableKinesisStreamingConfiguration": _structure(
        "EnableKinesisStreamingConfiguration", ApproximateCreationDateTimePrecision=_STRING
    ),
    **dict.fromkeys(
        (
            *("TableName", "IndexName", "Select", "ConditionalOperator", "Statement", "NextToken"),
            *("ConditionExpression", "FilterExpression", "KeyConditionExpression"),
            *("ProjectionExpression", "UpdateExpression", "ClientRequestToken"),
            *("ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValues"),
            "ReturnValuesOnConditionCheckFailure",
            *("StreamArn", "ExclusiveStartStreamArn", "ExclusiveStartShardId", "ShardId"),
            *("ShardIteratorType", "SequenceNumber", "ShardIterator"),
            *("ResourceArn", "Policy", "ExpectedRevisionId", "BackupArn", "ExportArn", "ImportArn"),
            *("ContributorInsightsAction", "ContributorInsightsMode", "GlobalTableName"),
        ),
        _STRING,
    ),
}

_WRITE_REQUEST = _structure(
    "WriteRequest",
    PutRequest=_structure("PutRequest", Item=_ITEM),
    DeleteRequest=_structure("DeleteRequest", Key=_ITEM),
)
_KEYS = _structure("KeysAndAttributes", **_MEMBERS, Keys=_list(_ITEM))
_ACTIONS = {
    name: _structure(name, **_MEMBERS) for name in ("Put", "Update", "Delete", "ConditionCheck")
}
_STATEMENT = {"Statement": _STRING, "Parameters": _VALUES, "ConsistentRead": _BOOLEAN}

_OF_OPERATION: Mapping[str, dict[str, _Shape]] = {
    "UpdateTimeToLive": {
        "TimeToLiveSpecification": _structure(
            "TimeToLiveSpecification", AttributeName=_STRING, Enabled=_BOOLEAN
        )
    },
    "BatchGetItem": {"RequestItems": _map(_KEYS)},
    "BatchWriteItem": {"RequestItems": _map(_list(_WRITE_REQUEST))},
    "TransactGetItems": {
        "TransactItems": _list(_structure("TransactGetItem", Get=_structure("Get", **_MEMBERS)))
    },
    "TransactWriteItems": {"TransactItems": _list(_structure("TransactWriteItem", **_ACTIONS))},
    "BatchExecuteStatement": {
        "Statements": _list(_structure("BatchStatementRequest", **_STATEMENT))
    },
    "ExecuteTransaction": {
        "TransactStatements": _list(_structure("ParameterizedStatement", **_STATEMENT))
    },
}


def wrong_type(operation: str, body: JsonObject) -> Refusal | None:
    """What AWS says of the first member that has the wrong type, None where none has."""
    members = _MEMBERS | _OF_OPERATION.get(operation, {})
    message = next(_complaints(_Shape("Structure", members=members), body, element=False), None)
    return None if message is None else Refusal(SERVICE, "SerializationException", message)


def _complaints(shape: _Shape, value: Any, *, element: bool) -> Iterator[str]:
    """Depth first, in the order of the request. ``element``: of a list or a map, not a member."""
    if value is None:
        return
    if isinstance(value, dict) and shape.kind in ("Structure", "Map"):
        for name, part in value.items():
            inner = shape.element or shape.members.get(name)
            if inner is not None:
                yield from _complaints(inner, part, element=shape.element is not None)
    elif isinstance(value, list) and shape.kind == "List":
        assert shape.element is not None
        for part in value:
            yield from _complaints(shape.element, part, element=True)
    else:
        yield from _mismatch(shape, value, element)


def _mismatch(shape: _Shape, value: Any, element: bool) -> Iterator[str]:
    if isinstance(value, dict):
        yield _OBJECT
    elif isinstance(value, list):
        yield _COLLECTION + shape.java
    elif shape.kind in ("Structure", "Map", "List"):
        of_value = element and shape.kind == "Structure"
        yield "Unexpected value type in payload" if of_value else "Unexpected field type"
    else:
        yield from _scalar(shape.kind, value)


def _scalar(kind: str, value: Any) -> Iterator[str]:
    if kind == "Blob":
        yield from _blob(value)
    elif isinstance(value, str) and kind == "Boolean":
        yield "Unexpected token received from parser"
    elif _token(value) != {"String": "STRING", "Integer": "NUMBER"}.get(kind) and not (
        (kind == "Boolean" and isinstance(value, bool))
        or (kind == "Integer" and isinstance(value, float))
    ):
        yield f"{_token(value)}_VALUE cannot be converted to {kind}"


def _token(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return {str: "STRING", int: "NUMBER", float: "DECIMAL"}[type(value)]


def _blob(value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield "only base-64-encoded strings are convertible to bytes"
    elif len(value) % 4:
        yield f"Base64 encoded length is expected a multiple of 4 bytes but found: {len(value)}"
    elif "=" in value.rstrip("=") or len(value) - len(value.rstrip("=")) > 2:
        yield "Invalid last non-pad Base64 character dectected"
