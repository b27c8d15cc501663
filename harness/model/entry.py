"""The ledger's records: one a DynamoDB call, one a Lambda invocation, written once.

Every report is a fold over these.
"""

from dataclasses import dataclass
from enum import StrEnum

from harness.model.charge import Arm


class Verdict(StrEnum):
    ALLOWED = "allowed"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True)
class Throttle:
    """Why a call was refused: the table or index whose bucket was empty, and for what.

    ``reason`` is AWS's word, for example ``TableWriteProvisionedThroughputExceeded``.
    """

    table: str
    index: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One call to DynamoDB.

    ``time_ns``: arrival, nanoseconds since the epoch. ``caller``: the function's name, or
    ``client`` for anybody else. ``invocation``: the Lambda request id that was being served, if
    any. ``kind``: the request kind that the load generator gave that invocation. ``tables``: the
    tables the request names. ``arms``: what it consumed; empty where it was refused or failed
    unmetered. ``metered``: False where the operation is not one whose units are known here.
    ``throttles``: not empty exactly where the gateway refused the call.
    """

    time_ns: int
    operation: str
    caller: str
    invocation: str | None
    kind: str | None
    tables: tuple[str, ...]
    arms: tuple[Arm, ...]
    metered: bool
    throttles: tuple[Throttle, ...]
    status: int
    error: str | None
    latency_ns: int

    @property
    def verdict(self) -> Verdict:
        return Verdict.THROTTLED if self.throttles else Verdict.ALLOWED


@dataclass(frozen=True, slots=True)
class InvocationEntry:
    """One Lambda invocation, as its caller saw it at the front door.

    ``kind``: the request kind that the load generator gave (the function's name without one).
    ``latency_ns``: arrival to answer, waiting for an environment included. ``duration_ns``: the
    handler alone. ``init_ns``: the cold start, None on a warm environment. ``status``: the HTTP
    status of Invoke. ``function_status``: the ``statusCode`` in the function's answer, if it has
    one. ``error``: the function error's ``errorType``, or Invoke's own error code.
    """

    time_ns: int
    request_id: str
    function: str
    kind: str
    status: int
    function_status: int | None
    error: str | None
    latency_ns: int
    duration_ns: int
    init_ns: int | None


Entry = CallEntry | InvocationEntry
