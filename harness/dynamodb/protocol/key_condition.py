"""What a Query asks of each key attribute."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import AttributeValue

_TOKENS = re.compile(r"[#:]?[\w.-]+|<=|>=|<>|[=<>(),]")
_SIGNS = {"=": "EQ", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE", "<>": "NE"}
_MIRRORED = {"LT": "GT", "LE": "GE", "GT": "LT", "GE": "LE"}


@dataclass(frozen=True, slots=True)
class KeyCondition:
    """``operator``: as the legacy KeyConditions spell it."""

    operator: str
    values: tuple[AttributeValue, ...]

    def holds(self, value: AttributeValue) -> bool:
        """Of a value of the same type. Raises ValueError where one is malformed."""
        mine, others = _ordered(value), [_ordered(other) for other in self.values]
        if self.operator == "BETWEEN":
            return bool(others[0] <= mine <= others[1])
        if self.operator == "BEGINS_WITH":
            return bool(mine.startswith(others[0]))
        return bool(_COMPARES[self.operator](mine, others[0]))


def conditions_of(request: JsonObject) -> dict[str, KeyCondition]:
    """By attribute. Raises what a malformed request raises: AttributeError, LookupError, TypeError,
    ValueError."""
    legacy = request.get("KeyConditions")
    if legacy:
        return {
            name: KeyCondition(
                condition["ComparisonOperator"], tuple(condition.get("AttributeValueList") or ())
            )
            for name, condition in legacy.items()
        }
    names: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
    values: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
    tokens = _TOKENS.findall(request.get("KeyConditionExpression") or "")
    return {
        names.get(path, path): KeyCondition(
            operator, tuple(values[operand] for operand in operands)
        )
        for path, operator, operands in _read(tokens)
    }


def _read(tokens: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    place = 0
    while place < len(tokens) - 2:
        first, second, third = tokens[place : place + 3]
        if first.lower() == "begins_with":
            yield third, "BEGINS_WITH", tokens[place + 4 : place + 5]
            place += 6
        elif second.lower() == "between":
            yield first, "BETWEEN", (third, tokens[place + 4])
            place += 5
        elif second in _SIGNS:
            yield _comparison(first, _SIGNS[second], third)
            place += 3
        else:
            place += 1


def _comparison(left: str, operator: str, right: str) -> tuple[str, str, Sequence[str]]:
    if left.startswith(":"):
        return right, _MIRRORED.get(operator, operator), (left,)
    return left, operator, (right,)


def _ordered(value: AttributeValue) -> Any:
    """In the order of keys: of bytes or of numbers."""
    ((kind, text),) = value.items()
    if kind == "N":
        return Decimal(text)
    return b64decode(text) if kind == "B" else text.encode()


_COMPARES = {
    "EQ": lambda one, other: one == other,
    "NE": lambda one, other: one != other,
    "LT": lambda one, other: one < other,
    "LE": lambda one, other: one <= other,
    "GT": lambda one, other: one > other,
    "GE": lambda one, other: one >= other,
}
