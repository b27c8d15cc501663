"""The process behind an execution environment, and the memory that it takes."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from harness.clock import monotonic_ns
from harness.model.function import Function

# Asking takes some 20 µs, which shows at thousands of invocations a second. What a shorter one adds
# to the peak stands in the next figure.
_FRESH_NS = 5_000_000

_MB = 1_048_576


class StartedRuntime(Protocol):
    """What ``engines`` starts for us."""

    @property
    def started_ns(self) -> int:
        """When it began to initialise, on the monotonic clock."""

    async def wait(self) -> int:
        """Return the exit code; a negative one is the signal that ended it."""

    def peak_memory_bytes(self) -> int | None:
        """The peak so far, None where it cannot be measured any more."""

    def flush_output(self) -> None:
        """Deliver the lines that it has printed."""

    def kill(self) -> None:
        """End the whole process group."""


OnLine = Callable[[bytes], None]
Launch = Callable[[Function, str, Mapping[str, str], OnLine], Awaitable[StartedRuntime]]


class MemoryGauge:
    """The peak memory of one process. ``limit_mb``: None where nobody enforces one. ``peak_mb``:
    rounded up; None until it was measured, the last figure once the process has ended."""

    def __init__(self, limit_mb: int | None) -> None:
        self.limit_mb = limit_mb
        self.peak_mb: int | None = None
        self._measured_ns = 0

    def measure(self, process: StartedRuntime | None) -> None:
        """Ask the process, unless that was done a moment ago and no limit depends on it."""
        now_ns = monotonic_ns()
        if now_ns - self._measured_ns < _FRESH_NS and self.limit_mb is None:
            return
        used_bytes = None if process is None else process.peak_memory_bytes()
        if used_bytes is not None:
            self._measured_ns = now_ns
            self.peak_mb = -(-used_bytes // _MB)

    def is_above_limit(self, process: StartedRuntime | None) -> bool:
        """Whether the process, measured now, uses more than it may."""
        if self.limit_mb is None:
            return False
        self.measure(process)
        return self.peak_mb is not None and self.peak_mb > self.limit_mb
