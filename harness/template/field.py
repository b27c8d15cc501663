"""One property of a resource: its value once asked for, and where to complain about it."""

import re
from collections.abc import Iterable
from typing import Any

from harness.errors import TemplateError
from harness.template.intrinsics import (
    NO_VALUE,
    Resolver,
    UnresolvedError,
    describe,
    is_intrinsic,
    similar,
)
from harness.template.source import At, Source


class Field:
    """A value in the template, its functions resolved only where somebody asks.

    So a property that the harness does not use may hold what it cannot resolve. ``name`` is what
    messages call it; ``at`` is where it is written, branches of ``Fn::If`` included; ``present``:
    whether the template has it.
    """

    def __init__(self, source: Source, resolver: Resolver, raw: Any, name: str, at: At) -> None:
        self._source = source
        self._resolver = resolver
        self.name = name
        self.at = at
        self.value = self._settled(raw)
        self.present = self.value is not NO_VALUE

    @property
    def where(self) -> str:
        """File, line and property, for messages."""
        return self._source.where(self.at, self.name)

    def error(self, what: str, hint: str = "") -> TemplateError:
        """An error at this property's place."""
        return self._source.error(self.at, what, hint=hint, name=self.name)

    def field(self, key: str) -> "Field":
        """The named part; not ``present`` where it is missing. Raises where this is no mapping."""
        value = self._mapping().get(key, NO_VALUE)
        return self._part(value, f"{self.name}.{key}", key)

    def required(self, key: str) -> "Field":
        """The property inside this one. Raises TemplateError where it is missing."""
        field = self.field(key)
        if not field.present:
            raise self.error(f"{key} is missing")
        return field

    def fields(self) -> list[tuple[str, "Field"]]:
        """The parts of a mapping by key; none where it is absent."""
        found = [(key, self.field(key)) for key in self._mapping()]
        return [(key, field) for key, field in found if field.present]

    def items(self) -> list["Field"]:
        """The parts of a list; none where it is absent."""
        if not self.present:
            return []
        if not isinstance(self.value, list):
            raise self.error(f"must be a list, not {describe(self.value)}")
        parts = [self._part(v, f"{self.name}[{i}]", i) for i, v in enumerate(self.value)]
        return [part for part in parts if part.present]

    def only(self, known: Iterable[str]) -> None:
        """Raise where the mapping has a key that CloudFormation does not know."""
        names = list(known)
        for key in self._mapping():
            if key not in names:
                part = self._part(None, f"{self.name}.{key}", key)
                raise part.error("there is no such property", similar(key, names))

    def text(self) -> str:
        """The value as a string; a number or a boolean as CloudFormation writes it."""
        if isinstance(self.value, str | int | float):
            return self._resolver.text(self.value)
        raise self.error(f"must be a string, not {describe(self.value)}")

    def matching(self, pattern: re.Pattern[str], rule: str) -> str:
        """The text, which has to follow a pattern. Raises TemplateError with the rule."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.error(f'must be {rule}, not "{text}"')
        return text

    def one_of(self, choices: Iterable[str]) -> str:
        """The text, which has to be one of the choices. Raises TemplateError with them."""
        text, known = self.text(), list(choices)
        if text not in known:
            raise self.error(f'must be one of {", ".join(known)}, not "{text}"')
        return text

    def integer(self, low: int, high: int | None, unit: str) -> int:
        """An integer in the range, both ends included, written as a number or as digits."""
        value = self.value
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if is_number or (isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}", value)):
            number = int(value)
            if low <= number and (high is None or number <= high):
                return number
        span = f"of {low} or more" if high is None else f"of {low} to {high}"
        raise self.error(f"must be an integer {span} {unit}".rstrip() + f", not {describe(value)}")

    def _mapping(self) -> dict[str, Any]:
        if not self.present:
            return {}
        if not isinstance(self.value, dict):
            raise self.error(f"must be a mapping, not {describe(self.value)}")
        return self.value

    def _part(self, raw: Any, name: str, step: str | int) -> "Field":
        return Field(self._source, self._resolver, raw, name, (*self.at, step))

    def _settled(self, raw: Any) -> Any:
        try:
            while is_intrinsic(raw) and "Fn::If" in raw:
                choice = self._resolver.branch(raw["Fn::If"])
                self.at = (*self.at, "Fn::If", choice)
                raw = raw["Fn::If"][choice]
            return self._resolver.resolve(raw) if is_intrinsic(raw) else raw
        except UnresolvedError as error:
            raise self.error(error.what, error.hint) from error
