"""The reads that a SELECT amounts to.

AWS scans unless the WHERE clause binds the partition key by = or IN, in each side of an OR too
(developer guide, ql-reference.select, read 2026). DynamoDB Local 3.3.1 scans more often: on any OR
of keys, and on more than one condition, an IN, a <> or a NOT on the sort key (measured on
2026-11-23). So the reads are AWS's, except in the pages of a statement that the engine scans: its
NextToken says where its scan is.

Doubtful, because no source says: that AWS reads the range between two sort key conditions, and one
key for each value of an IN on the sort key; that it charges each read of an IN by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from harness.dynamodb.protocol.partiql.expression import Expression, attributes_of
from harness.dynamodb.protocol.partiql.keys import (
    Branch,
    SortCondition,
    in_order,
    stored,
)
from harness.dynamodb.protocol.partiql.read import Read
from harness.dynamodb.protocol.partiql.syntax import Syntax
from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import AttributeValue, Item
from harness.model.table import Index, IndexType, KeySchema, Table

# Of an IN on the partition key (developer guide, ql-operators, read 2026).
_MOST_READS = 50

_LOWER = frozenset((">", ">="))
_UPPER = frozenset(("<", "<="))


@dataclass(frozen=True, slots=True)
class Page:
    """``start``: the key of the last item that the page before evaluated."""

    consistent: bool = False
    limit: int | None = None
    start: Item | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the only page: no Limit and no page before."""
        return self.limit is None and self.start is None


@dataclass(frozen=True, slots=True)
class ReadSource:
    """The table, or one index of it, that a SELECT reads."""

    table: Table
    index: Index | None

    @property
    def key(self) -> KeySchema:
        """The key of what is read."""
        return self.table.key if self.index is None else self.index.key


class Placeholders:
    """The placeholders of one request's expressions."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def name(self, attribute: str) -> str:
        """The new placeholder of an attribute."""
        placeholder = f"#{len(self._names)}"
        self._names[placeholder] = attribute
        return placeholder

    def value(self, value: AttributeValue) -> str:
        """The new placeholder of a value."""
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = value
        return placeholder

    def members(self) -> JsonObject:
        """The members of the request that resolve the placeholders."""
        members: JsonObject = {}
        if self._names:
            members["ExpressionAttributeNames"] = self._names
        if self._values:
            members["ExpressionAttributeValues"] = self._values
        return members


def reads_of(
    syntax: Syntax, source: ReadSource, branches: Sequence[Branch], page: Page
) -> tuple[Read, ...]:
    """The reads in the order in which the engine makes them. ``branches``: by the source's key."""
    ranges = [read for branch in branches for read in _ranges(branch)]
    bound = all(branch.partitions for branch in branches) and 0 < len(ranges) <= _MOST_READS
    if not bound or not (page.whole or _engine_queries(branches)):
        return (_scan(syntax, source, page, scans=not bound),)
    return tuple(
        _read(syntax, source, page, partition, sort)
        for partition, sort in _left(ranges, source, page)
    )


_KeyRange = tuple[AttributeValue, SortCondition | None]


def _ranges(branch: Branch) -> list[_KeyRange]:
    sorts: Sequence[SortCondition | None] = branch.choices or (_range(branch.sorts),)
    return list(product(in_order(branch.partitions), sorts))


def _range(sorts: Sequence[SortCondition]) -> SortCondition | None:
    """One key condition for what is said of the sort key. An excluded end is evaluated too, and of
    a range that can hold nothing the one value that Query takes for a condition."""
    equal = [sort for sort in sorts if sort.operator == "="]
    if equal or len(sorts) < 2:
        return next(iter(equal or sorts), None)
    lower = [sort for sort in sorts if sort.operator in _LOWER]
    upper = [sort for sort in sorts if sort.operator in _UPPER]
    if not lower or not upper:
        return sorts[0]
    low, high = lower[0].values[0], upper[0].values[0]
    if in_order([low, high])[0] != stored(low):
        return SortCondition("=", (low,))
    return SortCondition("BETWEEN", (low, high))


def _engine_queries(branches: Sequence[Branch]) -> bool:
    branch = branches[0]
    plain = not branch.others and not branch.choices and len(branch.sorts) < 2
    return len(branches) == 1 and plain


def _left(ranges: list[_KeyRange], source: ReadSource, page: Page) -> list[_KeyRange]:
    """The ranges that the pages before have not finished."""
    if page.start is None:
        return ranges
    reached = page.start.get(source.key.partition.name)
    places = [place for place, (partition, _) in enumerate(ranges) if partition == reached]
    return ranges[places[0] :] if places else ranges


