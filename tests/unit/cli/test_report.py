"""One word for two commands."""

import pytest
from click.testing import CliRunner

from harness.cli import main


@pytest.mark.parametrize(
    ("arguments", "run"),
    [
        ([], "latest"),
        (["mine"], "mine"),
        (["mine", "--budget", "scans<=0"], "mine"),
        (["--budget", "scans<=0", "mine"], "mine"),
        (["./diff"], "./diff"),
    ],
)
def test_a_run_may_stand_before_and_after_options(arguments: list[str], run: str) -> None:
    assert main.commands["report"].make_context("report", arguments).params["run"] == run


def test_diff_takes_two_runs() -> None:
    said = CliRunner().invoke(main, ["report", "diff", "--help"]).stdout
    assert said.startswith("Usage: main report diff [OPTIONS] A B\n")


@pytest.mark.parametrize("arguments", [["diff"], ["diff", "one"], ["one", "two"]])
def test_anything_else_is_wrong_use(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["report", *arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
