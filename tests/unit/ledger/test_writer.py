from pathlib import Path

from harness.ledger.reader import LedgerReader
from harness.ledger.writer import LedgerWriter
from harness.model.entry import CallEntry, InvocationEntry


def call(invocation: str | None) -> CallEntry:
    return CallEntry(
        time_ns=1,
        operation="GetItem",
        caller="ola",
        invocation=invocation,
        kind=None,
        tables=("lot",),
        arms=(),
        metered=True,
        throttles=(),
        status=200,
        error=None,
        latency_ns=5,
    )


def invocation(request_id: str) -> InvocationEntry:
    return InvocationEntry(
        time_ns=1,
        request_id=request_id,
        function="ola",
        kind="ola",
        status=200,
        function_status=200,
        error=None,
        latency_ns=5,
        duration_ns=4,
        init_ns=None,
    )


def test_invocations_are_told_of_calls_written_before(tmp_path: Path) -> None:
    ledger = LedgerWriter(tmp_path / "ledger.jsonl")
    ledger.append(call("a"))
    ledger.flush()
    ledger.append(invocation("a"))
    ledger.close()
    (ended,) = (
        entry
        for entry in LedgerReader(tmp_path / "ledger.jsonl")
        if isinstance(entry, InvocationEntry)
    )
    assert ended.calls == 1
