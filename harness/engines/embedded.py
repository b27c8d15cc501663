"""The embedded backend: functions as processes of this machine, and an engine."""

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.external import ExternalEngine
from harness.engines.database.fast_start import Steps
from harness.engines.functions.runtime import RuntimeLauncher


@dataclass(frozen=True, slots=True)
class EmbeddedBackend:
    """``engine`` and ``launcher`` make a new one. ``first``: what comes before the engine."""

    engine: Callable[[], DynamoDbLocal | ExternalEngine]
    launcher: Callable[[], RuntimeLauncher]
    first: Steps = ()
    gateway: None = field(default=None, init=False)  # functions find the stack on loopback

    def steps(self) -> Steps:
        """What comes before the engine is started, with titles."""
        return self.first

    def serve_functions(self, port: int) -> None:
        """They find it by themselves."""

    async def close(self) -> None:
        """Nothing is left once the engine and the launcher are."""
