"""An item or a key that does not fit the keys of its table and indexes, in AWS's words.

AWS checks this before it throttles, and names what is wrong; DynamoDB Local names nothing.

Sources. P: paritysuite/dynamodb-conformance, error-messages of PutItem, BatchWriteItem and
TransactWriteItems, captured in four Regions on 2026-06-23: the words for a key of another type, an
empty one, and that the first index by name is the one named. D: dynalite's tests (2013 to 2019).
E: ExtendDB pull 194, captured with the AWS CLI on 2026-06-30: sizes, of reads too. F: formkiq-core
issue 271 (2024-09-19), the sort key's size, with a space where the partition key's has none. W:
wellcomecollection/platform issue 2285 (2018-06-25), an index key's size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from harness.dynamodb.protocol.refusal import INVALID
from harness.model.item import AttributeValue, Item
from harness.model.table import Index, KeyAttribute, KeySchema, Table

MISMATCH = "The provided key element does not match the schema"

PARTITION_BYTES = 2048
SORT_BYTES = 1024

_NOT_VALID = "One or more parameter values are not valid. "
_KINDS = {"S": "string", "B": "binary"}
_TOO_LONG = {
    PARTITION_BYTES: f"{INVALID}Size of hashkey has exceeded the maximum size limit of"
    f"{PARTITION_BYTES} bytes",
    SORT_BYTES: f"{INVALID}Aggregated size of all range keys has exceeded the size limit of "
    f"{SORT_BYTES} bytes",
}


@dataclass(frozen=True, slots=True)
class KeyFault:
    """``of_request``: in a transaction, too, AWS refuses the request instead of cancelling with a
    reason. ``of_schema``: the table's key is missing or of another type, which BatchWriteItem
    words as for a Key member (P). ``empty``: the type of a value that has nothing in it."""

    message: str
    of_request: bool = False
    of_schema: bool = False
    empty: str = ""


def key_fault(table: Table, key: Item) -> KeyFault | None:
    """Of a Key member."""
    schema = table.key
    if len(key) != (1 if schema.sort is None else 2):
        return KeyFault(MISMATCH)
    for attribute, most_bytes in _table_key(schema):
        value = key.get(attribute.name)
        if value is None or attribute.type not in value:
            return KeyFault(MISMATCH)
        fault = _value_fault(attribute, value, most_bytes)
        if fault is not None:
            return fault
    return None


def item_fault(table: Table, item: Item) -> KeyFault | None:
    """Of what a Put writes."""
    for attribute, most_bytes in _table_key(table.key):
        value = item.get(attribute.name)
        if value is None:
            return KeyFault(
                f"{INVALID}Missing the key {attribute.name} in the item", of_schema=True
            )
        fault = (
            _value_fault(attribute, value, most_bytes)
            if attribute.type in value
            else _mismatch(attribute, value)
        )
        if fault is not None:
            return fault
    return _index_fault(table, item) if table.indexes else None


def update_fault(table: Table, values: Iterable[tuple[str, AttributeValue]]) -> KeyFault | None:
    """Of the values that an update gives to attributes, as far as they are keys of indexes alone:
    the engine refuses to update the table's."""
    key = [attribute.name for attribute in table.key.attributes]
    for name, value in values:
        fault = None if name in key else _index_fault(table, {name: value})
        if fault is not None:
            return _empty_update(fault.empty) if fault.empty else fault
    return None


def size_bytes(kind: str, text: str) -> int:
    """Of the content of an S or, in base64, of a B."""
    if kind == "B":
        return len(text) * 3 // 4 - text.count("=")
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


def _table_key(schema: KeySchema) -> tuple[tuple[KeyAttribute, int], ...]:
    partition = schema.partition, PARTITION_BYTES
    return (partition,) if schema.sort is None else (partition, (schema.sort, SORT_BYTES))


def _value_fault(
    attribute: KeyAttribute, value: AttributeValue, most_bytes: int
) -> KeyFault | None:
    """Of a value of the right type."""
    text = value[attribute.type]
    if attribute.type == "N" or not isinstance(text, str):
        return None  # numbers are checked as numbers, other JSON as JSON
    if 0 < len(text) <= SORT_BYTES // 4:  # nearly all are: no character takes more than 4 bytes
        return None
    if not text:
        kind = _KINDS[attribute.type]
        return KeyFault(
            f"{_NOT_VALID}The AttributeValue for a key attribute cannot contain an empty {kind} "
            f"value. Key: {attribute.name}",
            of_request=True,
            empty=attribute.type,
        )
    if size_bytes(attribute.type, text) > most_bytes:
        return KeyFault(_TOO_LONG[most_bytes])
    return None


def _mismatch(attribute: KeyAttribute, value: AttributeValue) -> KeyFault:
    return KeyFault(
        f"{INVALID}Type mismatch for key {attribute.name} expected: {attribute.type} "
        f"actual: {_type(value)}",
        of_schema=True,
    )


def _index_fault(table: Table, item: Item) -> KeyFault | None:
    """Of the first index by name. That the attributes of a composite key are checked one by one,
    also where the item lacks one of them, is as the engine does it."""
    faults = [
        (index.name, fault)
        for index in table.indexes
        for attribute in index.key.attributes
        if (value := item.get(attribute.name)) is not None
        and (fault := _entry_fault(index, attribute, value)) is not None
    ]
    return min(faults, key=lambda fault: fault[0])[1] if faults else None


def _entry_fault(index: Index, attribute: KeyAttribute, value: AttributeValue) -> KeyFault | None:
    text: Any = value.get(attribute.type)
    if text is None:
        return KeyFault(
            f"{INVALID}Type mismatch for Index Key {attribute.name} Expected: {attribute.type} "
            f"Actual: {_type(value)} IndexName: {index.name}"
        )
    if attribute.type == "N" or not isinstance(text, str):
        return None
    if not text:
        return KeyFault(
            f"{_NOT_VALID}A value specified for a secondary index key is not supported. The "
            "AttributeValue for a key attribute cannot contain an empty "
            f"{_KINDS[attribute.type]} value. IndexName: {index.name}, IndexKey: {attribute.name}",
            of_request=True,
            empty=attribute.type,
        )
    size, most = size_bytes(attribute.type, text), _most_bytes(index.key, attribute)
    if size <= most:
        return None
    return KeyFault(  # that it cancels no transaction is as the engine does it
        f"{INVALID}Size limit exceeded for Index Key {attribute.name} Actual Size: {size} bytes "
        f"Max Size: {most} bytes IndexName: {index.name}",
        of_request=True,
    )


def _most_bytes(schema: KeySchema, attribute: KeyAttribute) -> int:
    return SORT_BYTES if attribute in schema.sorts else PARTITION_BYTES


def _empty_update(kind: str) -> KeyFault:
    return KeyFault(
        f"{_NOT_VALID}The update expression attempted to update a secondary index key to a value "
        "that is not supported. The AttributeValue for a key attribute cannot contain an empty "
        f"{_KINDS[kind]} value.",
        of_request=True,
        empty=kind,
    )


def _type(value: AttributeValue) -> str:
    return next(iter(value), "")
