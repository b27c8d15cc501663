"""Entries of one kind of request, to start from."""

from msgspec.structs import replace

from harness.model.charge import Arm
from harness.model.entry import CallEntry, InvocationEntry


def call(invocation: str | None = None, *arms: Arm, **other: object) -> CallEntry:
    entry = CallEntry(
        operation="PutItem",
        caller="register",
        kind="entry",
        tables=("lot",),
        arms=arms,
        metered=True,
        throttles=(),
        status=200,
        error=None,
        time_ns=1,
        latency_ns=5,
        invocation=invocation,
    )
    return replace(entry, **other)


def invocation(request_id: str = "a", **other: object) -> InvocationEntry:
    entry = InvocationEntry(
        function="register",
        kind="entry",
        status=200,
        function_status=200,
        error=None,
        time_ns=1,
        latency_ns=5,
        duration_ns=4,
        init_ns=None,
        request_id=request_id,
    )
    return replace(entry, **other)
