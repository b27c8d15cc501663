"""What a WHERE clause says of a key: the partitions it names and the parts of them."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from harness.dynamodb.protocol.partiql.expression import (
    Condition,
    Expression,
    Path,
    number,
    value_of,
)
from harness.model.item import AttributeValue
from harness.model.table import KeySchema

_RANGES = frozenset(("=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"))


@dataclass(frozen=True, slots=True)
class SortCondition:
    """``operator`` as in a KeyConditionExpression."""

    operator: str
    values: tuple[AttributeValue, ...]


@dataclass(slots=True)
class Branch:
    """Conditions that hold together: the WHERE clause, or one side of its outermost OR.

    ``partitions``: of the first = or IN on the partition key. ``sorts``: what is said of the sort
    key; where ``choices``, any of its values instead. ``others``: how many more conditions name a
    key attribute by itself, so that DynamoDB Local scans (3.3.1, measured on 2026-11-23).
    """

    partitions: list[AttributeValue] = field(default_factory=list)
    sorts: list[SortCondition] = field(default_factory=list)
    choices: list[SortCondition] = field(default_factory=list)
    others: int = 0


def branches_of(
    where: Expression | None, key: KeySchema, parameters: Sequence[AttributeValue]
) -> list[Branch]:
    """The sides of the outermost OR of a WHERE clause; none without a clause."""
    return [_branch(side, key, parameters) for side in _flat("OR", where)]


def stored(value: AttributeValue) -> AttributeValue:
    """A key value as the engine stores it. Raises ValueError for a malformed number."""
    return number(value["N"]) if "N" in value else value


def in_order(values: list[AttributeValue]) -> list[AttributeValue]:
    """Without doubles, in a key's order, which is that of an IN's reads (DynamoDB Local 3.3.1)."""
    if len(values) == 1:
        return [stored(values[0])]
    distinct = {str(value): value for value in map(stored, values)}
    return sorted(distinct.values(), key=_place)


def _branch(side: Expression, key: KeySchema, parameters: Sequence[AttributeValue]) -> Branch:
    branch = Branch()
    names = [attribute.name for attribute in key.attributes]
    for condition in _flat("AND", side):
        subject, operator, values = _read(condition, parameters)
        if subject not in names:
            continue
        if subject == names[0] and operator in ("=", "IN") and values and not branch.partitions:
            branch.partitions = values
        elif subject != names[0] and operator in _RANGES and values:
            branch.sorts.append(SortCondition(operator, tuple(values)))
        elif subject != names[0] and operator == "IN" and values and not branch.choices:
            branch.choices = [SortCondition("=", (value,)) for value in in_order(values)]
        else:
            branch.others += 1
    return branch


def _read(
    condition: Expression, parameters: Sequence[AttributeValue]
) -> tuple[str | None, str, list[AttributeValue]]:
    """The attribute that a single condition is about, its operator and the values given to it.

    DynamoDB Local reads ``3 < sk`` as ``sk < 3`` (3.3.1, measured on 2026-11-23): it changes the
    sides and keeps the operator. Whether AWS does is doubtful.
    """
    if not isinstance(condition, Condition) or condition.operator in ("AND", "OR"):
        return None, "", []
    operands = list(condition.operands)
    if condition.operator == "NOT":
        return _read(operands[0], parameters)[0], "NOT", []
    if len(operands) == 2 and isinstance(operands[1], Path):
        operands.reverse()
    if not operands or not isinstance(operands[0], Path) or not operands[0].whole:
        return _inside(operands), "", []
    values = [value_of(operand, parameters) for operand in operands[1:]]
    resolved = [value for value in values if value is not None]
    subject = operands[0].attribute
    return subject, condition.operator, resolved if len(resolved) == len(values) else []


def _inside(operands: list[Expression]) -> str | None:
    """The attribute of ``size(sk) > 1``."""
    first = operands[0] if operands else None
    if isinstance(first, Condition) and first.operands and isinstance(first.operands[0], Path):
        return first.operands[0].attribute
    return None


def _flat(operator: str, expression: Expression | None) -> Iterator[Expression]:
    if isinstance(expression, Condition) and expression.operator == operator:
        for operand in expression.operands:
            yield from _flat(operator, operand)
    elif expression is not None:
        yield expression


def _place(value: AttributeValue) -> tuple[str, bytes | Decimal]:
    kind, content = next(iter(value.items()))
    if kind == "N":
        return kind, Decimal(content)
    return kind, b64decode(content) if kind == "B" else str(content).encode()
