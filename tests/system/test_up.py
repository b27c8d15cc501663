"""``harness up``: the endpoint that a user pastes, and how it ends."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Up, clean_environment, end, harness, start_up
from tests.system.support import Left, eventually, free_port, listens, run_harness

CTRL_C, TERMINATE, HANG_UP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def started(*arguments: str, stderr: Path, **variables: str) -> subprocess.Popen[str]:
    with stderr.open("w") as errors:
        return subprocess.Popen(
            harness(*arguments),
            cwd=ROOT,
            env=clean_environment(**variables),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        )


def test_the_exports_are_four_lines_that_any_shell_takes(stack):
    shown = subprocess.run(
        ["sh", "-c", stack.exports + "env"], env={}, capture_output=True, text=True, check=True
    )
    set_by_it = dict(line.split("=", 1) for line in shown.stdout.splitlines())
    assert {name: text for name, text in set_by_it.items() if name.startswith("AWS_")} == {
        "AWS_ENDPOINT_URL": stack.endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL_DYNAMODB": stack.endpoint,
        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": stack.endpoint,
        "AWS_ENDPOINT_URL_LAMBDA": stack.endpoint,
        "AWS_ENDPOINT_URL_STS": stack.endpoint,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
    }


@pytest.mark.parametrize(
    ("said", "then_s", "number"),
    [
        ("", 0.0, CTRL_C),
        ("", 0.3, CTRL_C),
        ("take DynamoDB Local", 0.0, TERMINATE),
        ("start DynamoDB Local", 0.0, CTRL_C),
        ("start DynamoDB Local", 0.5, HANG_UP),
        ("make the tables", 0.0, CTRL_C),
        ("put the sample items", 0.0, TERMINATE),
        ("ready", 0.0, CTRL_C),
    ],
)
def test_a_signal_at_any_moment_of_the_start_leaves_nothing(
    tmp_path, left: Left, said: str, then_s: float, number: signal.Signals
):
    # A shell's background job ignores Ctrl-C, and so does whatever it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    scratch, errors, port = tmp_path / "scratch", tmp_path / "stderr", free_port()
    scratch.mkdir()
    up = started(
        *("up", "--port", str(port), "--runs-dir", str(tmp_path / "runs")),
        stderr=errors,
        TMPDIR=str(scratch),
    )
    assert eventually(lambda: said in errors.read_text(), 30)
    eventually(lambda: False, then_s)
    up.send_signal(number)
    code = up.wait(10)
    # Before its first step it is Python that is interrupted, in an import.
    assert code == 0 if said else code in (0, 130, -number), errors.read_text()
    assert eventually(lambda: not left(), 1), left()
    assert not listens(port)
    assert list(scratch.iterdir()) == []
    assert "Traceback" not in errors.read_text()


def test_a_killed_run_takes_every_process_with_it_and_its_ledger_can_be_read(tmp_path, left: Left):
    run = started(
        *("run", "--duration", "60s", "--runs-dir", str(tmp_path)), stderr=tmp_path / "stderr"
    )
    ledger = tmp_path / "latest" / "ledger.jsonl"
    assert eventually(
        lambda: ledger.exists() and '"type":"invocation"' in ledger.read_text(), 60
    ), (tmp_path / "stderr").read_text()
    for part in ("DynamoDBLocal", "bootstrap.py", "locust"):
        assert any(part in command for command in left()), part
    run.kill()
    run.wait()
    assert eventually(lambda: not left(), 2), left()
    report = run_harness("report", "--runs-dir", tmp_path)
    assert report.returncode == 0, report.stderr
    assert "cut off" in report.stdout


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A second stack beside ``stack``, with a port and a folder of the user's choice."""
    place = tmp_path_factory.mktemp("other")
    tables = place / "tables"
    up = start_up(place / "runs", "--port", str(free_port()), "--db-path", str(tables))
    yield up
    if up.process.poll() is None:
        assert end(up) == 0


def test_the_port_is_the_one_that_was_chosen(other):
    assert f"--port {other.port}" in " ".join(other.process.args)


def test_two_stacks_side_by_side_do_not_meet(stack, other):
    item = {"placa": {"S": "AAA1A11"}, "cor": {"S": "azul"}}
    other.client("dynamodb").put_item(TableName="carros", Item=item)
    key = {"placa": item["placa"]}
    assert other.client("dynamodb").get_item(TableName="carros", Key=key)["Item"] == item
    assert "Item" not in stack.client("dynamodb").get_item(TableName="carros", Key=key)


def test_a_folder_that_another_stack_uses_is_refused(other, tmp_path):
    tables = other.run.parents[1] / "tables"
    second = run_harness("up", "--db-path", tables, "--runs-dir", tmp_path)
    assert second.returncode == 2
    assert f"--db-path {tables}: another stack keeps its tables there" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_exit_code_3_and_names_port_and_remedy(tmp_path, left: Left):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = run_harness("up", "--port", str(port), "--runs-dir", tmp_path)
    assert up.returncode == 3
    assert f"port {port} is in use" in up.stderr
    assert "--port" in up.stderr
    assert "Traceback" not in up.stderr
    assert left() == []


def test_tables_in_a_folder_survive_a_restart_and_ctrl_c_leaves_nothing_running(
    tmp_path, left: Left
):
    flags = ("--db-path", str(tmp_path / "tables"))
    item = {"placa": {"S": "ABC1D23"}, "cor": {"S": "azul"}}
    first = start_up(tmp_path / "runs", *flags)
    first.client("dynamodb").put_item(TableName="carros", Item=item)
    first.client("lambda").invoke(FunctionName="ola", Payload=b'{"nome": "A", "sobrenome": "B"}')
    assert any("bootstrap.py" in command for command in left())
    assert end(first) == 0
    assert eventually(lambda: not left(), 1), left()
    assert not listens(first.port)
    second = start_up(tmp_path / "runs", *flags)
    key = {"placa": item["placa"]}
    assert second.client("dynamodb").get_item(TableName="carros", Key=key)["Item"] == item
    assert end(second) == 0
