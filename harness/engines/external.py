"""A DynamoDB Local that somebody else runs, as compose.yaml does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from harness.engines.dynamodb_local import until_answered
from harness.engines.pythons import Pythons
from harness.engines.runtime import RuntimeLauncher
from harness.errors import EnvironmentFailedError, HarnessError

_READY_S = 60


class ExternalEngine:
    """``address``: its host and port. Never started, watched or stopped by us."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address

    async def start(self) -> None:
        """Return once it answers. Raises EnvironmentFailedError where it does not within 60 s."""
        with suppress(TimeoutError):
            return await asyncio.wait_for(until_answered(*self.address), _READY_S)
        host, port = self.address
        raise EnvironmentFailedError(
            f"no DynamoDB Local has answered within {_READY_S} s",
            where=f"--dynamodb-endpoint http://{host}:{port}",
            hint="start it, or leave the setting out: the harness then starts one",
        )

    async def stop(self) -> None:
        """It is not ours."""

    def on_exit(self, callback: Callable[[HarnessError], None]) -> None:
        """Nobody tells us: calls that it does not answer are what shows it."""


class External:
    """That engine, and functions as processes of this machine.

    ``mark``: what the variables of every environment contain, and no other stack's.
    """

    gateway = None

    def __init__(self, address: tuple[str, int], pythons: Pythons, mark: str) -> None:
        self._address = address
        self._pythons = pythons
        self._mark = mark

    def steps(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        return ()

    def engine(self) -> ExternalEngine:
        return ExternalEngine(self._address)

    def launcher(self) -> RuntimeLauncher:
        return RuntimeLauncher(self._pythons, self._mark)

    def serve_functions(self, port: int) -> None:
        """They find it by themselves."""

    async def close(self) -> None:
        """Nothing is left once the launcher is."""
