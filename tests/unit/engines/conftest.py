"""A small list of artifacts and a repository without a network."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import PurePosixPath

import pytest

from harness.engines.downloads.fetch import Body, FetchFailedError
from harness.engines.downloads.lock import Lock, parse_lock

CONTENT = {"DynamoDBLocal-1.0.jar": b"e" * 900, "alpha-1.0.jar": b"a" * 100, "beta-1.0.jar": b"b"}

Answer = Callable[[bytes, int], Body]


def _whole(content: bytes, offset: int) -> Body:
    return Body(offset, iter([content[offset:]]))


def _ignoring_ranges(content: bytes, offset: int) -> Body:
    return Body(0, iter([content]))


def _corrupted(content: bytes, offset: int) -> Body:
    return Body(offset, iter([b"?" * (len(content) - offset)]))


def _endless(content: bytes, offset: int) -> Body:
    return Body(offset, repeat(content))


def _unreachable(content: bytes, offset: int) -> Body:
    raise FetchFailedError("Network is unreachable")


def _reset_half_way(content: bytes, offset: int) -> Body:
    def chunks() -> Iterator[bytes]:
        yield content[offset : len(content) // 2]
        raise FetchFailedError("connection reset")

    return Body(offset, chunks())


def _ended_half_way(content: bytes, offset: int) -> Body:
    return Body(offset, iter([content[offset : len(content) // 2]]))


ANSWERS: dict[str, Answer] = {
    answer.__name__.removeprefix("_"): answer
    for answer in (
        _whole,
        _ignoring_ranges,
        _corrupted,
        _endless,
        _unreachable,
        _reset_half_way,
        _ended_half_way,
    )
}


@dataclass
class FakeTransport:
    """Answers from ``CONTENT``, whole unless ``plan`` says otherwise, and remembers the asking."""

    planned: dict[str, list[str]] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def plan(self, file_name: str, *answers: str) -> None:
        self.planned[file_name] = list(answers)

    @contextmanager
    def get(self, url: str, offset: int) -> Iterator[Body]:
        file_name = PurePosixPath(url).name
        self.asked.append((url, offset))
        planned = self.planned.get(file_name)
        yield ANSWERS[planned.pop(0) if planned else "whole"](CONTENT[file_name], offset)

    def offsets(self, file_name: str) -> list[int]:
        return [offset for url, offset in self.asked if url.endswith(file_name)]


@pytest.fixture
def content() -> dict[str, bytes]:
    return CONTENT


@pytest.fixture
def transport() -> FakeTransport:
    return FakeTransport()


@pytest.fixture
def lock() -> Lock:
    rows = []
    for file_name, content in CONTENT.items():
        name, version = file_name.removesuffix(".jar").split("-")
        rows.append(
            {
                "group": "org.example",
                "name": name,
                "version": version,
                "extension": "jar",
                "sha256": hashlib.sha256(content).hexdigest(),
                "size_bytes": len(content),
            }
        )
    return parse_lock(json.dumps(rows).encode())
