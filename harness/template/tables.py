"""A table's resource → the model's Table.

Rules: DynamoDB API reference, CreateTable, and developer guide, "Service, account, and table
quotas", checked 2026-11-23.
"""

import re
import unicodedata
from collections.abc import Mapping

from harness.model.table import (
    ON_DEMAND_START,
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Projection,
    Table,
    TableClass,
    Throughput,
    key_schema,
)
from harness.template.field import Field
from harness.template.intrinsics import similar
from harness.template.properties import (
    GLOBAL_INDEX_PROPERTIES,
    LOCAL_INDEX_PROPERTIES,
    TABLE_PROPERTIES,
)
from harness.template.table_settings import read_settings

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_NAME_RULE = "a name has 3 to 255 of the characters a-z A-Z 0-9 _ . -"
_STREAM_VIEW_TYPES = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
_PROJECTION_TYPES = ("ALL", "KEYS_ONLY", "INCLUDE")
_LOCAL_INDEXES_MAX = 5
_TTL_ATTRIBUTE = re.compile(r"(?s:.{1,255})")

# Of each role in a global index: Developer Guide, multi-attribute keys pattern (2025-11).
_GLOBAL_KEY_ATTRIBUTES_MAX = 4
_KEY_RULES = {
    1: "one HASH and at most one RANGE element",
    _GLOBAL_KEY_ATTRIBUTES_MAX: "one to four HASH and at most four RANGE elements",
}

Types = Mapping[str, str]


def read_table(properties: Field, name: str) -> Table:
    """The table, checked as CreateTable would check it. Raises TemplateError."""
    properties.only(TABLE_PROPERTIES)
    _check_name(properties.field("TableName"))
    types = _attribute_types(properties.required("AttributeDefinitions"))
    billing_mode = _billing_mode(properties.field("BillingMode"))
    key = _key_schema(properties.required("KeySchema"), types)
    table = Table(
        name=name,
        key=key,
        billing_mode=billing_mode,
        throughput=_throughput(properties, billing_mode),
        indexes=(
            *_local_indexes(properties.field("LocalSecondaryIndexes"), key, types),
            *_global_indexes(properties.field("GlobalSecondaryIndexes"), billing_mode, types),
        ),
        stream_view_type=_stream_view_type(properties.field("StreamSpecification")),
        on_demand_maximum=_on_demand_maximum(properties, billing_mode),
        warm_throughput=_warm_throughput(properties, billing_mode),
        table_class=_table_class(properties.field("TableClass")),
        time_to_live=_time_to_live(properties.field("TimeToLiveSpecification")),
        settings=read_settings(properties),
    )
    _check_definitions_used(properties.field("AttributeDefinitions"), table)
    _check_index_names(properties)
    return table


def _check_name(field: Field) -> None:
    if not field.present:
        return
    name = field.text()
    if _NAME.fullmatch(name):
        return
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    hint = f'for example "{bare}"' if _NAME.fullmatch(bare) and bare != name else ""
    raise field.error(f'DynamoDB refuses the name "{name}": {_NAME_RULE}', hint)


def _attribute_types(definitions: Field) -> dict[str, str]:
    types: dict[str, str] = {}
    for definition in definitions.items():
        definition.only(("AttributeName", "AttributeType"))
        name = definition.required("AttributeName").text()
        if name in types:
            raise definition.error(f'"{name}" is defined twice')
        types[name] = definition.required("AttributeType").one_of(("S", "N", "B"))
    return types


def _billing_mode(field: Field) -> BillingMode:
    return BillingMode(field.one_of(BillingMode)) if field.present else BillingMode.PROVISIONED


def _table_class(field: Field) -> TableClass:
    return TableClass(field.one_of(TableClass)) if field.present else TableClass.STANDARD


def _throughput(owner: Field, billing_mode: BillingMode) -> Throughput | None:
    field = owner.field("ProvisionedThroughput")
    if billing_mode is BillingMode.PAY_PER_REQUEST:
        if field.present:
            what = "is not allowed where BillingMode is PAY_PER_REQUEST"
            raise field.error(what, "remove it, or set BillingMode to PROVISIONED")
        return None
    if not field.present:
        what = "ProvisionedThroughput is missing, and the table's BillingMode is PROVISIONED"
        raise owner.error(what, "add it, or set BillingMode to PAY_PER_REQUEST")
    field.only(("ReadCapacityUnits", "WriteCapacityUnits"))
    return Throughput(_units(field, "ReadCapacityUnits"), _units(field, "WriteCapacityUnits"))


def _on_demand_maximum(owner: Field, billing_mode: BillingMode) -> OnDemandMaximum:
    field = owner.field("OnDemandThroughput")
    if not field.present:
        return OnDemandMaximum()
    if billing_mode is BillingMode.PROVISIONED:
        what = "is not allowed where BillingMode is PROVISIONED"
        raise field.error(what, "remove it, or set BillingMode to PAY_PER_REQUEST")
    field.only(("MaxReadRequestUnits", "MaxWriteRequestUnits"))
    return OnDemandMaximum(
        _most_units(field, "MaxReadRequestUnits"), _most_units(field, "MaxWriteRequestUnits")
    )


def _most_units(maximum: Field, key: str) -> int | None:
    field = maximum.field(key)
    return field.integer(1, None, "units") if field.present else None


def _warm_throughput(owner: Field, billing_mode: BillingMode) -> Throughput | None:
    """Each member may be missing, and be no less than what AWS gives anyway."""
    field = owner.field("WarmThroughput")
    if not field.present:
        return None
    field.only(("ReadUnitsPerSecond", "WriteUnitsPerSecond"))
    least = _throughput(owner, billing_mode) or ON_DEMAND_START
    return Throughput(
        _warm_units(field, "ReadUnitsPerSecond", least.read_units),
        _warm_units(field, "WriteUnitsPerSecond", least.write_units),
    )


