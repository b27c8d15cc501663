"""What a function, or a client, took of a run."""

from dataclasses import dataclass

from harness.report.values.request import Latency, Outcomes


@dataclass(frozen=True, slots=True)
class FunctionUse:
    """What one caller took: a function, or ``client`` for calls from outside any function.

    ``duration``: the handler alone. ``init``: its cold starts. ``billed_ms``: both, each
    invocation rounded up to a millisecond as Lambda bills it. ``memory_mb``: None for ``client``,
    and where the run did not note it.
    """

    name: str
    outcomes: Outcomes
    memory_mb: int | None
    architecture: str
    billed_ms: int
    calls: int
    refused_calls: int
    read_half_units: int
    write_half_units: int
    duration: Latency
    init: Latency

    @property
    def cold_starts(self) -> int:
        """Invocations that waited for a cold start."""
        return self.init.count
