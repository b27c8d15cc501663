"""The functions that there are: each with its versions and aliases."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from harness.clock import epoch_ns
from harness.lambdas.protocol.version import (
    FIRST,
    Alias,
    Progress,
    Version,
    published_by_template,
)
from harness.model.function import LATEST, Function


@dataclass(slots=True)
class Record:
    """One function. ``last``: the number of the version published last, deleted or not.
    ``basis``: what that one was made of, so that the same is not published twice."""

    latest: Version
    published: dict[str, Version] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    last: int = 0
    basis: tuple[object, ...] | None = None

    @property
    def name(self) -> str:
        """The function's name."""
        return self.latest.function.name

    def version(self, qualifier: str | None) -> Version | None:
        """The version that a number, an alias or neither stands for; None where there is none."""
        if qualifier is None or qualifier == LATEST:
            return self.latest
        alias = self.aliases.get(qualifier)
        return self.numbered(qualifier if alias is None else alias.version)

    def numbered(self, number: str) -> Version | None:
        """The version with this number, or ``$LATEST``; None where there is none."""
        return self.latest if number == LATEST else self.published.get(number)

    def picked(self, qualifier: str | None, dice: Random) -> Version | None:
        """The version that an invocation goes to: an alias may spread them over two."""
        alias = None if qualifier is None else self.aliases.get(qualifier)
        if alias is not None and alias.weights:
            drawn = dice.random()
            for number, weight in alias.weights.items():
                if drawn < weight:
                    return self.numbered(number)
        return self.version(qualifier)

    def versions(self) -> Iterator[Version]:
        """``$LATEST``, and then the published ones in their order."""
        yield self.latest
        yield from self.published.values()


class FunctionCatalog:
    """``functions``: the template's. ``put``: serve this version as it is now."""

    def __init__(self, functions: Iterable[Function], put: Callable[[Function], None]) -> None:
        self._put = put
        self._records = {function.name: _of_template(function) for function in functions}

    def get(self, name: str) -> Record | None:
        """The function's record, None where there is no such function."""
        return self._records.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._records

    def __iter__(self) -> Iterator[Record]:
        """The functions in the order of their names."""
        return (record for _, record in sorted(self._records.items()))

    def add(self, function: Function, stored: Mapping[str, Any]) -> Version:
        """A new function, as the answer to its creation has it."""
        version = _new(function, stored)
        self._records[function.name] = Record(version)
        self._put(function)
        return replace(version, revision_id=new_id(), progress=Progress.CREATING)

    def change(
        self, record: Record, function: Function, stored: Mapping[str, Any] | None = None
    ) -> Version:
        """Its ``$LATEST``, as the answer to the change has it."""
        record.latest = _new(function, record.latest.stored if stored is None else stored)
        self._put(function)
        return replace(record.latest, revision_id=new_id(), progress=Progress.UPDATING)

    def publish(self, record: Record, function: Function, basis: tuple[object, ...]) -> Version:
        """Add a numbered version that runs ``function``, and serve it."""
        record.last += 1
        number = str(record.last)
        version = _new(replace(function, version=number), record.latest.stored)
        record.published[number], record.basis = version, basis
        self._put(version.function)
        return version

    def touch(self, record: Record, qualifier: str | None) -> None:
        """A new revision of a version or an alias of which something else was changed."""
        alias = None if qualifier is None else record.aliases.get(qualifier)
        if alias is not None:
            record.aliases[alias.name] = replace(alias, revision_id=new_id())
        elif qualifier in record.published:
            record.published[qualifier] = _touched(record.published[qualifier])
        else:
            record.latest = _touched(record.latest)

    def revision(self, record: Record, qualifier: str | None) -> str | None:
        """The revision of a version or an alias, None where there is none."""
        alias = None if qualifier is None else record.aliases.get(qualifier)
        version = record.version(qualifier)
        if alias is not None:
            return alias.revision_id
        return None if version is None else version.revision_id

    def remove(self, name: str) -> None:
        """Forget a function with its versions and aliases."""
        del self._records[name]


def new_id() -> str:
    """Return a new revision's id."""
    return str(uuid.uuid4())


def _new(function: Function, stored: Mapping[str, Any]) -> Version:
    return Version(function, new_id(), epoch_ns(), stored=stored)


def _touched(version: Version) -> Version:
    return replace(version, revision_id=new_id())


def _of_template(function: Function) -> Record:
    record = Record(_new(function, {}))
    published = published_by_template(function)
    if published is not None:
        record.published[FIRST] = _new(published, {})
        record.last = int(FIRST)
        record.basis = (function, {})
        record.aliases = {name: Alias(name, FIRST, new_id()) for name in function.aliases}
    return record
