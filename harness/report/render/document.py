"""JSON documents from the report's values: one class each, which is its JSON Schema too.

A member takes the attribute of its own name from the value that the document is made of;
``field(name=...)`` says what the document calls it. Half-units, nanoseconds and fractions become
what the member's type says. So no figure is copied by hand, and a member that no value has is an
error, not a hole.

By msgspec: it fills classes from attributes, renames, checks what it reads and writes JSON Schema;
with cattrs the schemas would have to be kept beside its converters.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeVar

import msgspec

from harness.model.json_schema import json_schema

_MICRO = Decimal("0.000001")


class Document(msgspec.Struct):
    """A JSON object of which every member is always there."""


class Extended:
    """A value with further attributes, or with others in place of its own."""

    def __init__(self, value: object, **attributes: object) -> None:
        self._value = value
        self.__dict__.update(attributes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._value, name)


class Number(float):
    """A fraction, rounded to six decimals."""


class UnitRate(float):
    """Half-units a second or a request, as units rounded to six decimals."""


class ExactUnits(float):
    """Half-units as units, in steps of 0.5: exact."""


class Milliseconds(float):
    """Nanoseconds as milliseconds."""


class Seconds(float):
    """Nanoseconds as seconds."""


class UsdText(str):
    """USD with six decimals: a float would not be exact."""

    __slots__ = ()


Count = Annotated[int, msgspec.Meta(ge=0)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Counts = dict[str, Positive]
_FROM_0 = msgspec.Meta(extra_json_schema={"minimum": 0})
Rate = Annotated[Number, _FROM_0]
UnitsEach = Annotated[UnitRate, _FROM_0]

# What is made of a value, and the schema of that.
_TYPES: dict[type, tuple[Callable[[Any], object], dict[str, object]]] = {
    Number: (lambda fraction: round(float(fraction), 6), {"type": "number"}),
    UnitRate: (lambda half_units: round(float(half_units / 2), 6), {"type": "number"}),
    ExactUnits: (
        lambda half_units: half_units / 2,
        {"type": "number", "minimum": 0, "multipleOf": 0.5},
    ),
    Milliseconds: (lambda ns: ns / 1e6, {"type": "number", "minimum": 0}),
    Seconds: (lambda ns: ns / 1e9, {"type": "number", "minimum": 0}),
    UsdText: (
        lambda amount: amount.quantize(_MICRO),
        {"type": "string", "pattern": r"^[0-9]+\.[0-9]{6}$"},
    ),
}

D = TypeVar("D", bound=Document)


def document_of(value: object, document: type[D]) -> D:
    """The document's members from the value's attributes. Raises msgspec.ValidationError."""
    return msgspec.convert(value, document, from_attributes=True, dec_hook=_from_value)


def json_of(document: Document) -> bytes:
    """Indented, to be read by people too."""
    encoded = msgspec.json.encode(document, enc_hook=_plain)
    return msgspec.json.format(encoded, indent=2) + b"\n"


def document_from(content: bytes, document: type[D]) -> D:
    """Read what ``json_of`` wrote. Raises msgspec.ValidationError naming the member's path."""
    return msgspec.json.decode(content, type=document, dec_hook=lambda kind, value: kind(value))


def schema_of(
    document: type[Document], identity: str, file: str, number: int, page: str
) -> dict[str, Any]:
    """The JSON Schema, draft 2020-12, of format ``number`` of a file that ``page`` describes;
    ``identity`` is its ``$id``."""
    return json_schema(document, identity, file, number, page, lambda kind: dict(_TYPES[kind][1]))


def _from_value(kind: type, value: object) -> object:
    return value if isinstance(value, kind) else kind(_TYPES[kind][0](value))


def _plain(value: object) -> object:
    """msgspec writes what it knows, not what is derived of it."""
    return float(value) if isinstance(value, float) else str(value)
