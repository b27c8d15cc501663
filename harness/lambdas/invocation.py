"""One invocation on its way through the front door."""

import asyncio
from dataclasses import dataclass, field

from harness.lambdas.protocol.results import Result
from harness.model.function import Function


@dataclass(frozen=True, slots=True)
class InvocationOutcome:
    """How an invocation went. ``result`` None: refused; ``reason`` is then AWS's word for whose
    concurrency is used up.

    ``duration_ns``: the handler alone. ``init_ns``: the cold start that this invocation waited for.
    ``log_tail``: its last 4 KB of log, where the caller asked for it. ``memory_mb``: the peak of
    the process up to its end, rounded up.
    """

    result: Result | None
    duration_ns: int = 0
    init_ns: int | None = None
    log_tail: bytes | None = None
    memory_mb: int | None = None
    reason: str = ""


@dataclass(slots=True, eq=False)
class Invocation:
    """An invocation and its future outcome. ``time_ns``: arrival since the epoch; ``arrived_ns``:
    on the monotonic clock. ``qualifier``: as the caller gave it, which the handler finds in the
    ARN. ``case``: the test that it belongs to. ``request_number``: the load generator's."""

    request_id: str
    function: Function
    payload: bytes
    kind: str
    time_ns: int
    arrived_ns: int
    client_context: bytes | None = None
    trace_id: bytes | None = None
    wants_tail: bool = False
    qualifier: str | None = None
    case: str | None = None
    request_number: int | None = None
    outcome: "asyncio.Future[InvocationOutcome]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def end(self, outcome: InvocationOutcome) -> None:
        """Answer it, once; whatever comes later is late."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)