def _warm_units(warm: Field, key: str, least: int) -> int:
    field = warm.field(key)
    return field.integer(least, None, "units") if field.present else least


def _units(throughput: Field, key: str) -> int:
    return throughput.required(key).integer(1, None, "units")


def _key_schema(field: Field, types: Types, most: int = 1) -> KeySchema:
    """``most``: how many HASH attributes it may have, and how many RANGE ones."""
    elements = field.items()
    wrong_count = field.error(f"must have {_KEY_RULES[most]}, not {len(elements)} elements")
    if not 1 <= len(elements) <= 2 * most:
        raise wrong_count
    attributes: dict[str, list[KeyAttribute]] = {"HASH": [], "RANGE": []}
    for element in elements:
        element.only(("AttributeName", "KeyType"))
        role = element.required("KeyType").one_of(_next_roles(attributes, most))
        attribute = _key_attribute(element.required("AttributeName"), types)
        for known, others in attributes.items():
            if attribute in others:
                what = f'"{attribute.name}" is already a {known} attribute'
                raise element.field("AttributeName").error(what)
        attributes[role].append(attribute)
    if len(attributes["RANGE"]) > most:
        raise wrong_count
    return key_schema(attributes["HASH"], attributes["RANGE"])


def _next_roles(attributes: Mapping[str, list[KeyAttribute]], most: int) -> list[str]:
    """HASH attributes come first."""
    partitions, sorts = attributes.values()
    roles = ["HASH"] if len(partitions) < most and not sorts else []
    return [*roles, "RANGE"] if partitions else roles


def _key_attribute(field: Field, types: Types) -> KeyAttribute:
    name = field.text()
    if name not in types:
        hint = similar(name, list(types)) or "define its type there"
        raise field.error(f'"{name}" is not in AttributeDefinitions', hint)
    return KeyAttribute(name, types[name])


def _local_indexes(field: Field, table_key: KeySchema, types: Types) -> list[Index]:
    definitions = field.items()
    if definitions and table_key.sort is None:
        raise field.error("a local index needs a table with a sort key")
    if len(definitions) > _LOCAL_INDEXES_MAX:
        raise field.error(f"a table has at most {_LOCAL_INDEXES_MAX} local indexes")
    return [_local_index(definition, table_key, types) for definition in definitions]


def _local_index(definition: Field, table_key: KeySchema, types: Types) -> Index:
    definition.only(LOCAL_INDEX_PROPERTIES)
    key = _key_schema(definition.required("KeySchema"), types)
    if key.partition != table_key.partition or key.sort is None:
        what = f'must have the table\'s HASH "{table_key.partition.name}" and a RANGE of its own'
        raise definition.field("KeySchema").error(what)
    return Index(_index_name(definition), IndexType.LOCAL, key, _projection(definition))


def _global_indexes(field: Field, billing_mode: BillingMode, types: Types) -> list[Index]:
    return [_global_index(definition, billing_mode, types) for definition in field.items()]


def _global_index(definition: Field, billing_mode: BillingMode, types: Types) -> Index:
    definition.only(GLOBAL_INDEX_PROPERTIES)
    return Index(
        _index_name(definition),
        IndexType.GLOBAL,
        _key_schema(definition.required("KeySchema"), types, _GLOBAL_KEY_ATTRIBUTES_MAX),
        _projection(definition),
        _throughput(definition, billing_mode),
        _on_demand_maximum(definition, billing_mode),
        _warm_throughput(definition, billing_mode),
    )


def _index_name(definition: Field) -> str:
    field = definition.required("IndexName")
    _check_name(field)
    return field.text()


def _projection(definition: Field) -> Projection:
    field = definition.required("Projection")
    field.only(("NonKeyAttributes", "ProjectionType"))
    kind = field.required("ProjectionType").one_of(_PROJECTION_TYPES)
    attributes = tuple(item.text() for item in field.field("NonKeyAttributes").items())
    if bool(attributes) != (kind == "INCLUDE"):
        raise field.error(f"NonKeyAttributes go with INCLUDE, and only with it, not with {kind}")
    return Projection(kind, attributes)


def _stream_view_type(field: Field) -> str | None:
    if not field.present:
        return None
    field.only(("ResourcePolicy", "StreamViewType"))
    return field.required("StreamViewType").one_of(_STREAM_VIEW_TYPES)


def _time_to_live(field: Field) -> str | None:
    """AttributeName may be missing where it is not enabled."""
    if not field.present:
        return None
    field.only(("AttributeName", "Enabled"))
    if field.required("Enabled").one_of(("true", "false")) == "false":
        return None
    return field.required("AttributeName").matching(_TTL_ATTRIBUTE, "of 1 to 255 characters")


def _check_definitions_used(definitions: Field, table: Table) -> None:
    keys = (table.key, *(index.key for index in table.indexes))
    used = {attribute.name for key in keys for attribute in key.attributes}
    for definition in definitions.items():
        name = definition.field("AttributeName")
        if name.text() not in used:
            what = f'"{name.text()}" is no key of the table or of an index'
            raise name.error(what, "define key attributes only; others need no definition")


def _check_index_names(properties: Field) -> None:
    seen: set[str] = set()
    for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        for definition in properties.field(kind).items():
            field = definition.field("IndexName")
            if field.text() in seen:
                raise field.error(f'two indexes are called "{field.text()}"')
            seen.add(field.text())
