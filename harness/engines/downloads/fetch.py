"""Fetches pinned files: a few at once, going on where an earlier try stopped, verified."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

from harness.engines.downloads.lock import Artifact
from harness.errors import EnvironmentFailedError, HarnessError

_AT_ONCE = 4

# A connection that broke is resumed once, a file that does not match its sum is fetched anew once.
_TRIES = 2


class FetchFailedError(Exception):
    """The server could not be reached, refused, or stopped half way."""


@dataclass(frozen=True, slots=True)
class Body:
    """``offset``: which byte of the file ``chunks`` begin with."""

    offset: int
    chunks: Iterator[bytes]


class Transport(Protocol):
    """The network: ``http_transport`` has it, tests have their own."""

    def get(self, url: str, offset: int) -> AbstractContextManager[Body]:
        """The bytes of a URL from an offset on; it, and reading them, raise FetchFailedError."""


class Fetch:
    """One download of several artifacts into ``directory``. Blocking: it runs beside the loop.

    ``on_bytes`` hears, from any thread, how much more has arrived: less than nothing where a part
    had to be dropped. ``cancelled``, once set, ends the downloads at their next chunk.
    """

    def __init__(
        self,
        directory: Path,
        repository: str,
        transport: Transport,
        on_bytes: Callable[[int], None],
        cancelled: Event,
    ) -> None:
        self._directory = directory
        self._repository = repository.rstrip("/")
        self._transport = transport
        self._on_bytes = on_bytes
        self._cancelled = cancelled

    def all(self, artifacts: Iterable[Artifact]) -> None:
        """Raises EnvironmentFailedError for the first that fails, OSError for a disk that does."""
        with ThreadPoolExecutor(_AT_ONCE, "fetch") as pool:
            jobs = [pool.submit(self._one, artifact) for artifact in artifacts]
            try:
                for job in as_completed(jobs):
                    job.result()
            except BaseException:
                self._cancelled.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _one(self, artifact: Artifact) -> None:
        part = part_of(self._directory, artifact)
        for _ in range(_TRIES):
            try:
                self._receive(artifact, part)
            except FetchFailedError as error:
                failure = self._unreachable(artifact, error)
                continue
            digest = _sha256(part)
            if digest == artifact.sha256:
                part.replace(self._directory / artifact.file_name)
                return
            self._on_bytes(-part.stat().st_size)
            part.unlink()
            failure = self._corrupted(artifact, digest)
        raise failure

    def _receive(self, artifact: Artifact, part: Path) -> None:
        with part.open("ab") as file:
            have = file.tell()
            if have >= artifact.size_bytes:
                return
            with self._transport.get(self._url(artifact), have) as body:
                file.truncate(body.offset)
                self._on_bytes(body.offset - have)
                have = body.offset
                for chunk in body.chunks:
                    if self._cancelled.is_set():
                        raise FetchFailedError("cancelled")
                    file.write(chunk)
                    have += len(chunk)
                    self._on_bytes(len(chunk))
                    if have > artifact.size_bytes:
                        return
        if have < artifact.size_bytes:
            raise FetchFailedError(f"ended after {have} of {artifact.size_bytes} bytes")

    def _url(self, artifact: Artifact) -> str:
        return f"{self._repository}/{artifact.path}"

    def _unreachable(self, artifact: Artifact, error: FetchFailedError) -> HarnessError:
        return EnvironmentFailedError(
            f"{artifact.file_name} cannot be fetched: {error}",
            where=self._url(artifact),
            hint="the first start needs the network: behind a proxy set HTTPS_PROXY, or name a"
            " mirror with --maven-repository; the next start goes on from what has arrived",
        )

    def _corrupted(self, artifact: Artifact, digest: str) -> HarnessError:
        return EnvironmentFailedError(
            f"{artifact.file_name} is not the file that is pinned: SHA-256 {digest} instead of"
            f" {artifact.sha256}, twice",
            where=self._url(artifact),
            hint="something on the way changes it: a proxy, or the mirror; try another with"
            " --maven-repository",
        )


def part_of(directory: Path, artifact: Artifact) -> Path:
    """Where an artifact grows until it is whole and verified."""
    return directory / f"{artifact.file_name}.part"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
