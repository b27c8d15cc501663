"""What a download needs of a network: the bytes of a URL, from an offset on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


class FetchFailedError(Exception):
    """The other side could not be reached, refused, or stopped half way."""


@dataclass(frozen=True, slots=True)
class Body:
    """``offset``: which byte of the file ``chunks`` begin with."""

    offset: int
    chunks: Iterator[bytes]


class Transport(Protocol):
    """``get`` and the iteration of what it yields raise FetchFailedError."""

    def get(self, url: str, offset: int) -> AbstractContextManager[Body]: ...
