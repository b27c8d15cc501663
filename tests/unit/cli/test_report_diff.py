"""``harness report diff`` as a user sees it."""

from pathlib import Path

import click
import orjson
import pytest
from click.testing import CliRunner, Result

from harness.cli import main
from tests.unit.report.conftest import facts, steady, table, write_run

COMMANDS = Path(__file__).parents[3] / "docs" / "commands.md"


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, units in (("six", 6), ("nine", 9)):
        lot = facts(table("lot", 1, 5))
        write_run(tmp_path / name, lot, steady("lot", units, 10))


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", "diff", *arguments])


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


def test_only_what_changed_is_shown_and_the_rest_is_counted() -> None:
    result = diff("six", "nine")
    assert result.exit_code == 0
    assert ["wcu", "5.455", "8.182", "+50", "%"] in rows(result)
    assert not [row for row in rows(result) if row[:1] == ["cost_as_is"]]
    assert "figures are the same." in result.stdout
    assert "regression" not in result.stdout


def test_a_figure_worse_by_more_than_the_bound_is_named_and_exits_1() -> None:
    result = diff("six", "nine", "--regression", "10")
    assert result.exit_code == 1
    assert "  PutItem.wcu: 5.455, then 8.182 WCU a request (+50 %)" in result.stdout.splitlines()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nine", "six", "--regression", "0"),
        ("six", "nine", "--regression", "50"),
        ("six", "nine", "--latency-regression", "0"),
    ],
    ids=" ".join,
)
def test_nothing_beyond_the_bound_exits_0_and_says_so(arguments: tuple[str, ...]) -> None:
    result = diff(*arguments)
    assert result.exit_code == 0
    assert "regression: none of " in result.stdout.splitlines()[-1]


def test_as_json_it_is_json_and_nothing_else() -> None:
    result = diff("six", "nine", "--json", "--regression", "10")
    assert result.exit_code == 1
    assert len(orjson.loads(result.stdout)["regressions"]) == 5


@pytest.mark.parametrize("bound", ["ten", "-1", "nan", "inf", ""])
def test_a_bound_that_is_no_number_is_wrong_use(bound: str) -> None:
    result = diff("six", "nine", "--regression", bound)
    assert result.exit_code == 2
    assert "is not a valid bound" in result.stderr


def test_a_run_that_does_not_exist_is_wrong_use() -> None:
    assert "no run 'seven'" in diff("six", "seven").stderr


def test_every_option_is_documented() -> None:
    report = main.commands["report"]
    assert isinstance(report, click.Group)
    described = COMMANDS.read_text("utf-8").partition("### harness report diff")[2]
    options = [option for param in report.commands["diff"].params for option in param.opts]
    assert not [name for name in options if name[:2] == "--" and f"`{name}`" not in described]


def test_help_fits_80_columns() -> None:
    said = CliRunner(env={"COLUMNS": "80"}).invoke(main, ["report", "diff", "--help"]).stdout
    assert max(map(len, said.splitlines())) <= 80
