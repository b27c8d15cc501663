"""DynamoDB Local in a container, started and watched as the embedded one is."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from docker.errors import DockerException

from harness.engines.containers.dynamodb_local_container import DynamoDbLocalContainer
from harness.engines.containers.failure import failed, last_lines
from harness.engines.containers.ownership import labels
from harness.engines.database.dynamodb_local import JAVA_OPTIONS, claim
from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION
from harness.errors import EnvironmentFailedError, HarnessError

_NAME = f"DynamoDB Local {DYNAMODB_LOCAL_VERSION}"


class ContainerDynamoDbLocal:
    """``address`` is known once ``start`` has returned."""

    def __init__(self, image: str, stack: str, *, host: str | None, db_path: Path | None) -> None:
        self._image = image
        self._stack = stack
        self._host = host
        self._db_path = db_path
        self._container: DynamoDbLocalContainer | None = None
        self._lock = None if db_path is None else claim(db_path)
        self._on_exit: Callable[[HarnessError], None] = lambda error: None
        self._stopping = False
        self.address = ("", 0)

    async def start(self) -> None:
        """Return once it answers. Raises EnvironmentFailedError with its last lines."""
        self.address = await asyncio.to_thread(self._start)
        threading.Thread(
            target=self._watch, args=(asyncio.get_running_loop(),), daemon=True
        ).start()

    def on_exit(self, callback: Callable[[HarnessError], None]) -> None:
        """Call back, once, should the container end without being stopped."""
        self._on_exit = callback

    async def stop(self) -> None:
        """Return once the container is gone. Harmless before ``start``."""
        self._stopping = True
        await asyncio.to_thread(self._remove)
        if self._lock is not None:
            self._lock.release()

    def _start(self) -> tuple[str, int]:
        container = None
        try:
            container = self._container = DynamoDbLocalContainer(
                self._image,
                host=self._host,
                db_path=self._db_path,
                shared=self._db_path is not None,  # as engines.database.dynamodb_local
                java_options=JAVA_OPTIONS,
                name=f"harness-{self._stack[:8]}-dynamodb-local",
                labels=labels(self._stack),
                security_opt=["no-new-privileges"],
            )
            return container.start().address
        except Exception as error:
            wrapped = None if container is None else container._container
            raise failed(_NAME, self._image, error, wrapped) from error

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """For as long as it runs. That it cannot be waited for any more means that it is over."""
        assert self._container is not None
        wrapped = self._container.get_wrapped_container()
        try:
            code = wrapped.client.api.wait(wrapped.id, timeout=None)["StatusCode"]
            ending = f"signal {code - 128}" if code > 128 else f"exit code {code}"
        except Exception as error:  # noqa: BLE001 - the engine, or the way to it, has broken
            ending = str(error)
        if self._stopping:
            return
        failure = EnvironmentFailedError(
            f"{_NAME} ended in mid-run: {ending}",
            where=f"container {wrapped.name}",
            hint="start again; ended by signal 9, look whether the machine ran out of memory",
            log_tail=last_lines(wrapped),
        )
        with suppress(RuntimeError):  # the loop is closed: so is the run
            loop.call_soon_threadsafe(self._on_exit, failure)

    def _remove(self) -> None:
        if self._container is not None:
            with suppress(DockerException):  # somebody else has removed it
                self._container.stop()
