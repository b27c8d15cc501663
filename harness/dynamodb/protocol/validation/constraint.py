"""What the members of a request may hold, in AWS's words: ``N validation errors detected: …``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.validation import overrides
from harness.dynamodb.protocol.validation.echo import echo, wire_name
from harness.dynamodb.protocol.validation.shape import TABLE_NAMES, Shape, matches, shape_of
from harness.wire.refusal import Refusal

# As many faults as AWS names (dynalite, recorded on AWS).
_FAULTS_MAX = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A member's path: as the new framework writes it, as the old one does, and with a star for
    every table's name and number in it."""

    new: str = ""
    old: str = ""
    where: str = ""

    def member(self, name: str) -> "Place":
        """The place of a structure's member."""
        return self._to(name, wire_name(name), name)

    def element(self, name: object) -> "Place":
        """``1`` of a list, a key of a map."""
        text = f"{name}.member"
        return self._to(text, text, "*.member")

    def _to(self, new: str, old: str, where: str) -> "Place":
        if not self.new:
            return Place(new, old, where)
        return Place(f"{self.new}.{new}", f"{self.old}.{old}", f"{self.where}.{where}")


@dataclass(frozen=True, slots=True)
class Violation:
    """``kind``: null, min, max, pattern, enum, keys or values."""

    place: Place
    kind: str
    value: str
    constraint: str

    @property
    def old(self) -> str:
        """The sentence of the old framework, which quotes the value."""
        return (
            f"Value {self.value} at '{self.place.old}' failed to satisfy constraint: "
            f"{self.constraint}"
        )

    @property
    def new(self) -> str:
        """The sentence of the new framework."""
        return f"Value at '{self.place.new}' failed to satisfy constraint: {self.constraint}"


def violated(operation: str, shape: Shape, body: JsonObject) -> Refusal | None:
    """The refusal of what the members hold, None where all of it may be. ``body``: every member is
    of its type."""
    missing = _missing_parameter(operation, shape, body)
    if missing is not None:
        return missing
    faults = list(_faults(shape, body, Place()))
    if not faults:
        return None
    return validation(_words(operation, body, faults))


def counted(sentences: Sequence[str]) -> str:
    """Put the number of faults before them, as AWS does."""
    errors = "error" if len(sentences) == 1 else "errors"
    return f"{len(sentences)} validation {errors} detected: {'; '.join(sentences)}"


def _missing_parameter(operation: str, shape: Shape, body: JsonObject) -> Refusal | None:
    if operation not in overrides.PARAMETER_REQUIRED:
        return None
    for member in shape.members:
        constrained = member in shape.required and member not in _COUNTED_WHERE_MISSING
        if constrained and body.get(member) is None:
            return validation(
                f"The parameter '{member}' is required but was not present in the request"
            )
    return None


_COUNTED_WHERE_MISSING = frozenset(overrides.REQUIRED["CreateTableInput"])


def _words(operation: str, body: JsonObject, faults: Sequence[Violation]) -> str:
    """The old framework's where a required member is missing; else what the new one has."""
    if any(fault.kind == "null" and "." not in fault.place.where for fault in faults):
        return counted([fault.old for fault in faults[:_FAULTS_MAX]])
    alone = _alone(operation, body, faults)
    if alone is not None:
        return alone
    last = overrides.LAST.get(operation)
    first = [fault for fault in faults if fault.place.where.partition(".")[0] != last]
    return counted([_among(operation, fault) for fault in (first or faults)[:_FAULTS_MAX]])


def _alone(operation: str, body: JsonObject, faults: Sequence[Violation]) -> str | None:
    for fault in faults:
        where = fault.place.where
        if (operation, where, fault.kind) in overrides.ALONE:
            return counted([fault.new])
        if where == "ReturnValues" and operation in overrides.RETURN_VALUES_ALONE:
            return counted([_unnamed(overrides.RETURN_VALUES)])
        if where == "ConditionalOperator" and _conditions(body) > 1:
            sentence = _unnamed(overrides.OPERATORS)
            if operation in overrides.OPERATORS_COUNTED:
                return counted([sentence]) if overrides.OPERATORS_COUNTED[operation] else sentence
    return None


