"""Tables on the wire: to CreateTable, and from a TableDescription."""

from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Projection,
    Table,
    Throughput,
    key_schema,
)


def create_table_request(table: Table) -> JsonObject:
    """The CreateTable request that makes the table."""
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
    request |= _throughput_request(table)
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
        on_demand_maximum=_maximum_of(description),
        warm_throughput=_warm_of(description),
    )


def update_table_request(current: Table, requested: Table) -> JsonObject | None:
    """What brings a table of the same keys and indexes to the wanted billing mode and provisioned
    throughput, or None where it has them."""
    switch = current.billing_mode is not requested.billing_mode
    request: JsonObject = {"BillingMode": str(requested.billing_mode)} if switch else {}
    if requested.throughput is not None and requested.throughput != current.throughput:
        request["ProvisionedThroughput"] = _provisioned(requested.throughput)
    indexes = [
        {"IndexName": index.name, "ProvisionedThroughput": _provisioned(index.throughput)}
        for index in requested.global_indexes
        if index.throughput is not None and index.throughput != _throughput_in(current, index.name)
    ]
    if indexes:
        request["GlobalSecondaryIndexUpdates"] = [{"Update": index} for index in indexes]
    return {"TableName": requested.name} | request if request else None


def _throughput_in(table: Table, name: str) -> Throughput | None:
    index = table.index(name)
    return None if index is None else index.throughput


_INDEX_MEMBERS = (
    ("LocalSecondaryIndexes", IndexType.LOCAL),
    ("GlobalSecondaryIndexes", IndexType.GLOBAL),
)


def _key_elements(key: KeySchema) -> list[JsonObject]:
    return [
        {"AttributeName": attribute.name, "KeyType": role}
        for role, attributes in (("HASH", key.partitions), ("RANGE", key.sorts))
        for attribute in attributes
    ]


def _index_request(index: Index) -> JsonObject:
    projection: JsonObject = {"ProjectionType": index.projection.type}
    if index.projection.non_key_attributes:
        projection["NonKeyAttributes"] = list(index.projection.non_key_attributes)
    return {
        "IndexName": index.name,
        "KeySchema": _key_elements(index.key),
        "Projection": projection,
    } | _throughput_request(index)


def _throughput_request(owner: Table | Index) -> JsonObject:
    request: JsonObject = {}
    if owner.throughput is not None:
        request["ProvisionedThroughput"] = _provisioned(owner.throughput)
    maximum, warm = owner.on_demand_maximum, owner.warm_throughput
    if maximum != OnDemandMaximum():
        units = {
            "MaxReadRequestUnits": maximum.read_units,
            "MaxWriteRequestUnits": maximum.write_units,
        }
        request["OnDemandThroughput"] = {
            member: most for member, most in units.items() if most is not None
        }
    if warm is not None:
        request["WarmThroughput"] = {
            "ReadUnitsPerSecond": warm.read_units,
            "WriteUnitsPerSecond": warm.write_units,
        }
    return request


def _provisioned(throughput: Throughput) -> JsonObject:
    return {
        "ReadCapacityUnits": throughput.read_units,
        "WriteCapacityUnits": throughput.write_units,
    }


def _throughput_of(description: JsonObject) -> Throughput:
    throughput = description["ProvisionedThroughput"]
    return Throughput(throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"])


def _maximum_of(description: JsonObject) -> OnDemandMaximum:
    """-1 stands for none."""
    maximum = description.get("OnDemandThroughput") or {}
    read, write = maximum.get("MaxReadRequestUnits", -1), maximum.get("MaxWriteRequestUnits", -1)
    return OnDemandMaximum(None if read == -1 else read, None if write == -1 else write)


def _warm_of(description: JsonObject) -> Throughput | None:
    """None from DynamoDB Local, which does not know it."""
    warm = description.get("WarmThroughput")
    return (
        None
        if warm is None
        else Throughput(warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"])
    )


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
        on_demand_maximum=_maximum_of(description),
        warm_throughput=_warm_of(description),
    )


def _key_of(description: JsonObject, types: dict[str, str]) -> KeySchema:
    partitions, sorts = (
        [
            KeyAttribute(element["AttributeName"], types[element["AttributeName"]])
            for element in description["KeySchema"]
            if element["KeyType"] == role
        ]
        for role in ("HASH", "RANGE")
    )
    return key_schema(partitions, sorts)
