"""An ExclusiveStartKey that does not fit what is read, in AWS's words.

AWS looks at the key of the index or table that is read, one attribute after the other, and at the
table's own key after that: dynalite's tests of Query and Scan, recorded on AWS (2013 to 2019). That
a Query of a table without a sort key cannot be restarted: ScyllaDB's Alternator tests, which run on
AWS; its words are doubtful.
"""

from collections.abc import Iterable

from harness.dynamodb.protocol.key_condition import conditions_of
from harness.dynamodb.protocol.key_schema import MISMATCH
from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import Item
from harness.model.table import IndexType, KeyAttribute, KeySchema, Table

INVALID = "The provided starting key is invalid"
OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
NO_MATCH = "The provided starting key does not match the range key predicate"
ONE_ROW = "The query can return at most one row and cannot be restarted"

_TABLES = f"{INVALID}: {MISMATCH}"


def start_key_fault(operation: str, request: JsonObject, table: Table) -> str | None:
    """What AWS says before it reads; None also where it finds another fault first. Raises what a
    malformed request raises: AttributeError, LookupError, TypeError, ValueError."""
    start: Item = request["ExclusiveStartKey"]
    name = request.get("IndexName")
    if name is None:
        return _of_table(operation, request, table, start)
    index = table.index(name)
    if index is None or (index.type is IndexType.GLOBAL and request.get("ConsistentRead")):
        return None
    both = {attribute.name for attribute in (*table.key.attributes, *index.key.attributes)}
    if len(start) != len(both):
        return INVALID
    return _in_turn(operation, request, index.key, start) or _whole(table.key, start)


def boundary_fault(request: JsonObject, schema: KeySchema) -> str:
    """Of a start key that fits but that the engine's Query does not reach."""
    conditions = conditions_of(request)
    start: Item = request["ExclusiveStartKey"]
    ordered = [attribute.name for attribute in schema.sorts if attribute.name in conditions]
    if not ordered:
        return OUTSIDE
    holds = all(conditions[name].holds(start[name]) for name in ordered)
    return ONE_ROW if holds else NO_MATCH


def missed_element(request: JsonObject, schema: KeySchema) -> str | None:
    """The first attribute of the key that the conditions of a Query have to name and do not."""
    conditions = conditions_of(request)
    more = len(conditions) > len(schema.partitions)
    needed = schema.attributes if more else schema.partitions
    return next((key.name for key in needed if key.name not in conditions), None)


def _of_table(operation: str, request: JsonObject, table: Table, start: Item) -> str | None:
    if operation == "Scan":
        fits = len(start) == len(table.key.attributes)
        return _whole(table.key, start) if fits else _TABLES
    if len(start) != len(table.key.attributes):
        return INVALID
    fault = _in_turn(operation, request, table.key, start)
    if fault is None and table.key.sort is None:
        condition = conditions_of(request).get(table.key.partition.name)
        if condition is not None and condition.operator == "EQ":
            same = condition.holds(start[table.key.partition.name])
            return ONE_ROW if same else OUTSIDE
    return fault


def _in_turn(operation: str, request: JsonObject, schema: KeySchema, start: Item) -> str | None:
    """The partition key's fault, or the sort key's: between them AWS reads a Query's conditions,
    and what is missing there the engine says too."""
    fault = _first_fault(schema.partitions, start)
    if fault is None and not (operation == "Query" and missed_element(request, schema)):
        return _first_fault(schema.sorts, start)
    return fault


def _first_fault(attributes: Iterable[KeyAttribute], start: Item) -> str | None:
    return next(filter(None, (_attribute_fault(key, start) for key in attributes)), None)


def _attribute_fault(attribute: KeyAttribute, start: Item) -> str | None:
    value = start.get(attribute.name)
    if value is None:
        return INVALID
    return None if attribute.type in value else MISMATCH


def _whole(schema: KeySchema, start: Item) -> str | None:
    return None if _first_fault(schema.attributes, start) is None else _TABLES
