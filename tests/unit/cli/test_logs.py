"""One stream of what functions say."""

from pathlib import Path

import pytest
from rich.console import Console

from harness.cli.logs import Logs, print_logs
from harness.errors import UsageError
from harness.ledger.run import RunDirectory


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "ola.log").write_text("START\nolá [bold]\nhalf")
    (tmp_path / "logs" / "conta.log").write_text("START\n")
    (tmp_path / "logs" / "locust.log").write_text("not a function's\n")
    return RunDirectory(tmp_path)


def printed(run: RunDirectory, function: str | None) -> str:
    out = Console(highlight=False, width=20)
    with out.capture() as capture:
        print_logs(run, function, follow=False, out=out)
    return capture.get()


def test_all_functions_are_in_one_stream_each_line_with_its_name(run: RunDirectory) -> None:
    assert printed(run, None) == "conta START\nola START\nola olá [bold]\n"


def test_one_function_s_log_is_as_it_wrote_it(run: RunDirectory) -> None:
    assert printed(run, "ola") == "START\nolá [bold]\n"


def test_a_line_comes_once_and_whole(run: RunDirectory) -> None:
    logs = Logs(run.logs, "ola")
    assert [line for _, line in logs.new_lines()] == ["START", "olá [bold]"]
    assert list(logs.new_lines()) == []
    with (run.logs / "ola.log").open("a") as log:
        log.write(" and whole\nnext\n")
    assert [line for _, line in logs.new_lines()] == ["half and whole", "next"]


def test_a_log_that_begins_later_is_found(run: RunDirectory) -> None:
    logs = Logs(run.logs, None)
    list(logs.new_lines())
    (run.logs / "lote.log").write_text("START\n")
    assert list(logs.new_lines()) == [("lote", "START")]


def test_a_function_without_a_log_is_said_with_those_that_have_one(run: RunDirectory) -> None:
    with pytest.raises(UsageError, match="lote has written nothing") as refused:
        printed(run, "lote")
    assert refused.value.hint == "there are logs of conta, ola"
