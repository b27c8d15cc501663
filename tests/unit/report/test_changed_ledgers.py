import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.errors import UsageError
from harness.ledger.reader import LedgerReader
from harness.ledger.run import RunDirectory
from harness.report.summarise import summarise


def changed(run: RunDirectory, path: Path, lines: list[bytes]) -> RunDirectory:
    copy = RunDirectory(path)
    copy.write_facts(run.facts())
    copy.ledger.write_bytes(b"".join(lines))
    return copy


def lines_of(run: RunDirectory) -> list[bytes]:
    return run.ledger.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("torn", [b"", b'{"type":"call","operation":"Put'])
@pytest.mark.parametrize("broken", [b"\n", b"{}\n", b"[]\n", b'{"type":"call","time_ns":17}\n'])
def test_a_broken_line_has_its_number_whether_or_not_the_last_was_cut_off(
    parking_run: RunDirectory, tmp_path: Path, broken: bytes, torn: bytes
) -> None:
    lines = lines_of(parking_run)
    lines[200] = lines[200][:-9] + b"\n" if broken == b"\n" else broken
    with pytest.raises(UsageError, match=r"ledger\.jsonl:201"):
        summarise(changed(parking_run, tmp_path, [*lines, torn]))


def test_a_column_that_is_too_short_is_found_too(parking_run: RunDirectory, tmp_path: Path) -> None:
    lines = lines_of(parking_run)
    number = next(n for n, line in enumerate(lines) if b'"duration_ns":[' in line)
    lines[number] = re.sub(rb'"duration_ns":\[\d+,?', b'"duration_ns":[', lines[number])
    with pytest.raises(UsageError, match=rf"ledger\.jsonl:{number + 1}"):
        summarise(changed(parking_run, tmp_path, lines))


def test_a_last_line_without_its_newline_is_whole(
    parking_run: RunDirectory, tmp_path: Path
) -> None:
    lines = lines_of(parking_run)
    lines[-1] = lines[-1].rstrip()
    summary = summarise(changed(parking_run, tmp_path, lines))
    assert (summary.torn, summary) == (False, summarise(parking_run))


def test_a_run_of_nothing_but_preparation_is_empty(make: SimpleNamespace, tmp_path: Path) -> None:
    setup = [make.call(0, caller="setup") for _ in range(100)]
    run = make.write_run(tmp_path, make.parking_facts(), setup)
    assert summarise(run).window is None
    assert len(list(LedgerReader(run.ledger))) == 100
