"""A member's value as AWS's old validation framework quotes it: Java's toString."""

from collections.abc import Iterable
from typing import Any

import orjson

from harness.dynamodb.protocol.validation.shape import Shape, shape_of

# Members that no client can send, but that are quoted as null (P of ``overrides``, 2026-09-20).
_ATTRIBUTE_VALUE = (
    *("S", "N", "B", "INT", "DECIMAL", "DOUBLE", "SS", "NS", "BS"),
    *("INTSET", "DECIMALSET", "DOUBLESET", "M", "L", "NULL", "BOOL"),
)
_MEMBERS = {
    "AttributeValue": _ATTRIBUTE_VALUE,
    "PutRequest": ("Item", "WorkloadProfileName"),
}

# Quoted as the JSON that came in (P, 2026-10-09).
_AS_JSON = frozenset(("BatchGetRequestMap",))


def echo(shape: Shape, value: Any) -> str:
    """Quote a value of this shape."""
    if shape.name in _AS_JSON:
        return orjson.dumps(value).decode()
    return _text(shape, value)


def wire_name(member: str) -> str:
    """``tableName`` of TableName: members are quoted as Java spells them."""
    return member[:1].lower() + member[1:]


def _text(shape: Shape, value: Any) -> str:
    if value is None:
        return "null"
    if shape.kind == "structure":
        return f"{shape.name}({', '.join(_members(shape, value))})"
    if shape.kind == "list":
        element = shape_of(shape.element)
        return f"[{', '.join(_text(element, part) for part in value)}]"
    if shape.kind == "map":
        element = shape_of(shape.element)
        entries = (f"{name}={_text(element, part)}" for name, part in value.items())
        return f"{{{', '.join(entries)}}}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _members(shape: Shape, value: Any) -> Iterable[str]:
    for member in _MEMBERS.get(shape.name, shape.members):
        inner = shape.members.get(member)
        text = "null" if inner is None else _text(shape_of(inner), value.get(member))
        yield f"{wire_name(member)}={text}"
