"""Whether there is nothing wrong with a request, as fast as Python tells.

Every request is looked at, so this says yes or no and gives no reason: ``door`` looks for one. The
checks are made once, from the shapes. Of an attribute value only the types are looked at: what a
number or a set may be the engine knows, and says.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from harness.dynamodb.protocol.validation.shape import (
    OPERATIONS,
    TABLE_NAMES,
    Shape,
    input_of,
    shape_of,
)
from harness.dynamodb.protocol.validation.wrong_type import ends_as_base64

Check = Callable[[Any], bool]


@cache
def _check(name: str) -> Check:
    """Of a shape. Those that contain themselves are attribute values."""
    if name == "AttributeValue":
        return _is_value
    shape = shape_of(name)
    if shape.element == "AttributeValue" and shape.minimum is None:
        return _are_values_by_name if shape.kind == "map" else _are_values
    return _MAKERS[shape.kind](shape)


def _structure(shape: Shape) -> Check:
    checks = {member: _check(inner) for member, inner in shape.members.items()}
    required = shape.required

    def check(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, member in value.items():
            of_member = checks.get(name)
            if of_member is not None and not of_member(member):
                return False
        return required <= value.keys()

    return check


def _list(shape: Shape) -> Check:
    of_element, fits = _check(shape.element), _bounds(shape)
    return lambda value: type(value) is list and fits(len(value)) and all(map(of_element, value))


def _map(shape: Shape) -> Check:
    of_element, fits = _check(shape.element), _bounds(shape)
    of_key = _check(shape.key) if shape.key in TABLE_NAMES else _any
    return lambda value: (
        type(value) is dict
        and fits(len(value))
        and all(map(of_element, value.values()))
        and all(map(of_key, value))
    )


def _string(shape: Shape) -> Check:
    if shape.enum:
        values = frozenset(shape.enum)
        return lambda value: type(value) is str and value in values
    if shape.name in TABLE_NAMES:
        name = rf"arn:.{{1,1020}}|{shape.pattern[:-1]}{{{shape.minimum},{shape.maximum}}}"
        matches_name = re.compile(name).fullmatch
        return lambda value: type(value) is str and matches_name(value) is not None
    if shape.pattern:
        fits, matches = _bounds(shape), re.compile(shape.pattern).fullmatch
        return lambda value: type(value) is str and fits(len(value)) and matches(value) is not None
    if shape.minimum is None and shape.maximum is None:
        return _is_text
    fits = _bounds(shape)
    return lambda value: type(value) is str and fits(len(value))


def _number(shape: Shape) -> Check:
    fits = _bounds(shape)
    return lambda value: type(value) is int and fits(value)


def _bounds(shape: Shape) -> Callable[[int], bool]:
    minimum, maximum = shape.minimum, shape.maximum
    if maximum is None:
        return _any if minimum is None else lambda size: size >= minimum
    least = 0 if minimum is None else minimum
    return lambda size: least <= size <= maximum


def _any(value: object) -> bool:
    return True


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_boolean(value: object) -> bool:
    return type(value) is bool


def _is_blob(value: object) -> bool:
    return type(value) is str and ends_as_base64(value)


def _is_time(value: object) -> bool:
    return type(value) in (int, float)


def _are_texts(value: Any) -> bool:
    return type(value) is list and all(map(_is_text, value))


def _are_blobs(value: Any) -> bool:
    return type(value) is list and all(map(_is_blob, value))


def _are_values(value: Any) -> bool:
    return type(value) is list and all(map(_is_value, value))


def _are_values_by_name(values: Any) -> bool:
    """In a loop of its own: most of what a request has is here, and most of that is a string."""
    if type(values) is not dict:
        return False
    for value in values.values():
        if type(value) is not dict or len(value) != 1:
            return False
        ((kind, inner),) = value.items()
        if type(inner) is str and (kind == "S" or kind == "N"):
            continue
        of_kind = _KINDS.get(kind)
        if of_kind is None or not of_kind(inner):
            return False
    return True


def _is_value(value: Any) -> bool:
    """Of one type, and of the right one."""
    if type(value) is not dict or len(value) != 1:
        return False
    ((kind, inner),) = value.items()
    of_kind = _KINDS.get(kind)
    return of_kind is not None and of_kind(inner)


_KINDS: dict[str, Check] = {
    "S": _is_text,
    "N": _is_text,
    "B": _is_blob,
    "BOOL": _is_boolean,
    "NULL": _is_boolean,
    "SS": _are_texts,
    "NS": _are_texts,
    "BS": _are_blobs,
    "L": _are_values,
    "M": _are_values_by_name,
}

_MAKERS: dict[str, Callable[[Shape], Check]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _number,
    "long": _number,
    "boolean": lambda shape: _is_boolean,
    "blob": lambda shape: _is_blob,
    "double": lambda shape: _is_time,
    "timestamp": lambda shape: _is_time,
}


# By operation: whether AWS finds nothing wrong with a body.
CHECKS = {operation: _check(input_of(operation).name) for operation in OPERATIONS}
