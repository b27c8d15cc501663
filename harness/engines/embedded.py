"""The embedded backend: functions as processes of this machine, and an engine."""

from collections.abc import Callable

from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.external import ExternalEngine
from harness.engines.database.fast_start import Steps
from harness.engines.functions.runtime import RuntimeLauncher


class Embedded:
    """``engine`` and ``launcher`` make a new one. ``steps``: titles, and what comes before the
    engine is started."""

    # Functions are processes of this machine: they find the stack on loopback.
    gateway = None

    def __init__(
        self,
        engine: Callable[[], DynamoDbLocal | ExternalEngine],
        launcher: Callable[[], RuntimeLauncher],
        steps: Steps = (),
    ) -> None:
        self.engine = engine
        self.launcher = launcher
        self._steps = steps

    def steps(self) -> Steps:
        """Titles, and what comes before the engine is started."""
        return self._steps

    def serve_functions(self, port: int) -> None:
        """They find it by themselves."""

    async def close(self) -> None:
        """Nothing is left once the engine and the launcher are."""
