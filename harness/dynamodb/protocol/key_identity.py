"""A primary key as a dictionary key: the same for every spelling of one item."""

from decimal import Context, Decimal, InvalidOperation
from typing import Any

from harness.dynamodb.protocol.action import Action
from harness.model.item import Item
from harness.model.table import Table

# DynamoDB's numbers have 38 digits at most.
_PRECISION = Context(prec=40)


def key_identity(table: Table, key: Item) -> tuple[str, ...]:
    """The table's name, then type and value of each key attribute. Raises ValueError for what is
    no number, KeyError for a key that lacks an attribute."""
    parts = [table.name]
    for attribute in table.key.attributes:
        ((kind, text),) = key[attribute.name].items()
        parts += (kind, plain_number(text) if kind == "N" else str(text))
    return tuple(parts)


def item_identity(action: Action) -> tuple[str, ...] | None:
    """None where the action names no item, or none that there can be: the engine refuses that."""
    if action.table is None or action.key is None:
        return None
    try:
        return key_identity(action.table, action.key)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def plain_number(text: Any) -> str:
    """``1.50``, ``15e-1`` and ``1.5`` are one key. Raises ValueError if it is not a number."""
    if text.isdecimal() and text[0] != "0":
        return str(text)
    try:
        return format(Decimal(text).normalize(_PRECISION), "f")
    except InvalidOperation as error:
        raise ValueError(text) from error
