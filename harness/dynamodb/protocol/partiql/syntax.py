"""A statement as it is written: parsed, its parameters and its table still unknown."""

from dataclasses import dataclass
from enum import StrEnum

from harness.dynamodb.protocol.partiql.expression import Expression


class Verb(StrEnum):
    """``CHECK``: EXISTS(SELECT ...), which only ExecuteTransaction takes."""

    SELECT = "Select"
    INSERT = "Insert"
    UPDATE = "Update"
    DELETE = "Delete"
    CHECK = "ConditionCheck"


@dataclass(frozen=True, slots=True)
class Syntax:
    """``table`` as written: a name or an ARN. ``projection``: what a SELECT lists, empty for ``*``.
    ``item``: an INSERT's."""

    action: Verb
    table: str
    index: str | None = None
    projection: tuple[Expression, ...] = ()
    where: Expression | None = None
    item: Expression | None = None