def _read(
    syntax: Syntax,
    source: ReadSource,
    page: Page,
    partition: AttributeValue,
    sort: SortCondition | None,
) -> Read:
    if source.index is None and page.whole:
        item = key_of(source.table.key, partition, sort)
        if item is not None:
            return Read("GetItem", _get(source.table, item, page), partition)
    names = Placeholders()
    body = _common(syntax, source, page, names)
    if page.start and page.start.get(source.key.partition.name) == partition:
        body["ExclusiveStartKey"] = page.start
        sort = _rest(sort, source.key, page.start)
    body["KeyConditionExpression"] = _condition(source.key, partition, sort, names)
    return Read("Query", body | names.members(), partition)


def _rest(sort: SortCondition | None, key: KeySchema, start: Item) -> SortCondition | None:
    """What is left of a range. DynamoDB Local's Query refuses to start at the last value of one,
    where its statements go on (3.3.1, measured on 2026-11-23)."""
    if sort is None or key.sort is None or sort.operator not in ("<=", "BETWEEN"):
        return sort
    end = stored(sort.values[-1])
    return SortCondition("=", (end,)) if stored(start[key.sort.name]) == end else sort


def key_of(
    key: KeySchema, partition: AttributeValue, sort: SortCondition | None
) -> dict[str, AttributeValue] | None:
    """The full primary key, where one is named."""
    if key.sort is None:
        return {key.partition.name: partition} if sort is None else None
    if sort is None or sort.operator != "=":
        return None
    return {key.partition.name: partition, key.sort.name: stored(sort.values[0])}


def _get(table: Table, item: Item, page: Page) -> JsonObject:
    body: JsonObject = {
        "TableName": table.name,
        "Key": item,
        "ProjectionExpression": "#0",
        "ExpressionAttributeNames": {"#0": table.key.partition.name},
    }
    return body | ({"ConsistentRead": True} if page.consistent else {})


def _scan(syntax: Syntax, source: ReadSource, page: Page, *, scans: bool) -> Read:
    names = Placeholders()
    body = _common(syntax, source, page, names)
    if page.start:
        body["ExclusiveStartKey"] = page.start
    return Read("Scan", body | names.members(), scans=scans)


def _common(syntax: Syntax, source: ReadSource, page: Page, names: Placeholders) -> JsonObject:
    body: JsonObject = {"TableName": source.table.name}
    if source.index is not None:
        body["IndexName"] = source.index.name
    if page.consistent:
        body["ConsistentRead"] = True
    if page.limit is not None:
        body["Limit"] = page.limit
    fetched = _fetched(syntax, source)
    if fetched:
        body["ProjectionExpression"] = ", ".join(names.name(attribute) for attribute in fetched)
    else:
        body["Select"] = "COUNT"
    return body


def _fetched(syntax: Syntax, source: ReadSource) -> list[str]:
    """What a local index does not project, so that each item is fetched from the table as well.

    That an unprojected attribute in a condition is fetched is doubtful: Query refuses it, while a
    PartiQL condition sees it (DynamoDB Local 3.3.1, measured on 2026-11-23).
    """
    index = source.index
    if index is None or index.type is not IndexType.LOCAL or index.projection.type == "ALL":
        return []
    held = {attribute.name for attribute in (*source.table.key.attributes, *index.key.attributes)}
    held.update(index.projection.non_key_attributes)
    expressions: list[Expression] = list(syntax.projection)
    expressions += [syntax.where] if syntax.where is not None else []
    attributes = dict.fromkeys(
        name for expression in expressions for name in attributes_of(expression)
    )
    return [name for name in attributes if name not in held]


def _condition(
    key: KeySchema, partition: AttributeValue, sort: SortCondition | None, names: Placeholders
) -> str:
    of_partition = f"{names.name(key.partition.name)} = {names.value(partition)}"
    if sort is None or key.sort is None:
        return of_partition
    name = names.name(key.sort.name)
    values = [names.value(value) for value in sort.values]
    if sort.operator == "BETWEEN":
        return f"{of_partition} AND {name} BETWEEN {values[0]} AND {values[1]}"
    if sort.operator == "begins_with":
        return f"{of_partition} AND begins_with({name}, {values[0]})"
    return f"{of_partition} AND {name} {sort.operator} {values[0]}"
