"""What an attribute value may be, in AWS's words.

Sources: dynalite's tests for the rules and their order; paritysuite, valueLayers (eu-west-2,
us-east-1, eu-west-1, us-west-2, 2026-10-09), for which operations say what: AWS checks values in
one of two layers.
"""

from base64 import b64decode
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import Any

import orjson

from harness.dynamodb.protocol.refusal import INVALID
from harness.dynamodb.protocol.validation.number import canonical, number_fault

_DATATYPES = "must contain exactly one of the supported datatypes"
_NO_TYPE = f"Supplied AttributeValue is empty, {_DATATYPES}"
_TYPES = f"Supplied AttributeValue has more than one datatypes set, {_DATATYPES}"
_NULL = f"{INVALID}Null attribute value types must have the value of true"
_EMPTY = {
    "SS": f"{INVALID}An string set  may not be empty",
    "NS": f"{INVALID}An number set  may not be empty",
    "BS": f"{INVALID}Binary sets should not be empty",
}

# Of these a start key says that it is what is invalid (dynalite).
OF_START_KEY = frozenset((_NO_TYPE, _TYPES, _NULL, _EMPTY["SS"], _EMPTY["BS"]))

KINDS = ("S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M")

_FALSE = (False, "false", "no", "0")


class ValidationLayer(Enum):
    """The layer of AWS's validation whose words an operation has."""

    CURRENT = auto()
    OLDER = auto()


def values_fault(values: Iterable[Any], layer: ValidationLayer) -> str | None:
    """Of the first that has one."""
    return next((fault for value in values for fault in _faults(value, layer)), None)


def value_fault(value: Any, layer: ValidationLayer) -> str | None:
    """Say what is wrong with a value, None where nothing is."""
    return next(_faults(value, layer), None)


def _faults(value: Any, layer: ValidationLayer) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    kinds = [kind for kind in value if kind in KINDS and value[kind] is not None]
    if not kinds:
        yield _NO_TYPE
    for kind in kinds:
        yield from _of_kind(kind, value[kind], layer)
    if len(kinds) > 1:
        yield _TYPES


def _of_kind(kind: str, inner: Any, layer: ValidationLayer) -> Iterator[str]:
    if kind == "N":
        yield from _number(inner, layer)
    elif kind == "NULL" and (inner.lower() if isinstance(inner, str) else inner) in _FALSE:
        yield _NULL
    elif kind in _EMPTY:
        yield from _set(kind, inner, layer)
    elif kind == "L":
        for part in inner:
            yield from _faults(part, layer)
    elif kind == "M":
        for part in inner.values():
            yield from _faults(part, layer)


def _number(text: str, layer: ValidationLayer) -> Iterator[str]:
    fault = number_fault(text, older=layer is ValidationLayer.OLDER)
    if fault is not None:
        yield fault


def _set(kind: str, members: Sequence[str], layer: ValidationLayer) -> Iterator[str]:
    if not members:
        yield _EMPTY[kind]
    if None in members:
        return  # the engine's
    if kind == "NS":
        for member in members:
            yield from _number(member, layer)
    repeat = _first_repeat(members, _IDENTITIES[kind])
    if repeat is not None:
        yield _duplicates(kind, members, repeat, layer)


def _first_repeat(members: Sequence[str], identity: Callable[[str], Hashable]) -> int | None:
    seen: set[Hashable] = set()
    for number, member in enumerate(members):
        if identity(member) in seen:
            return number
        seen.add(identity(member))
    return None


def _duplicates(kind: str, members: Sequence[str], repeat: int, layer: ValidationLayer) -> str:
    """The current layer quotes the members, in byte order up to the first that comes again."""
    if kind == "NS":
        sentence = "Input collection contains duplicates"
        return sentence if layer is ValidationLayer.OLDER else f"{INVALID}{sentence}."
    if layer is ValidationLayer.OLDER:
        listed = ", ".join(members)
    else:
        ordered = [*sorted(members[:repeat], key=_BYTES[kind]), *members[repeat:]]
        comma = ", " if kind == "SS" else ","
        listed = comma.join(orjson.dumps(member).decode() for member in ordered)
    of_kind = "" if kind == "SS" else "of type BS"
    return f"{INVALID}Input collection [{listed}]{of_kind} contains duplicates."


_BYTES: dict[str, Callable[[str], bytes]] = {"SS": str.encode, "BS": b64decode}
_IDENTITIES: dict[str, Callable[[str], Hashable]] = {"NS": canonical, **_BYTES}
