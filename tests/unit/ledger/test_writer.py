from pathlib import Path

from harness.ledger.reader import LedgerReader
from harness.ledger.writer import LedgerWriter
from harness.model.entry import InvocationEntry
from tests.unit.entries import call, invocation


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
