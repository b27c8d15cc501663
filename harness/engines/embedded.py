"""The embedded backend: what a stack needs of it, one start step after the other."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from harness.engines.artifacts import Artifacts
from harness.engines.dynamodb_local import DynamoDbLocal
from harness.engines.fast_start import FastStart
from harness.engines.java import Java
from harness.engines.pythons import Pythons
from harness.engines.runtime import RuntimeLauncher


class Embedded:
    """``mark``: what the variables of every environment contain, and no other stack's."""

    # Functions are processes of this machine: they find the stack on loopback.
    gateway = None

    def __init__(
        self,
        java: Java,
        artifacts: Artifacts,
        pythons: Pythons,
        mark: str,
        *,
        db_path: Path | None,
        lines: bool = False,
    ) -> None:
        self._java = java
        self._artifacts = artifacts
        self._pythons = pythons
        self._mark = mark
        self._db_path = db_path
        self._lines = lines

    def steps(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        """What comes before DynamoDB Local is started."""
        fast_start = FastStart(self._java, self._artifacts)
        return (
            (self._artifacts.plan(), self._artifacts.ensure),
            (fast_start.plan(), fast_start.ensure),
        )

    def engine(self) -> DynamoDbLocal:
        return DynamoDbLocal(self._java, self._artifacts, db_path=self._db_path)

    def launcher(self) -> RuntimeLauncher:
        return RuntimeLauncher(self._pythons, self._mark, lines=self._lines)

    def serve_functions(self, port: int) -> None:
        """They find it by themselves."""

    async def close(self) -> None:
        """Nothing is left once the engine and the launcher are."""
