"""The constraints of Lambda's service model, and AWS's words for what does not satisfy them.

All faults of a request are told at once: "2 validation errors detected: …; …" (LocalStack's
snapshots of AWS, 2025-11 to 2026-01). A member of the wrong type is refused before, alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.lambdas.protocol import refusal
from harness.wire.refusal import Refusal

Fault = str


class _OfString:
    """What Text and OneOf have in common. ``kind``: as AWS calls what the value is to be."""

    __slots__ = ()
    kind = "a String"

    def accepts(self, value: Any) -> bool:
        """Whether it is of the right type."""
        return isinstance(value, str)


@dataclass(frozen=True, slots=True)
class Text(_OfString):
    """A text. ``pattern``: as AWS prints it; ``matcher``: its meaning, where Python reads it
    otherwise."""

    characters_max: int | None = None
    pattern: str | None = None
    matcher: re.Pattern[str] | None = None
    characters_min: int = 0

    def faults(self, value: str) -> Iterator[str]:
        """What is wrong with it, in AWS's words."""
        if self.pattern is not None and not self._matches(value):
            yield f"Member must satisfy regular expression pattern: {self.pattern}"
        if len(value) < self.characters_min:
            yield f"Member must have length greater than or equal to {self.characters_min}"
        if self.characters_max is not None and len(value) > self.characters_max:
            yield f"Member must have length less than or equal to {self.characters_max}"

    def _matches(self, value: str) -> bool:
        matcher = self.matcher or re.compile(str(self.pattern), re.ASCII)
        return matcher.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number between ``low`` and ``high``, both included."""

    low: int
    high: int | None = None
    kind = "an Integer"

    def accepts(self, value: Any) -> bool:
        """Whether it is of the right type."""
        return isinstance(value, int) and not isinstance(value, bool)

    def faults(self, value: int) -> Iterator[str]:
        """What is wrong with it, in AWS's words."""
        if value < self.low:
            yield f"Member must have value greater than or equal to {self.low}"
        if self.high is not None and value > self.high:
            yield f"Member must have value less than or equal to {self.high}"


@dataclass(frozen=True, slots=True)
class OneOf(_OfString):
    """One of several words. ``values``: in the order in which AWS lists them."""

    values: tuple[str, ...]

    def faults(self, value: str) -> Iterator[str]:
        """What is wrong with it, in AWS's words."""
        if value not in self.values:
            yield f"Member must satisfy enum value set: [{', '.join(self.values)}]"


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts. AWS tells what an item has to satisfy all at once."""

    item: Text | OneOf
    items_max: int | None = None
    kind = "a list of Strings"

    def accepts(self, value: Any) -> bool:
        """Whether it is of the right type."""
        return isinstance(value, list) and all(isinstance(item, str) for item in value)

    def faults(self, value: list[str]) -> Iterator[str]:
        """What is wrong with it, in AWS's words."""
        if self.items_max is not None and len(value) > self.items_max:
            yield f"Member must have length less than or equal to {self.items_max}"
        if any(list(self.item.faults(item)) for item in value):
            rules = ", ".join([*_rules(self.item), "Member must not be null"])
            yield f"Member must satisfy constraint: [{rules}]"


Constraint = Text | Integer | OneOf | Texts


def check(
    constraints: Mapping[str, Constraint],
    members: Mapping[str, Any],
    required: tuple[str, ...] = (),
) -> Refusal | None:
    """AWS's refusal of the members, None where they satisfy the constraints.

    ``constraints``: by path, ``TracingConfig.Mode``; ``required``: paths that must be given.
    """
    faults: list[Fault] = []
    for path, constraint in constraints.items():
        value = at(members, path)
        if value is None:
            faults += [missing(path)] if path in required else []
        elif isinstance(value, Refusal):
            return value
        elif not constraint.accepts(value):
            return refusal.not_a(constraint.kind, repr(value))
        else:
            faults += [fault(path, value, words) for words in constraint.faults(value)]
    return refusal.invalid(faults) if faults else None


def refuse(path: str, value: Any, constraint: Constraint) -> Refusal | None:
    """One member that was given outside a body."""
    faults = [fault(path, value, words) for words in constraint.faults(value)]
    return refusal.invalid(faults) if faults else None


def at(members: Mapping[str, Any], path: str) -> Any:
    """The member at a path, None where it is not given; a refusal where the way there is not one
    of objects."""
    value: Any = members
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return refusal.not_a("an object", repr(value))
        value = value.get(step)
        if value is None:
            return None
    return value


def fault(path: str, value: object, constraint: str) -> Fault:
    """AWS's sentence for a member whose value breaks one constraint."""
    text = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
    return f"Value '{text}' at '{member(path)}' failed to satisfy constraint: {constraint}"


def missing(path: str) -> Fault:
    """AWS's sentence for a required member that is not there."""
    return f"Value null at '{member(path)}' failed to satisfy constraint: Member must not be null"


def member(path: str) -> str:
    """AWS names members with a small letter: ``tracingConfig.mode``."""
    return ".".join(step[0].lower() + step[1:] for step in path.split("."))


def _rules(constraint: Text | OneOf) -> list[str]:
    """In AWS's order, as it tells them of a list's items."""
    if isinstance(constraint, OneOf):
        return [f"Member must satisfy enum value set: [{', '.join(constraint.values)}]"]
    return [
        f"Member must have length less than or equal to {constraint.characters_max}",
        f"Member must have length greater than or equal to {constraint.characters_min}",
        f"Member must satisfy regular expression pattern: {constraint.pattern}",
    ]
