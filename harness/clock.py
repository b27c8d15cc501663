"""The only place that reads a clock. Everything else takes ``now_ns`` as an argument."""

import time

# Nanoseconds that never go back; for durations and token buckets.
monotonic_ns = time.monotonic_ns

# Nanoseconds since 1970-01-01 UTC; for what people read.
epoch_ns = time.time_ns


class Clock:
    """A stack's time: the machine's, with what was skipped added.

    Limits, the ledger and the live view go by it, so that a quiet hour need not be waited for.
    Latency, time-outs and the functions' own clocks stay the machine's.
    """

    def __init__(self) -> None:
        self.skipped_ns = 0

    def skip(self, ns: int) -> None:
        """Add to what was skipped; a negative ``ns`` adds nothing."""
        self.skipped_ns += max(0, ns)

    def skip_until(self, epoch_ns: int) -> None:
        """Skip to a time, nanoseconds since the epoch; never back."""
        self.skip(epoch_ns - self.epoch_ns())

    def monotonic_ns(self) -> int:
        """As the function of this module, with what was skipped."""
        return monotonic_ns() + self.skipped_ns

    def epoch_ns(self) -> int:
        """As the function of this module, with what was skipped."""
        return epoch_ns() + self.skipped_ns


class StoppedClock(Clock):
    """Moves by what is skipped alone."""

    def __init__(self, start: Clock) -> None:
        super().__init__()
        self._start_ns = start.monotonic_ns(), start.epoch_ns()

    def monotonic_ns(self) -> int:
        """The start and what was skipped."""
        return self._start_ns[0] + self.skipped_ns

    def epoch_ns(self) -> int:
        """The start and what was skipped."""
        return self._start_ns[1] + self.skipped_ns