def _among(operation: str, fault: Violation) -> str:
    if fault.place.where == "ReturnValues" and operation in overrides.RETURN_VALUES_AMONG:
        return _unnamed(overrides.RETURN_VALUES)
    return fault.old


def _unnamed(values: str) -> str:
    return f"Failed to satisfy constraint: Member must satisfy enum value set: {values}"


def _conditions(body: JsonObject) -> int:
    return len(body.get("Expected") or body.get("QueryFilter") or ())


def _faults(shape: Shape, value: Any, place: Place) -> Iterator[Violation]:
    yield from _own(shape, value, place)
    if shape.kind == "structure":
        for member, inner in shape.members.items():
            at, part = place.member(member), value.get(member)
            if part is not None:
                yield from _faults(shape_of(inner), part, at)
            elif member in shape.required:
                yield Violation(at, "null", "null", "Member must not be null")
    elif shape.kind == "list":
        for number, part in enumerate(value, 1):
            yield from _of_element(shape, part, place.element(number))
    elif shape.kind == "map":
        yield from _of_map(shape, value, place)


def _of_element(shape: Shape, value: Any, place: Place) -> Iterator[Violation]:
    """Attribute values have rules of their own, in ``value``. Doubtful: a null is refused."""
    element = shape_of(shape.element)
    if element.name == "AttributeValue":
        return
    if value is not None:
        yield from _faults(element, value, place)
    elif element.kind in ("structure", "list", "map"):
        yield Violation(place, "null", "null", "Member must not be null")


def _of_map(shape: Shape, value: Any, place: Place) -> Iterator[Violation]:
    quoted = f"'{echo(shape, value)}'"
    key, element = shape_of(shape.key), shape_of(shape.element)
    if key.name in TABLE_NAMES and any(_has_fault(key, name) for name in value):
        yield Violation(
            place, "keys", quoted, f"Map keys must satisfy constraint: [{_limits(key)}]"
        )
    for name, part in value.items():
        at = place.element(name)
        if element.kind == "list" and part == []:
            constraint = f"Map value must satisfy constraint: [{_limits(element)}]"
            yield Violation(place, "values", quoted, constraint)
        else:
            yield from _of_element(shape, part, at)


def _has_fault(shape: Shape, value: str) -> bool:
    return next(_own(shape, value, Place()), None) is not None


def _own(shape: Shape, value: Any, place: Place) -> Iterator[Violation]:
    """Of a member itself, whatever is in it."""
    if shape.name in TABLE_NAMES and value.startswith("arn:"):
        return
    for kind, constraint in _broken(shape, value):
        yield Violation(place, kind, f"'{echo(shape, value)}'", constraint)


def _broken(shape: Shape, value: Any) -> Iterator[tuple[str, str]]:
    """The constraints that a value breaks, in AWS's order."""
    if shape.enum and value not in shape.enum:
        yield "enum", f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    unnamed = value == "" and shape.name in TABLE_NAMES  # its length alone is named (P)
    if not unnamed and not matches(shape, value):
        yield "pattern", f"Member must satisfy regular expression pattern: {shape.pattern}"
    measured = value if isinstance(value, int | float) else len(value)
    what = "value" if measured is value else "length"
    if shape.minimum is not None and measured < shape.minimum:
        yield "min", f"Member must have {what} greater than or equal to {shape.minimum}"
    if shape.maximum is not None and measured > shape.maximum:
        yield "max", f"Member must have {what} less than or equal to {shape.maximum}"


def _limits(shape: Shape) -> str:
    """All that a map's keys or values are held to: AWS names the ones that hold too."""
    limits = [
        f"Member must have length less than or equal to {shape.maximum}",
        f"Member must have length greater than or equal to {shape.minimum}",
    ]
    if shape.pattern:
        limits.append(f"Member must satisfy regular expression pattern: {shape.pattern}")
    return ", ".join(limits)
