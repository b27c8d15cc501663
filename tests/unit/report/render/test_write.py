import gzip
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunDirectory
from harness.report import summarise, write_reports
from harness.report.render.document import json_of
from harness.report.render.json import report_of
from harness.simulate.profile_json import decode_profile
from harness.simulate.statement import parse_statement


def test_the_four_files_are_written_and_nothing_else(make: SimpleNamespace, tmp_path: Path) -> None:
    run = make.write_run(tmp_path, make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))
    before = {path.name for path in tmp_path.iterdir()}
    assert replace(write_reports(run), projection=None) == summarise(run)
    after = {path.name for path in tmp_path.iterdir()}
    assert after - before == {"profile.json", "report.json", "report.md", "report.html"}


def test_a_report_can_be_rebuilt_from_the_ledger_to_the_byte(parking_run: RunDirectory) -> None:
    write_reports(parking_run)
    names = ("report.json", "report.md", "report.html")
    first = [(parking_run.path / name).read_bytes() for name in names]
    for name in names:
        (parking_run.path / name).unlink()
    write_reports(parking_run)
    assert [(parking_run.path / name).read_bytes() for name in names] == first


def test_a_run_is_judged_by_the_traffic_that_is_stated(parking_run: RunDirectory) -> None:
    write_reports(parking_run, statement=parse_statement("36/min; day; even"))
    projection = json.loads((parking_run.path / "report.json").read_text("utf-8"))["projection"]
    assert projection["traffic"]["requests_per_s"] == 0.6
    assert projection["traffic"]["course"] == "day"
    sentence = "At 0.6 requests/s on average (stated: 36/min; day; even)."
    assert sentence in (parking_run.path / "report.md").read_text("utf-8")
    with pytest.raises(UsageError, match="no request of the run is of kind 'pay'"):
        write_reports(parking_run, statement=parse_statement("mix pay=1"))


def test_own_prices_replace_those_of_the_run(make: SimpleNamespace, tmp_path: Path) -> None:
    run = make.write_run(tmp_path, make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))
    summary = write_reports(run, prices={"million_writes": "1"})
    assert summary.costs.total.on_demand == Decimal("15.768")
    assert "your own (--prices)" in (tmp_path / "report.html").read_text("utf-8")


def test_a_report_that_cannot_be_written_says_where(make: SimpleNamespace, tmp_path: Path) -> None:
    run = make.write_run(tmp_path, make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))
    (tmp_path / "report.json").mkdir()
    with pytest.raises(EnvironmentFailedError, match=r"report\.json"):
        write_reports(run)


# Three runs that were stored before figures were counted in SQL, with the reports of that time: a
# parking run, a throttled one, and one in containers.
STORED = Path(__file__).parents[1] / "stored"


def unpacked(name: str, path: Path) -> RunDirectory:
    run = RunDirectory(path)
    run.ledger.write_bytes(gzip.decompress((STORED / name / "ledger.jsonl.gz").read_bytes()))
    (path / "run.json").write_bytes((STORED / name / "run.json").read_bytes())
    return run


@pytest.mark.parametrize("name", ["parking", "throttled", "containers"])
def test_the_report_of_a_stored_run_is_what_it_was(name: str, tmp_path: Path) -> None:
    """What happened in the run: the projection follows from its profile."""
    run = unpacked(name, tmp_path)
    write_reports(run)
    before = json.loads((STORED / name / "report.json").read_text("utf-8"))
    assert json.loads(json_of(report_of(summarise(run)))) == before
    profile = decode_profile((tmp_path / "profile.json").read_bytes(), name)
    served = {kind["name"]: kind["served"] for kind in before["kinds"] if kind["served"]}
    assert {kind.kind: kind.samples for kind in profile.kinds} == served
    after = json.loads((tmp_path / "report.json").read_text("utf-8"))
    for member in before.keys() - {"verdict", "projection"}:
        assert after[member] == before[member]
