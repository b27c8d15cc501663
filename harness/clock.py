"""The only place that reads a clock. Everything else takes ``now_ns`` as an argument."""

import time


def monotonic_ns() -> int:
    """Nanoseconds that never go back; for durations and token buckets."""
    return time.monotonic_ns()


def epoch_ns() -> int:
    """Nanoseconds since 1970-01-01 UTC; for what people read."""
    return time.time_ns()
