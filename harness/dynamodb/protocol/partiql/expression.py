"""The expressions of a statement, and what they come to once its parameters are known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from harness.model.item import AttributeValue


@dataclass(frozen=True, slots=True)
class Path:
    """An attribute, or with ``whole`` False something inside it."""

    attribute: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that the statement itself has."""

    value: AttributeValue


@dataclass(frozen=True, slots=True)
class Parameter:
    """The ``?`` that stands at this place among the statement's, from 0."""

    position: int


@dataclass(frozen=True, slots=True)
class Collection:
    """``kind``: L, M or a bag (S). ``names``: a map's, beside its ``members``."""

    kind: str
    members: tuple["Expression", ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator in upper case, or a function in lower case, and what it is applied to.

    AND and OR have two operands or more; an IN has the values as operands after the first.
    """

    operator: str
    operands: tuple["Expression", ...]


Expression = Path | Literal | Parameter | Collection | Condition

# Beyond that AWS refuses a number (developer guide, Naming Rules and Data Types; read 2026).
_EXPONENTS = range(-130, 126)


def value_of(expression: Expression, parameters: Sequence[AttributeValue]) -> AttributeValue | None:
    """The value; None of what only an item can tell, and where there is no such parameter."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Parameter):
        return _parameter(expression.position, parameters)
    if isinstance(expression, Collection):
        return _collection(expression, parameters)
    return None


def attributes_of(expression: Expression) -> Iterator[str]:
    """The top-level attributes that it names."""
    if isinstance(expression, Path):
        yield expression.attribute
    elif isinstance(expression, Condition):
        for operand in expression.operands:
            yield from attributes_of(operand)


def number(text: str) -> AttributeValue:
    """A number as the engine stores it: no exponent, no zeros around.

    Raises ValueError for what DynamoDB takes for no number.
    """
    try:
        exact = Decimal(text)
    except ArithmeticError as error:
        raise ValueError(f"no number: {text}") from error
    if not exact:
        return {"N": "0"}
    if not exact.is_finite() or exact.adjusted() not in _EXPONENTS:
        raise ValueError(f"out of range: {text}")
    plain = format(exact, "f")
    return {"N": plain.rstrip("0").rstrip(".") if "." in plain else plain}


def _parameter(position: int, parameters: Sequence[AttributeValue]) -> AttributeValue | None:
    if position >= len(parameters):
        return None
    value = parameters[position]
    return value if isinstance(value, Mapping) and len(value) == 1 else None


def _collection(
    expression: Collection, parameters: Sequence[AttributeValue]
) -> AttributeValue | None:
    values = [
        value
        for member in expression.members
        if (value := value_of(member, parameters)) is not None
    ]
    if len(values) != len(expression.members):
        return None
    if expression.kind == "M":
        return {"M": dict(zip(expression.names, values, strict=True))}
    if expression.kind == "L":
        return {"L": values}
    return _set(values)


def _set(values: list[AttributeValue]) -> AttributeValue | None:
    """The engine takes bags of strings or of numbers, and no empty ones."""
    kinds = {kind for value in values for kind in value}
    if kinds not in ({"S"}, {"N"}):
        return None
    kind = kinds.pop()
    return {kind + "S": [value[kind] for value in values]}
