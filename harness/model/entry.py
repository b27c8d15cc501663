"""The ledger's records: one a DynamoDB call, one a Lambda invocation, written once.

Every report is a fold over these.
"""

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from harness.model.charge import Arm


class Verdict(StrEnum):
    """``PARTLY``: some members of a batch were left unprocessed. ``OVER``: let through in mode
    ``measure`` though AWS would have refused it."""

    ALLOWED = "allowed"
    PARTLY = "partly"
    THROTTLED = "throttled"
    OVER = "over"


# The errors that DynamoDB throttles with (botocore 1.44's model).
PROVISIONED_EXCEEDED = "ProvisionedThroughputExceededException"
THROTTLING = "ThrottlingException"
REQUEST_LIMIT = "RequestLimitExceeded"
THROTTLING_ERRORS = (PROVISIONED_EXCEEDED, THROTTLING, REQUEST_LIMIT)


@dataclass(frozen=True, slots=True)
class Throttle:
    """Why a call was refused: the table or index whose bucket was empty, and for what.

    ``reason`` is AWS's word, for example ``TableWriteProvisionedThroughputExceeded``;
    ``exception`` the error that AWS answers for it.
    """

    table: str
    index: str | None
    reason: str
    exception: str = PROVISIONED_EXCEEDED


class CallEntry(Struct, frozen=True, kw_only=True):
    """One call to DynamoDB. From ``time_ns`` on, the fields vary from call to call; many calls have
    those before it in common.

    ``time_ns``: arrival, nanoseconds since the epoch. ``caller``: the function's name, or
    ``client`` for anybody else. ``invocation``: the Lambda request id that was being served, if
    any. ``kind``: the request kind that the load generator gave that invocation. ``tables``: the
    tables the request names. ``arms``: what it consumed; empty where it was refused or failed
    unmetered. ``metered``: False where the operation is not one whose units are known here.
    ``throttles``: why the gateway refused it or some of a batch's members (in mode ``measure``: why
    AWS would have); empty exactly where ``verdict`` is ALLOWED. ``attempt`` (from 1) and
    ``sdk_invocation``: what an SDK says of its retries. ``partition``: a hash of the one partition
    key value that the call names; ``key``: that value made readable, where the user asked for it.
    ``case``: the access key of the test that it belongs to. ``line``: of the handler's code, where
    the function's environment says it. ``scans``: a Scan, or statements of which AWS executes one
    as a Scan. ``request_number``: which request of the load it belongs to, from 1.
    ``touches``: the global indexes, as table and index, that it may have changed as far
    as the request tells. ``stored_bytes``: the size of the items that it put, None without any.
    """

    operation: str
    caller: str
    kind: str | None
    tables: tuple[str, ...]
    arms: tuple[Arm, ...]
    metered: bool
    throttles: tuple[Throttle, ...]
    status: int
    error: str | None
    verdict: Verdict = Verdict.ALLOWED
    attempt: int | None = None
    case: str | None = None
    line: str | None = None
    scans: bool = False
    touches: tuple[tuple[str, str], ...] = ()
    time_ns: int
    partition: str | None = None
    key: str | None = None
    latency_ns: int
    sdk_invocation: str | None = None
    invocation: str | None
    request_bytes: int = 0
    response_bytes: int = 0
    request_number: int | None = None
    stored_bytes: int | None = None


class InvocationEntry(Struct, frozen=True, kw_only=True):
    """One Lambda invocation, as its caller saw it at the front door. Its fields vary from
    ``time_ns`` on.

    ``kind``: the request kind that the load generator gave (the function's name without one).
    ``latency_ns``: arrival to answer, waiting for an environment included. ``duration_ns``: the
    handler alone. ``init_ns``: the cold start, None on a warm environment. ``status``: the HTTP
    status of Invoke. ``function_status``: the ``statusCode`` in the function's answer, if it has
    one. ``error``: the function error's ``errorType``, or Invoke's own error code.
    ``memory_mb``: the peak of the environment's process so far, None where it was gone already.
    ``request_number``: which request of the load it is, from 1, in the order of drawing.
    ``calls``: how many it made, but for those that it left behind; ``arms``: what they consumed in
    all; ``refused_last``: whether DynamoDB refused the last. The ledger's writer sets these.
    """

    function: str
    kind: str
    status: int
    function_status: int | None
    error: str | None
    case: str | None = None
    calls: int = 0
    arms: tuple[Arm, ...] = ()
    refused_last: bool = False
    time_ns: int
    latency_ns: int
    duration_ns: int
    init_ns: int | None
    request_id: str
    memory_mb: int | None = None
    request_number: int | None = None


Entry = CallEntry | InvocationEntry
