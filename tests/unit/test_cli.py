"""The command line's contract: exit codes, and where what is said goes."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from harness.assemble import opening
from harness.cli import main
from harness.errors import EnvironmentFailedError


def harness(*arguments: str, **variables: str | None) -> Result:
    return CliRunner(env={"AWS_ENDPOINT_URL": None, **variables}).invoke(main, arguments)


def test_commands_are_listed_in_the_order_in_which_a_newcomer_meets_them() -> None:
    listed = main.list_commands(click.Context(main))
    assert listed == [
        "run",
        "up",
        "plan",
        "invoke",
        "load",
        "compare",
        "report",
        "simulate",
        "query",
        "logs",
        "images",
        "down",
        "doctor",
    ]


@pytest.mark.parametrize("command", ["", *main.commands])
def test_help_fits_80_columns_and_has_no_sentence_cut_off(command: str) -> None:
    said = harness(*command.split(), "--help", COLUMNS="80").stdout
    assert max(map(len, said.splitlines())) <= 80
    assert "..." not in said.replace("[ARGS]...", "")
    assert "``" not in said


@pytest.mark.parametrize(
    "wrong",
    [
        ("rnu",),
        ("run", "--nonsense"),
        ("run", "--users", "many"),
        ("run", "--duration", "soon"),
        ("run", "nowhere"),
        ("plan", "--template", "missing.yaml"),
        ("plan", "--limits", "on"),
        ("invoke",),
        ("invoke", "ola", "-e", "missing.json"),
        ("load",),
        ("compare", "account"),
        ("compare", "--duration", "soon"),
        ("compare", "--rate", "0"),
        ("compare", "--rate", "inf"),
        ("compare", "--rate", "nan"),
        ("compare", "--limits", "off"),
        ("compare", "--parameters", "ParkingKey=cpf"),
        ("report", "missing"),
    ],
    ids=" ".join,
)
def test_wrong_use_exits_2_and_says_so_on_standard_error(
    wrong: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = harness(*wrong)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_failure_of_the_environment_exits_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: object) -> tuple[str, ...]:
        raise EnvironmentFailedError("the disk is full", where="/var", hint="free some")

    monkeypatch.setattr(opening, "plan_of", fail)
    assert harness("plan").exit_code == 3


def test_an_interruption_before_anything_was_started_exits_130_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(settings: object) -> tuple[str, ...]:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "plan_of", interrupt)
    assert harness("plan").exit_code == 130


EMPTY = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: {Type: AWS::SQS::Queue}
"""


def test_a_plan_lists_what_is_not_emulated_and_says_where_nothing_is(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(EMPTY)
    result = harness("plan", "--template", str(template), "--cache-dir", str(tmp_path))
    assert result.exit_code == 0
    *steps, left_out, empty = result.stdout.splitlines()
    assert steps[-2].endswith("make no table: the template has none")
    assert steps[-1].endswith("serve DynamoDB on 127.0.0.1, a free port")
    assert left_out == (
        "· not emulated: Queue (AWS::SQS::Queue, line 4): not a function, a table or a role"
    )
    assert empty == "· the template has no function and no table: make them through the API"
