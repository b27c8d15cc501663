from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.ledger import reader
from harness.ledger.codec import encode
from harness.ledger.reader import LedgerReader, is_torn
from harness.ledger.writer import LedgerWriter
from tests.unit.entries import invocation

ENTRY = invocation()
LINE = encode([ENTRY])


def test_what_was_written_is_read_back_in_order(tmp_path: Path) -> None:
    writer = LedgerWriter(tmp_path / "ledger.jsonl")
    writer.append(ENTRY)
    writer.flush()
    writer.append(ENTRY)
    writer.close()
    assert list(LedgerReader(tmp_path / "ledger.jsonl")) == [ENTRY, ENTRY]


def test_a_torn_last_line_is_dropped_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE + LINE[:-7])
    read = LedgerReader(path)
    assert list(read) == [ENTRY]
    assert read.torn


def test_a_broken_line_elsewhere_is_an_error_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE + b"{}\n" + LINE)
    with pytest.raises(UsageError, match=r"ledger\.jsonl:2"):
        list(LedgerReader(path))


@pytest.mark.parametrize(
    ("last", "torn"), [(b"", False), (LINE[:-7], True), (LINE[:-1], False), (b"{", True)]
)
def test_a_last_line_is_torn_where_its_entries_cannot_be_read(
    tmp_path: Path, last: bytes, torn: bool
) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE + last)
    read = LedgerReader(path)
    assert len(list(read)) == (2 if last == LINE[:-1] else 1)
    assert (is_torn(path), read.torn) == (torn, torn)


def test_a_last_line_may_be_longer_than_what_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_BUFFER_BYTES", 8)
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE + LINE[:-1])
    assert not is_torn(path)
    path.write_bytes(LINE + LINE[:-2])
    assert is_torn(path)


def test_an_empty_ledger_has_no_entries(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.touch()
    assert list(LedgerReader(path)) == []
