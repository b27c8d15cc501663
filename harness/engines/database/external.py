"""A DynamoDB Local that somebody else runs, as compose.yaml does."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from harness.engines.database.dynamodb_local import until_answered, why_not
from harness.errors import EnvironmentFailedError, HarnessError

_READY_S = 60
_ANSWER_S = 30


class ExternalEngine:
    """``address``: its host and port. Never started or stopped by us."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self._on_exit: Callable[[HarnessError], None] = lambda error: None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return once it answers. Raises EnvironmentFailedError where it does not within 60 s."""
        try:
            async with asyncio.timeout(_READY_S):
                await until_answered(*self.address)
        except TimeoutError:
            raise self._failed(
                f"no DynamoDB Local has answered within {_READY_S} s",
                "start it, or leave the setting out: the harness then starts one",
            ) from None
        self._watch = asyncio.get_running_loop().create_task(self._report_exit())

    def on_exit(self, callback: Callable[[HarnessError], None]) -> None:
        """Call back, once, should it end."""
        self._on_exit = callback

    async def stop(self) -> None:
        """It is not ours: we only look at it no longer."""
        if self._watch is not None:
            self._watch.cancel()

    async def _report_exit(self) -> None:
        """A connection on which nothing is said ends with the engine, and now and then because the
        engine has waited long enough: whether that was it, it is asked."""
        why = None
        while why is None:
            await self._until_closed()
            why = await why_not(*self.address, _ANSWER_S)
        self._on_exit(
            self._failed(
                f"the DynamoDB Local that is not ours ended in mid-run: {why}",
                "see its own log; start it, then begin again: what it had in memory is gone",
            )
        )

    async def _until_closed(self) -> None:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(*self.address)
            try:
                await reader.read()
            finally:
                writer.close()

    def _failed(self, what: str, hint: str) -> EnvironmentFailedError:
        host, port = self.address
        where = f"--dynamodb-endpoint http://{host}:{port}"
        return EnvironmentFailedError(what, where=where, hint=hint)
