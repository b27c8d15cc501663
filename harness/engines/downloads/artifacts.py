"""DynamoDB Local's files in the user's cache: fetched once, used offline ever after.

They are used as they were published. DynamoDB Local's licence (LICENSE.txt in its jar) forbids
changing it, so nothing here unpacks, patches or repacks it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from harness.engines.downloads.fetch import Fetch, Transport, part_of
from harness.engines.downloads.lock import LOCK, Artifact, Lock
from harness.errors import EnvironmentFailedError, UsageError
from harness.install import install_command

DYNAMODB_LOCAL_VERSION = LOCK.engine.version

_MB = 1_000_000

OnProgress = Callable[[int, int], None]


class Artifacts:
    """``on_progress(bytes_done, bytes_total)`` is called on the event loop while fetching.

    ``repository``: the root URL of a Maven repository; None is Maven Central.
    """

    def __init__(
        self,
        cache_dir: Path,
        *,
        repository: str | None = None,
        on_progress: OnProgress = lambda bytes_done, bytes_total: None,
        lock: Lock = LOCK,
        transport: Transport | None = None,
    ) -> None:
        # A folder per list: another version of the harness finds, and spoils, nothing of this one.
        name = f"dynamodb-local-{lock.engine.version}-{lock.digest[:8]}"
        self.directory = cache_dir / name
        self.lock = lock
        self._repository = repository
        self._on_progress = on_progress
        self._transport = transport

    @property
    def libraries(self) -> tuple[Path, ...]:
        """Everything but the engine's own jar, in class path order."""
        return tuple(self.directory / artifact.file_name for artifact in self.lock.libraries)

    @property
    def engine(self) -> Path:
        """The engine's own jar, which comes last in the class path."""
        return self.directory / self.lock.engine.file_name

    def missing(self) -> tuple[Artifact, ...]:
        """What is absent. A file gets its name only when verified, so its size is proof enough."""
        return tuple(artifact for artifact in self.lock.artifacts if not self._has(artifact))

    def plan(self) -> str:
        """What ``ensure`` would do, in a line."""
        what = f"DynamoDB Local {self.lock.engine.version}"
        missing = self.missing()
        if not missing:
            return f"take {what} from {self.directory}"
        size_mb = sum(artifact.size_bytes for artifact in missing) / _MB
        return f"fetch {what} ({len(missing)} files, {size_mb:.1f} MB) into {self.directory}"

    async def ensure(self) -> None:
        """Fetch what is missing; touch no network when nothing is.

        Raises EnvironmentFailedError (no network, a file that is not what is pinned, a disk that
        cannot be written) and UsageError (a repository that is no URL).
        """
        if not self.missing():
            return
        async with self.exclusive():
            missing = self.missing()  # another process may have fetched it meanwhile
            if missing:
                await self._fetch(missing)

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """Be the only process that writes to ``directory``.

        An OSError in the block becomes an EnvironmentFailedError that says where.
        """
        from filelock import AsyncFileLock  # 60 ms to import, and rarely needed

        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            async with AsyncFileLock(self.directory / ".lock", run_in_executor=False):
                yield
        except OSError as error:
            raise EnvironmentFailedError(
                f"the cache cannot be written: {error.strerror or error}",
                where=str(self.directory),
                hint=f"it needs {3 * self.lock.size_bytes / _MB:.0f} MB on a disk that you may"
                " write to; choose another folder with --cache-dir",
            ) from error

    async def _fetch(self, missing: Sequence[Artifact]) -> None:
        repository = _checked(self._repository or _maven_central())
        transport = self._transport or _http_transport(repository)
        cancelled = Event()
        fetch = Fetch(
            self.directory,
            repository,
            transport,
            self._progress(missing),
            cancelled,
        )
        job = asyncio.ensure_future(asyncio.to_thread(fetch.all, missing))
        try:
            await asyncio.shield(job)
        except asyncio.CancelledError:
            cancelled.set()
            await asyncio.wait([job])  # it writes files: the lock is held until it has ended
            raise

    def _progress(self, missing: Sequence[Artifact]) -> Callable[[int], None]:
        """Adds up what all downloads report, on the loop's thread."""
        loop = asyncio.get_running_loop()
        total = sum(artifact.size_bytes for artifact in missing)
        done = sum(_size_bytes(part_of(self.directory, artifact)) for artifact in missing)

        def add(more: int) -> None:
            nonlocal done
            done += more
            self._on_progress(done, total)

        def report(more: int) -> None:
            loop.call_soon_threadsafe(add, more)

        return report

    def _has(self, artifact: Artifact) -> bool:
        return _size_bytes(self.directory / artifact.file_name) == artifact.size_bytes


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # absent; what else keeps it from being read will keep it from being written
        return 0


def _http_transport(repository: str) -> Transport:
    from harness.engines.downloads.http_transport import HttpTransport, pool_for

    return HttpTransport(pool_for(repository))


def _maven_central() -> str:
    """jgo knows the address; ours to pin are the files."""
    try:
        from jgo.constants import MAVEN_CENTRAL_URL
    except ImportError as error:
        raise EnvironmentFailedError(
            "jgo, which knows where Maven Central is, is not installed",
            hint=install_command("embedded"),
        ) from error
    return str(MAVEN_CENTRAL_URL)


def _checked(repository: str) -> str:
    parts = urlsplit(repository)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"{repository!r} is not the URL of a Maven repository",
            where="--maven-repository",
            hint="an http or https URL, the one that ends before the group's first folder",
        )
    return repository
