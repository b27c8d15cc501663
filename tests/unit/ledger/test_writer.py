from pathlib import Path

import pytest

from harness.ledger import writer
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


def counted(path: Path) -> dict[str, int]:
    return {
        entry.request_id: entry.calls
        for entry in LedgerReader(path)
        if isinstance(entry, InvocationEntry)
    }


def test_an_invocation_has_the_number_of_its_calls_that_stand_before_it(tmp_path: Path) -> None:
    ledger = LedgerWriter(tmp_path / "ledger.jsonl")
    for entry in (call("a"), call(None), call("b")):
        ledger.append(entry)
    ledger.flush()
    for entry in (call("a"), invocation("a"), invocation("none"), call("a")):
        ledger.append(entry)
    ledger.close()
    assert counted(tmp_path / "ledger.jsonl") == {"a": 3, "none": 0}


def test_calls_whose_invocation_never_ends_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_MOST_OPEN", 2)
    ledger = LedgerWriter(tmp_path / "ledger.jsonl")
    for entry in map(call, "abc"):
        ledger.append(entry)
    ledger.flush()
    for entry in map(invocation, "abc"):
        ledger.append(entry)
    ledger.close()
    assert counted(tmp_path / "ledger.jsonl") == {"a": 0, "b": 1, "c": 1}
