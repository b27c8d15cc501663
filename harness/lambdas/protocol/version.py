"""One version of a function, and an alias, as Lambda's API keeps and describes them.

A function is made and changed at once here; the answer that says so has AWS's word for a change
that is under way, and the next one says that it is done.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from harness.model.function import Function

# The version of the template's functions that have an alias: SAM publishes them once.
FIRST = "1"


class Progress(Enum):
    """What an answer says of a change that is made at once here."""

    CREATING = auto()
    UPDATING = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Code:
    """The figures of code. ``size_bytes`` and ``sha256`` (base64): of the zip, or of the folder's
    files."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version. ``stored``: members of the definition that only describe it, as they were given.
    ``modified_ns``: since the epoch."""

    function: Function
    revision_id: str
    modified_ns: int
    progress: Progress = Progress.DONE
    stored: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """``$LATEST``, or the number that it was published under."""
        return self.function.version


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a version. ``weights``: the shares of invocations that go to other versions."""

    name: str
    version: str
    revision_id: str
    description: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)


def published_by_template(function: Function) -> Function | None:
    """The version that its aliases stand for: the same folder, in environments of its own."""
    return replace(function, version=FIRST) if function.aliases else None


def units_of(functions: Iterable[Function]) -> Iterator[Function]:
    """The versions that the template's functions have at the start."""
    for function in functions:
        yield function
        published = published_by_template(function)
        if published is not None:
            yield published
