"""Makes, once a machine, what lets DynamoDB Local start fast."""

from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from harness.engines.database.class_archive import ClassArchive, listing
from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.java import Java
from harness.engines.downloads.artifacts import Artifacts
from harness.engines.process import run_to_end
from harness.errors import HarnessError

_LOG_LINES = 20

Steps = tuple[tuple[str, Callable[[], Awaitable[None]]], ...]


class FastStart:
    """The class archive of one Java. Without it everything works, a second later."""

    def __init__(self, java: Java, artifacts: Artifacts) -> None:
        self._java = java
        self._artifacts = artifacts
        self._archive = ClassArchive(java, artifacts)

    def steps(self) -> Steps:
        """What is left to do: nothing where the archive is there."""
        if self._archive.path.exists():
            return ()
        if self._archive.failure.exists():
            return ((f"start Java slowly, see {self._archive.failure}", self.ensure),)
        return (("make Java start faster from now on: about 7 s, once", self.ensure),)

    async def ensure(self) -> None:
        """Make the archive unless there is one, or the last try failed. The artifacts are there.

        Raises nothing of its own: what keeps an archive from being made either makes no difference
        to the start, or the start itself says it better.
        """
        if self._archive.settled:
            return
        try:
            async with self._artifacts.exclusive():
                if not self._archive.settled:
                    await self._make()
        except HarnessError:
            return

    async def _make(self) -> None:
        class_list = self._archive.path.with_suffix(".classes")
        unfinished = self._archive.path.with_suffix(".unfinished")
        try:
            await self._train(class_list)
            log: deque[bytes] = deque(maxlen=_LOG_LINES)
            making = self._archive.making(class_list, unfinished)
            returncode = await run_to_end(making, env={"LANG": "C.UTF-8"}, output=log.append)
            if returncode == 0 and unfinished.exists():
                unfinished.replace(self._archive.path)
                self._archive.remove_older()
            else:
                self._archive.failure.write_bytes(b"".join(log))
        finally:
            class_list.unlink(missing_ok=True)
            unfinished.unlink(missing_ok=True)

    async def _train(self, class_list: Path) -> None:
        engine = DynamoDbLocal(self._java, self._artifacts, jvm_flags=listing(class_list))
        await engine.start()
        await engine.stop()
