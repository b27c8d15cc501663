from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.ledger.codec import encode
from harness.ledger.reader import LedgerReader
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
    reader = LedgerReader(path)
    assert list(reader) == [ENTRY]
    assert reader.torn


def test_a_broken_line_elsewhere_is_an_error_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE + b"{}\n" + LINE)
    with pytest.raises(UsageError, match=r"ledger\.jsonl:2"):
        list(LedgerReader(path))


def test_lines_are_those_of_the_file_but_for_a_torn_last_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE + b"{}\n" + LINE[:-7])
    reader = LedgerReader(path)
    assert list(reader.lines()) == [LINE, b"{}\n"]
    assert reader.torn


def test_parts_have_each_line_once_wherever_they_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(LINE * 3)
    for cut in range(len(LINE) * 3 + 2):
        parts = [list(LedgerReader(path, 0, cut)), list(LedgerReader(path, cut))]
        assert parts[0] + parts[1] == [ENTRY] * 3
        assert len(parts[0]) == min(3, -(-cut // len(LINE)))


def test_an_empty_ledger_has_no_entries(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.touch()
    assert list(LedgerReader(path)) == []
