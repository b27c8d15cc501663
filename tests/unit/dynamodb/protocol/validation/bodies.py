"""Requests made of the shapes: a valid one of each operation, and one with each fault there can be.

A fault is put into one member; what else the request needs is as short as it may be.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.dynamodb.protocol.validation.shape import TABLE_NAMES, Shape, input_of, shape_of

# As deep as the model goes with its own members; attribute values have their own tests.
_DEEP = 9

_SCALARS: dict[str, Any] = {
    "boolean": True,
    "integer": 1,
    "long": 1,
    "double": 1.0,
    "timestamp": 1.0,
    "blob": "YWI=",
}

# Strings of the model's patterns.
_SAMPLES = ("abc", "1" * 12, "a" * 37, "0" * 16, ",", "7" * 112)


@dataclass(frozen=True)
class Faulty:
    """``path``: of the member, as the model spells it, with ``1`` and ``Tab`` for elements.
    ``kind``: as a Fault's. ``value``: what the member holds."""

    operation: str
    body: dict[str, Any]
    path: tuple[str, ...]
    kind: str
    value: Any
    shape: Shape

    @property
    def old_path(self) -> str:
        return ".".join(
            name[:1].lower() + name[1:] if name != "Tab" else name for name in self.path
        )


def valid_body(operation: str) -> dict[str, Any]:
    return valid(input_of(operation))


def valid(shape: Shape) -> Any:
    """With the members that it needs, and no more."""
    if shape.name == "AttributeValue":
        return {"S": "a"}
    if shape.kind == "structure":
        return {member: valid(shape_of(shape.members[member])) for member in shape.required}
    if shape.kind == "list":
        return [valid(shape_of(shape.element))] * max(shape.minimum or 0, 1)
    if shape.kind == "map":
        return {"Tab": valid(shape_of(shape.element))}
    if shape.kind == "string":
        return _text(shape)
    return max(_SCALARS[shape.kind], shape.minimum or 0) if shape.minimum else _SCALARS[shape.kind]


def faulty(operation: str) -> Iterator[Faulty]:
    """Every constraint of the operation's members, each broken once."""
    shape = input_of(operation)
    for fault in _faulty(shape, (), _DEEP):
        yield replace(fault, operation=operation)


def _faulty(shape: Shape, path: tuple[str, ...], deep: int) -> Iterator[Faulty]:
    for kind, value in _broken(shape):
        yield Faulty("", value, path, kind, value, shape)
    if shape.name == "AttributeValue" or not deep:
        return
    if shape.kind == "structure":
        yield from _in_structure(shape, path, deep)
    elif shape.kind == "list":
        for fault in _faulty(shape_of(shape.element), (*path, "1", "member"), deep - 1):
            yield replace(fault, body=[fault.body])
    elif shape.kind == "map":
        for fault in _faulty(shape_of(shape.element), (*path, "Tab", "member"), deep - 1):
            yield replace(fault, body={"Tab": fault.body})


def _in_structure(shape: Shape, path: tuple[str, ...], deep: int) -> Iterator[Faulty]:
    whole = valid(shape)
    for member, inner in shape.members.items():
        at = (*path, member)
        if member in shape.required:
            rest = {name: value for name, value in whole.items() if name != member}
            yield Faulty("", rest, at, "null", None, shape_of(inner))
        for fault in _faulty(shape_of(inner), at, deep - 1):
            yield replace(fault, body={**whole, member: fault.body})


def _broken(shape: Shape) -> Iterator[tuple[str, Any]]:
    if shape.enum:
        yield "enum", "WRONG"
    if shape.kind in ("integer", "long"):
        if shape.minimum is not None:
            yield "min", shape.minimum - 1
        if shape.maximum is not None:
            yield "max", shape.maximum + 1
    elif shape.kind == "string":
        yield from _broken_text(shape)
    elif shape.kind in ("list", "map"):
        yield from _broken_collection(shape)


def _broken_text(shape: Shape) -> Iterator[tuple[str, str]]:
    sample = _text(shape)
    if shape.minimum:
        yield "min", sample[:1] * (shape.minimum - 1)
    if shape.maximum is not None:
        yield "max", sample[:1] * (shape.maximum + 1)
    if shape.name in (*TABLE_NAMES, "IndexName"):
        yield "pattern", sample[:-1] + "!"


def _broken_collection(shape: Shape) -> Iterator[tuple[str, Any]]:
    if shape.minimum:
        yield "min", [] if shape.kind == "list" else {}
    if shape.maximum is not None and shape.maximum < 100:
        element = valid(shape_of(shape.element))
        count = shape.maximum + 1
        if shape.kind == "list":
            yield "max", [element] * count
        else:
            yield "max", {f"Tab{number}": element for number in range(count)}


def _text(shape: Shape) -> str:
    if shape.enum:
        return shape.enum[0]
    fits = (
        sample
        for sample in (*_SAMPLES, "a" * (shape.minimum or 1))
        if (shape.minimum or 0) <= len(sample) <= (shape.maximum or len(sample))
        and (not shape.pattern or re.fullmatch(shape.pattern, sample))
    )
    return next(fits)
