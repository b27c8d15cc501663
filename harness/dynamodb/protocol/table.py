"""Tables on the wire: to CreateTable, and from a TableDescription."""

from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
)


def create_table_request(table: Table) -> JsonObject:
    attributes = {
        attribute.name: attribute.type
        for key in (table.key, *(index.key for index in table.indexes))
        for attribute in key.attributes
    }
    request: JsonObject = {
        "TableName": table.name,
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()
        ],
        "KeySchema": _key_elements(table.key),
        "BillingMode": str(table.billing_mode),
    }
    for member, kind in _INDEX_MEMBERS:
        indexes = [_index_request(index) for index in table.indexes if index.type is kind]
        request |= {member: indexes} if indexes else {}
    request |= _throughput_request(table.throughput)
    if table.stream_view_type is not None:
        stream = {"StreamEnabled": True, "StreamViewType": table.stream_view_type}
        request["StreamSpecification"] = stream
    return request


def table_of(description: JsonObject) -> Table:
    """The table of a TableDescription, as CreateTable, UpdateTable and DescribeTable give it."""
    types = {
        definition["AttributeName"]: definition["AttributeType"]
        for definition in description["AttributeDefinitions"]
    }
    summary = description.get("BillingModeSummary") or {}
    mode = BillingMode(summary.get("BillingMode") or BillingMode.PROVISIONED)
    provisioned = mode is BillingMode.PROVISIONED
    return Table(
        name=description["TableName"],
        key=_key_of(description, types),
        billing_mode=mode,
        throughput=_throughput_of(description) if provisioned else None,
        indexes=tuple(
            _index_of(index, kind, types, provisioned)
            for member, kind in _INDEX_MEMBERS
            for index in description.get(member) or ()
        ),
        stream_view_type=(description.get("StreamSpecification") or {}).get("StreamViewType"),
    )


_INDEX_MEMBERS = (
    ("LocalSecondaryIndexes", IndexType.LOCAL),
    ("GlobalSecondaryIndexes", IndexType.GLOBAL),
)


def _key_elements(key: KeySchema) -> list[JsonObject]:
    return [
        {"AttributeName": attribute.name, "KeyType": role}
        for attribute, role in zip(key.attributes, ("HASH", "RANGE"), strict=False)
    ]


def _index_request(index: Index) -> JsonObject:
    projection: JsonObject = {"ProjectionType": index.projection.type}
    if index.projection.non_key_attributes:
        projection["NonKeyAttributes"] = list(index.projection.non_key_attributes)
    return {
        "IndexName": index.name,
        "KeySchema": _key_elements(index.key),
        "Projection": projection,
    } | _throughput_request(index.throughput)


def _throughput_request(throughput: Throughput | None) -> JsonObject:
    if throughput is None:
        return {}
    return {
        "ProvisionedThroughput": {
            "ReadCapacityUnits": throughput.read_units,
            "WriteCapacityUnits": throughput.write_units,
        }
    }


def _throughput_of(description: JsonObject) -> Throughput:
    throughput = description["ProvisionedThroughput"]
    return Throughput(throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"])


def _index_of(
    description: JsonObject, kind: IndexType, types: dict[str, str], provisioned: bool
) -> Index:
    projection: dict[str, Any] = description.get("Projection") or {}
    return Index(
        name=description["IndexName"],
        type=kind,
        key=_key_of(description, types),
        projection=Projection(
            projection.get("ProjectionType", "ALL"), tuple(projection.get("NonKeyAttributes") or ())
        ),
        throughput=(
            _throughput_of(description) if provisioned and kind is IndexType.GLOBAL else None
        ),
    )


def _key_of(description: JsonObject, types: dict[str, str]) -> KeySchema:
    attributes = [
        KeyAttribute(element["AttributeName"], types[element["AttributeName"]])
        for element in sorted(description["KeySchema"], key=lambda element: element["KeyType"])
    ]
    return KeySchema(*attributes)
