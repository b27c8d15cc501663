"""Three runs that were stored before figures were counted in SQL: a parking run, a throttled one,
and one in containers. Their reports stay what they were."""

import gzip
import json
from pathlib import Path

import pytest

from harness.ledger.run import RunDirectory
from harness.report import write_reports

STORED = Path(__file__).parent / "stored"


def unpacked(name: str, path: Path) -> RunDirectory:
    run = RunDirectory(path)
    run.ledger.write_bytes(gzip.decompress((STORED / name / "ledger.jsonl.gz").read_bytes()))
    (path / "run.json").write_bytes((STORED / name / "run.json").read_bytes())
    return run


@pytest.mark.parametrize("name", ["parking", "throttled", "containers"])
def test_its_report_is_what_it_was(name: str, tmp_path: Path) -> None:
    write_reports(unpacked(name, tmp_path))
    before = json.loads((STORED / name / "report.json").read_text("utf-8"))
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == before
