"""A member of the wrong JSON type, in AWS's words: SerializationException.

DynamoDB Local answers it with an InternalFailure (HTTP 500), which SDKs retry, or takes a number
for a string and a string for a boolean (3.3.1, tried 2026-11-29). Words: dynalite, test/helpers.js,
recorded on AWS. Doubtful: which of several wrong members is named (here the first one), the casts
that AWS names instead for some members of batches, and the words for a character that is not
base64's.
"""

import re
from collections.abc import Iterator
from typing import Any

from harness.dynamodb.protocol.refusal import SERVICE
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.validation.shape import Shape, shape_of
from harness.wire.refusal import Refusal

_OBJECT = "Start of structure or map found where not expected"
_COLLECTION = "Unrecognized collection type "
_PACKAGE = "com.amazonaws.dynamodb.v20120810."

_JAVA = {
    "string": "java.lang.String",
    "boolean": "java.lang.Boolean",
    "integer": "java.lang.Integer",
    "long": "java.lang.Long",
    "double": "java.lang.Double",
    "blob": "java.nio.ByteBuffer",
    "timestamp": "java.util.Date",
}
_NUMBERS = ("integer", "long", "double", "timestamp")

# Strings that AWS takes for booleans, in any case (dynalite).
_BOOLEANS = frozenset(("TRUE", "FALSE", "YES", "NO", "1", "0"))

_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")
_LAST_QUANTUM = re.compile(
    r"(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|"
    r"[A-Za-z0-9+/][AQgw]==)?"
)


def wrong_type(shape: Shape, body: JsonObject) -> Refusal | None:
    """What AWS says of the first member that has the wrong type, None where none has."""
    message = next(_complaints(shape, body, element=False), None)
    return None if message is None else Refusal(SERVICE + "SerializationException", message)


def ends_as_base64(text: str) -> bool:
    """Whether the length and the last four characters are those of base64: all that can be wrong
    and the engine takes."""
    return len(text) % 4 == 0 and _LAST_QUANTUM.fullmatch(text[-4:]) is not None


def _complaints(shape: Shape, value: Any, *, element: bool) -> Iterator[str]:
    """Depth first, in the order of the request. ``element``: of a list or a map, not a member."""
    if value is None:
        return
    if isinstance(value, dict) and shape.kind in ("structure", "map"):
        for name, part in value.items():
            inner = shape.element or shape.members.get(name)
            if inner:
                yield from _complaints(shape_of(inner), part, element=bool(shape.element))
    elif isinstance(value, list) and shape.kind == "list":
        for part in value:
            yield from _complaints(shape_of(shape.element), part, element=True)
    else:
        yield from _mismatch(shape, value, element)


def _mismatch(shape: Shape, value: Any, element: bool) -> Iterator[str]:
    if isinstance(value, dict):
        yield _OBJECT
    elif isinstance(value, list):
        yield _COLLECTION + _java(shape)
    elif shape.kind in ("structure", "map", "list"):
        of_value = element and shape.kind == "structure"
        yield "Unexpected value type in payload" if of_value else "Unexpected field type"
    else:
        yield from _scalar(shape.kind, value)


def _java(shape: Shape) -> str:
    """The type that AWS names, of a class with the word ``class``."""
    if shape.kind == "structure":
        return f"class {_PACKAGE}{shape.name}"
    if shape.kind in _JAVA:
        return f"class {_JAVA[shape.kind]}"
    element = _java(shape_of(shape.element)).removeprefix("class ")
    if shape.kind == "list":
        return f"java.util.List<{element}>"
    return f"java.util.Map<java.lang.String, {element}>"


def _scalar(kind: str, value: Any) -> Iterator[str]:
    if kind == "blob":
        yield from _blob(value)
    elif kind == "boolean" and isinstance(value, str):
        if value.upper() not in _BOOLEANS:
            yield "Unexpected token received from parser"
    elif not _is(kind, value):
        yield f"{_token(value)}_VALUE cannot be converted to {kind.capitalize()}"


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, str):
        return kind == "string"
    return kind in _NUMBERS


def _token(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return {str: "STRING", int: "NUMBER", float: "DECIMAL"}[type(value)]


def _blob(value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield "only base-64-encoded strings are convertible to bytes"
    elif len(value) % 4:
        yield f"Base64 encoded length is expected a multiple of 4 bytes but found: {len(value)}"
    elif (wrong := _NOT_BASE64.search(value)) is not None:
        yield f"Invalid Base64 character: '{wrong[0]}'"
    elif "=" in value[:-4] or not ends_as_base64(value):
        yield "Invalid last non-pad Base64 character dectected"
