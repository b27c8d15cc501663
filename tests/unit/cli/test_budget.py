"""``--budget`` and ``--junit`` as a user gives them."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from harness.cli import main
from harness.cli.budget import read_budgets
from harness.errors import UsageError
from harness.ledger.run import RunDirectory
from tests.unit.report.conftest import facts, steady, table, write_run


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    return write_run(tmp_path / "run", facts(table("lot", 1, 5)), steady("lot", 6, 10))


def report(run: RunDirectory, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", str(run.path), *arguments])


def cases(path: Path) -> list[list[str]]:
    found = ElementTree.parse(path).iter("testcase")
    return [[said.tag for said in case] for case in found]


def test_budgets_that_hold_are_one_line_and_exit_0(run: RunDirectory) -> None:
    result = report(run, "--budget", "PutItem.wcu<=6", "--budget", "scans<=0")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "budget: 2 of 2 hold"


def test_a_budget_that_does_not_hold_is_named_with_its_figures_and_exits_1(
    run: RunDirectory,
) -> None:
    result = report(run, "--budget", "lot.wcu_percent<=80", "--budget", "scans<=0")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        "budget: 1 of 2 hold",
        "  lot.wcu_percent: 120 % of the provisioned WCU, at most 80 allowed  "
        "(--budget 'lot.wcu_percent<=80')",
    ]


def test_a_budget_that_measured_nothing_exits_2_and_is_in_the_xml_too(run: RunDirectory) -> None:
    result = report(run, "--budget", "lot.wcu_percent<=80", "--budget", "nobody.wcu<=2")
    assert result.exit_code == 2
    assert "no request kind 'nobody' in this run" in result.stderr
    assert "lot.wcu_percent: 120 %" in result.stdout
    assert cases(run.path / "budget.xml") == [["failure"], ["error"]]


def test_the_outcome_is_written_where_junit_says_as_well(run: RunDirectory, tmp_path: Path) -> None:
    report(run, "--budget", "scans<=0", "--junit", str(tmp_path / "elsewhere.xml"))
    assert cases(tmp_path / "elsewhere.xml") == [[]]
    assert (tmp_path / "elsewhere.xml").read_bytes() == (run.path / "budget.xml").read_bytes()


def test_a_file_of_budgets_and_a_single_one_have_to_hold_both(
    run: RunDirectory, tmp_path: Path
) -> None:
    file = tmp_path / "budget.toml"
    file.write_text("scans = 0\n[kinds.PutItem]\nwcu = 5\n")
    result = report(run, "--budget", str(file), "--budget", "failed<=0")
    assert result.exit_code == 1
    assert "budget: 2 of 3 hold" in result.stdout
    assert f"({file}, kinds.PutItem.wcu)" in result.stdout


def test_without_a_budget_nothing_is_written_or_said(run: RunDirectory) -> None:
    result = report(run)
    assert result.exit_code == 0
    assert "budget:" not in result.stdout
    assert not (run.path / "budget.xml").exists()


def test_an_empty_run_is_held_to_nothing(tmp_path: Path) -> None:
    empty = write_run(tmp_path / "run", facts(table("lot", 1, 5)), [])
    assert report(empty, "--budget", "throttled<=0").exit_code == 2


@pytest.mark.parametrize("command", ["run", "report"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--budget", "missing.toml"), "missing.toml: the budget cannot be read: No such file"),
        (("--budget", "."), "the budget cannot be read"),
        (("--budget", "throttled<=none"), "'none' is not a valid bound"),
        (("--junit", "out.xml"), "--junit: there is no budget to write"),
    ],
)
def test_a_wrong_budget_exits_2_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, arguments: Any, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [command, *arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_exits_3(run: RunDirectory, tmp_path: Path) -> None:
    result = report(run, "--budget", "scans<=0", "--junit", str(tmp_path / "no" / "out.xml"))
    assert result.exit_code == 3
    assert "out.xml" in result.stderr


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "budget.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        read_budgets([str(file)], None)
