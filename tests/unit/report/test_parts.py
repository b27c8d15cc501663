import os
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from harness.errors import UsageError
from harness.ledger.reader import LedgerReader
from harness.ledger.run import RunDirectory
from harness.report import parts
from harness.report.summarise import summarise
from harness.report.summary import Summary


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """``into(bytes)`` sets the size of a part, which is folded in this process; ``processes(n)``
    sets the number of cores."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    return SimpleNamespace(
        into=lambda size: monkeypatch.setattr(parts, "PART_BYTES", size),
        processes=lambda count: monkeypatch.setattr(os, "cpu_count", lambda: count),
    )


@pytest.mark.parametrize("seed", range(20))
def test_any_cut_gives_the_same_summary(
    make: SimpleNamespace, cut: SimpleNamespace, tmp_path: Path, seed: int
) -> None:
    dice = Random(seed)
    run = make.write_run(tmp_path, make.parking_facts(), make.Chaos(dice).entries(300))
    whole = summarise(run)
    assert whole.totals.calls > 100
    for size in (400, 3_000, dice.randrange(400, 20_000)):
        cut.into(size)
        assert summarise(run) == whole, size


def test_a_retried_call_and_a_request_are_whole_across_a_cut(
    parking_run: RunDirectory, parking: Summary, cut: SimpleNamespace
) -> None:
    assert parking.retries.calls > 100
    cut.into(7_000)
    assert summarise(parking_run) == parking


def test_parts_are_folded_in_other_processes(
    parking_run: RunDirectory, parking: Summary, cut: SimpleNamespace
) -> None:
    cut.into(parking_run.ledger.stat().st_size // 3)
    cut.processes(2)
    assert summarise(parking_run) == parking


def test_seconds_are_counted_from_the_first_entry_that_is_no_preparation(
    make: SimpleNamespace, cut: SimpleNamespace, tmp_path: Path
) -> None:
    setup = [make.call(-9, caller="setup", operation=str(number)) for number in range(50)]
    run = make.write_run(
        tmp_path, make.parking_facts(), [*setup, *make.Chaos(Random(1)).entries(50)]
    )
    whole = summarise(run)
    cut.into(1_000)
    assert summarise(run) == whole
    assert whole.window is not None


def test_a_broken_line_in_a_later_part_has_its_number(
    parking_run: RunDirectory, cut: SimpleNamespace, tmp_path: Path
) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(replace(parking_run.facts()))
    lines = parking_run.ledger.read_bytes().splitlines(keepends=True)
    lines[200] = lines[200][:-9] + b"\n"
    run.ledger.write_bytes(b"".join(lines))
    cut.into(50_000)
    assert sum(map(len, lines[:200])) > 50_000
    with pytest.raises(UsageError, match=r"ledger\.jsonl:201"):
        summarise(run)


def test_a_column_that_is_too_short_is_found_too(parking_run: RunDirectory, tmp_path: Path) -> None:
    run = RunDirectory(tmp_path)
    run.write_facts(replace(parking_run.facts()))
    lines = parking_run.ledger.read_bytes().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if b'"duration_ns":[' in line)
    lines[number] = re.sub(rb'"duration_ns":\[\d+,?', b'"duration_ns":[', lines[number])
    run.ledger.write_bytes(b"".join(lines))
    with pytest.raises(UsageError, match=rf"ledger\.jsonl:{number + 1}"):
        summarise(run)


def test_a_run_of_nothing_but_preparation_is_empty(
    make: SimpleNamespace, cut: SimpleNamespace, tmp_path: Path
) -> None:
    setup = [make.call(0, caller="setup") for _ in range(100)]
    run = make.write_run(tmp_path, make.parking_facts(), setup)
    cut.into(500)
    assert summarise(run).window is None
    assert len(list(LedgerReader(run.ledger))) == 100
