"""A PartiQL statement bound to its table and its parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from harness.dynamodb.protocol.partiql.expression import value_of
from harness.dynamodb.protocol.partiql.keys import branches_of, stored
from harness.dynamodb.protocol.partiql.page import start_of
from harness.dynamodb.protocol.partiql.parser import parse
from harness.dynamodb.protocol.partiql.plan import Page, Source, key_of, twins_of
from harness.dynamodb.protocol.partiql.syntax import Action, Syntax
from harness.dynamodb.protocol.partiql.twin import Twin
from harness.dynamodb.protocol.request import table_name
from harness.model.item import AttributeValue, Item
from harness.model.table import KeySchema, Table


@dataclass(frozen=True, slots=True)
class Statement:
    """``key``: the full primary key of the one item that a write, an EXISTS or a SELECT names.

    ``item``: what an INSERT puts, None where it cannot be read. ``twins``: of a SELECT. They are
    one page together: ask them in order, each ``within`` what is left of the Limit after the
    ScannedCount of those before, and stop where one answers a LastEvaluatedKey.
    """

    action: Action
    table: Table
    index: str | None = None
    key: Item | None = None
    item: Item | None = None
    twins: tuple[Twin, ...] = ()

    @property
    def writes(self) -> bool:
        """An EXISTS is billed as a write too, as a ConditionCheck is."""
        return self.action is not Action.SELECT


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
        return _bound(syntax, parameters, tables, consistent, limit, next_token)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        return None


def _bound(
    syntax: Syntax | None,
    parameters: Sequence[AttributeValue] | None,
    tables: Callable[[str], Table | None],
    consistent: bool,
    limit: int | None,
    next_token: str | None,
) -> Statement | None:
    table = tables(table_name(syntax.table)) if syntax is not None else None
    if syntax is None or table is None:
        return None
    values = parameters or ()
    if syntax.action is Action.INSERT:
        return _insert(syntax, table, values)
    key = _key(syntax, table, values) if syntax.index is None else None
    if syntax.action is not Action.SELECT:
        return Statement(syntax.action, table, key=key)
    index = table.index(syntax.index) if syntax.index is not None else None
    start = start_of(next_token) if next_token is not None else None
    if (index is None) != (syntax.index is None) or (start is None) != (next_token is None):
        return None
    page = Page(consistent, limit, start)
    twins = twins_of(syntax, Source(table, index), values, page)
    return Statement(syntax.action, table, syntax.index, key, twins=twins)


def _insert(syntax: Syntax, table: Table, parameters: Sequence[AttributeValue]) -> Statement | None:
    value = value_of(syntax.item, parameters) if syntax.item is not None else None
    item: Item | None = value.get("M") if value is not None else None
    key = None if item is None else _key_in(item, table.key)
    return Statement(syntax.action, table, key=key, item=item)


def _key_in(item: Item, key: KeySchema) -> Item | None:
    names = [attribute.name for attribute in key.attributes]
    return {name: stored(item[name]) for name in names} if all(n in item for n in names) else None


def _key(syntax: Syntax, table: Table, parameters: Sequence[AttributeValue]) -> Item | None:
    branches = branches_of(syntax.where, table.key, parameters)
    if len(branches) != 1 or len(branches[0].partitions) != 1:
        return None
    branch = branches[0]
    equal = [sort for sort in branch.sorts if sort.operator == "="]
    return key_of(table.key, stored(branch.partitions[0]), equal[0] if equal else None)
