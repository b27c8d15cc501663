"""A PartiQL statement bound to its table and its parameters."""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from harness.dynamodb.protocol.partiql.expression import value_of
from harness.dynamodb.protocol.partiql.keys import Branch, branches_of, stored
from harness.dynamodb.protocol.partiql.parser import parse
from harness.dynamodb.protocol.partiql.plan import Page, ReadSource, key_of, reads_of
from harness.dynamodb.protocol.partiql.read import Read
from harness.dynamodb.protocol.partiql.syntax import Syntax, Verb
from harness.dynamodb.protocol.request import table_name
from harness.model.item import AttributeValue, Item
from harness.model.table import KeySchema, Table


@dataclass(frozen=True, slots=True)
class Statement:
    """``key``: the full primary key of the one item that a write, an EXISTS or a SELECT names.

    ``item``: what an INSERT puts, None where it cannot be read. ``reads``: of a SELECT. They are
    one page together: ask them in order, each ``within`` what is left of the Limit after the
    ScannedCount of those before; stop where nothing is, or where one answers a LastEvaluatedKey.
    """

    action: Verb
    table: Table
    index: str | None = None
    key: Item | None = None
    item: Item | None = None
    reads: tuple[Read, ...] = ()

    @property
    def writes(self) -> bool:
        """An EXISTS is billed as a write too, as a ConditionCheck is."""
        return self.action is not Verb.SELECT


def statement_of(
    text: str,
    parameters: Sequence[AttributeValue] | None,
    tables: Callable[[str], Table | None],
    *,
    consistent: bool = False,
    limit: int | None = None,
    next_token: str | None = None,
) -> Statement | None:
    """The statement; None where it is not understood, or names no table or index that is known.

    ``parameters``, ``consistent``, ``limit`` and ``next_token`` as the request has them, of
    whatever type: what is malformed is the engine's to refuse.
    """
    try:
        syntax = parse(text)
        table = tables(table_name(syntax.table)) if syntax is not None else None
        if syntax is None or table is None:
            return None
        if syntax.action is Verb.INSERT:
            return _insert(syntax, table, parameters or ())
        if syntax.action is Verb.SELECT:
            start = start_of(next_token) if next_token is not None else None
            return _select(syntax, table, parameters or (), Page(consistent, limit, start))
        return _change(syntax, table, parameters or ())
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def start_of(next_token: str) -> Item:
    """The key of the last item evaluated, as ExclusiveStartKey wants it.

    Raises LookupError, TypeError or ValueError where the token does not tell.

    DynamoDB Local's token is base64 of JSON, with that key under ``opIndexToExclusiveNextKey`` "0",
    whatever the plan (3.3.1, measured on 2026-11-23). AWS's is opaque.
    """
    key = orjson.loads(b64decode(next_token))["opIndexToExclusiveNextKey"]["0"]
    if not isinstance(key, Mapping):
        raise TypeError(next_token)
    return key


def _select(
    syntax: Syntax, table: Table, parameters: Sequence[AttributeValue], page: Page
) -> Statement | None:
    index = table.index(syntax.index) if syntax.index is not None else None
    if index is None and syntax.index is not None:
        return None
    if index is not None and index.key.multi_attribute:
        # AWS reads none by PartiQL (dynamodb-conformance, AWS, 2026-10), nor does the engine.
        return Statement(syntax.action, table, syntax.index)
    source = ReadSource(table, index)
    branches = branches_of(syntax.where, source.key, parameters)
    key = _key(branches, table.key) if index is None else None
    reads = reads_of(syntax, source, branches, page)
    return Statement(syntax.action, table, syntax.index, key, reads=reads)


def _change(syntax: Syntax, table: Table, parameters: Sequence[AttributeValue]) -> Statement:
    branches = branches_of(syntax.where, table.key, parameters)
    return Statement(syntax.action, table, key=_key(branches, table.key))


def _insert(syntax: Syntax, table: Table, parameters: Sequence[AttributeValue]) -> Statement:
    value = value_of(syntax.item, parameters) if syntax.item is not None else None
    item: Item | None = value.get("M") if value is not None else None
    key = None if item is None else _key_in(item, table.key)
    return Statement(syntax.action, table, key=key, item=item)


def _key_in(item: Item, key: KeySchema) -> Item | None:
    names = [attribute.name for attribute in key.attributes]
    return {name: stored(item[name]) for name in names} if all(n in item for n in names) else None


def _key(branches: Sequence[Branch], key: KeySchema) -> Item | None:
    if len(branches) != 1 or len(branches[0].partitions) != 1:
        return None
    equal = [sort for sort in branches[0].sorts if sort.operator == "="]
    return key_of(key, stored(branches[0].partitions[0]), equal[0] if equal else None)
