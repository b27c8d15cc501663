"""The containers backend: what it does otherwise, what breaks it, and that nothing stays."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from botocore.config import Config
from testcontainers.core.config import testcontainers_config

from harness.engines.containers import DynamoDbLocalContainer, LambdaRieContainer
from harness.engines.containers.images import BUILT_DYNAMODB, BUILT_LAMBDA
from harness.engines.containers.ownership import OWNER, STACK, ContainerOwner
from tests.conftest import ROOT, Up, clean_environment, end, harness, start_up
from tests.system.packages import DECLARED, NAMES, a_place, declare, imported
from tests.system.support import (
    Left,
    children_of,
    eventually,
    free_port,
    listens,
    on_a_small_disk,
    run_harness,
    said,
)

BACKEND = ("--backend", "containers", "--images", "built")

CODE = """
import json, os, time

def handler(event, context):
    return globals()[event.get("do", "sees")](event)

def sees(event):
    return {
        "pid": os.getpid(),
        "root": os.environ["LAMBDA_TASK_ROOT"],
        "endpoint": os.environ["AWS_ENDPOINT_URL"],
        "version": list(__import__("sys").version_info[:2]),
        "quota": quota(),
        "writable": os.access(os.environ["LAMBDA_TASK_ROOT"], os.W_OK),
    }

def quota():
    for path in ("/sys/fs/cgroup/cpu.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"):
        if os.path.exists(path):
            return open(path).read().split()[0]

def variables(event):
    return dict(os.environ)

def eats(event):
    return len(bytearray(event["mb"] * 1_000_000))

def naps(event):
    time.sleep(event["s"])
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, CodeUri: code/, Handler: app.handler, Timeout: 20}
Resources:
  Any: {Type: AWS::Serverless::Function, Properties: {FunctionName: any, MemorySize: 128}}
  Custom:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: custom, Runtime: provided.al2023}
  Wrapped:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: wrapped
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /var/task/wrap, TZ: America/Sao_Paulo}}
  Missing:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: missing
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /idontexist}}
"""

Call = Callable[..., Any]


pytestmark = pytest.mark.usefixtures("built_images")


def ours(docker_engine: Any, **more: Any) -> list[Any]:
    return docker_engine.containers.list(
        all=True, filters={"label": OWNER}, ignore_removed=True, **more
    )


def of(up: Up, docker_engine: Any) -> list[Any]:
    """The containers of one stack."""
    return [c for c in ours(docker_engine) if f" {up.process.pid}:" in c.labels[OWNER]]


def without_owner(docker_engine: Any) -> list[str]:
    """What stacks that are over have left. Other people's, that go on, are none of ours."""
    found = [(c.name, ContainerOwner.of(c.labels)) for c in ours(docker_engine)]
    return [name for name, owner in found if owner is not None and owner.is_gone()]


def application(place: Path) -> Path:
    (place / "code").mkdir()
    (place / "code" / "app.py").write_text(CODE)
    (place / "code" / "wrap").write_text('#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n')
    (place / "code" / "wrap").chmod(0o755)
    (place / "template.yaml").write_text(TEMPLATE)
    return place / "template.yaml"


def caller(up: Up) -> Call:
    client = up.client("lambda", read_timeout=30)

    def call(function: str, do: str = "sees", **event: Any) -> Any:
        payload = json.dumps({"do": do} | event)
        return json.loads(client.invoke(FunctionName=function, Payload=payload)["Payload"].read())

    return call


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, built_images: None) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("containers")
    up = start_up(place / "runs", "--template", str(application(place)), *BACKEND)
    yield up
    assert end(up) == 0


@pytest.fixture(scope="module")
def call(up: Up) -> Call:
    return caller(up)


# what is otherwise


def test_what_differs_is_what_the_list_says(call: Call, up: Up) -> None:
    first = call("any")
    seen = {
        "runtimes": "the relay needs" in call("custom")["errorMessage"],
        "Python's version": first["version"] == [3, 11],
        "`LAMBDA_TASK_ROOT`, and where layers are": first["root"] == "/var/task"
        and not first["writable"],
        "process ids": first["pid"] < 100,
        "`AWS_ENDPOINT_URL`": first["endpoint"].startswith("http://host.docker.internal:"),
        "memory beyond MemorySize": "signal: killed" in call("any", "eats", mb=300)["errorMessage"],
        "processor": call("any")["quota"] is not None,
    }
    page = (ROOT / "docs" / "containers.md").read_text("utf-8")
    section = page.partition("\n## What is not the same\n")[2].partition("\n## ")[0]
    rows = [line.split(" | ")[0][2:] for line in section.splitlines() if line.startswith("| ")]
    assert list(seen) == rows[1:]
    assert [what for what, holds in seen.items() if not holds] == []


def test_the_processor_is_memory_size_s_share(call: Call) -> None:
    call("any")
    assert eventually(lambda: call("any")["quota"] == str(128 * 100_000 // 1769), 5)


def test_what_a_function_declares_is_there_as_with_the_embedded_backend(tmp_path: Path) -> None:
    place = declare(a_place(tmp_path))
    up = place.up(*BACKEND)
    seen = imported(up, *NAMES)
    assert end(up) == 0
    assert seen == DECLARED


def test_it_listens_on_loopback_and_the_bridge_only(up: Up, docker_engine: Any) -> None:
    listening = {
        connection.laddr.ip
        for connection in psutil.Process(up.process.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    network = docker_engine.networks.get("bridge").attrs["IPAM"]["Config"][0]
    bridge = network.get("Gateway") or network["Subnet"].replace(".0.0/16", ".0.1")
    assert listening == {"127.0.0.1", bridge}
    for container in of(up, docker_engine):
        bound = [b["HostIp"] for ports in container.ports.values() for b in ports or []]
        assert set(bound) == {"127.0.0.1"}


def test_every_container_says_whose_it_is(call: Call, up: Up, docker_engine: Any) -> None:
    call("any")
    labels = [container.labels for container in of(up, docker_engine)]
    assert len(labels) >= 2
    assert len({label[STACK] for label in labels}) == 1


# what breaks


def test_a_container_that_is_killed_costs_its_invocation_only(
    call: Call, up: Up, docker_engine: Any
) -> None:
    call("any")
    with ThreadPoolExecutor(1) as one:
        waits = one.submit(call, "any", "naps", s=15)
        time.sleep(0.5)
        for container in of(up, docker_engine):
            if "-any-" in container.name:
                container.kill()
        assert "signal: killed" in waits.result(10)["errorMessage"]
    assert call("any")["root"] == "/var/task"


def test_variables_and_wrapper_scripts_are_as_on_aws(call: Call) -> None:
    seen = call("wrapped", "variables")
    # LocalStack's snapshots of AWS, python3.12, 2024-03-20
    expected = {
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": "/var/task",
        "LANG": "en_US.UTF-8",
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PYTHONPATH": "/var/runtime",
        "TZ": "America/Sao_Paulo",
        "WRAPPED": "yes",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
    }
    assert {name: seen.get(name) for name in expected} == expected
    assert not {"HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} & seen.keys()
    ended = call("missing", "variables")
    assert ended["errorType"] == "Runtime.ExitError"
    assert ended["errorMessage"].endswith("exit status 127")


def test_a_parking_run_ends_in_its_verdict_and_leaves_nothing(
    tmp_path: Path, left: Left, docker_engine: Any
) -> None:
    load = ("--pace", "--duration", "15s", "--users", "2", "--rate", "10")
    done = run_harness("run", *load, "--runs-dir", tmp_path, *BACKEND, timeout_s=150)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] in ("Fits:", "Fits", "Throttles")
    report = json.loads((tmp_path / "latest/report.json").read_text())
    requests = report["totals"]["requests"]
    assert requests["total"] > 0
    assert requests["failed"] == 0
    each = {kind["name"]: kind["write_units"] for kind in report["kinds"]}
    assert each["register entry"] > 0
    assert without_owner(docker_engine) == []
    assert eventually(lambda: not left(), 20), left()


def test_an_engine_that_is_killed_ends_the_run_with_what_was_measured(
    tmp_path: Path, left: Left, docker_engine: Any
) -> None:
    run = subprocess.Popen(
        harness("run", "--duration", "60s", "--runs-dir", str(tmp_path), *BACKEND),
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ledger = tmp_path / "latest/ledger.jsonl"
    assert eventually(
        lambda: ledger.exists() and ledger.read_text().count('"type":"invocation"') > 3, 90
    )
    (engine,) = [
        c for c in ours(docker_engine) if f" {run.pid}:" in c.labels[OWNER] and "dynamodb" in c.name
    ]
    engine.kill()
    stdout, stderr = run.communicate(timeout=60)
    message = said(subprocess.CompletedProcess(run.args, run.returncode, stdout, stderr))
    assert "DynamoDB Local 3.3.1 ended in mid-run: signal 9" in message
    assert "last log lines:" in message
    assert "Initializing DynamoDB Local" in message
    assert "! DynamoDB Local 3.3.1 ended" in stdout
    assert all(json.loads(line) for line in ledger.read_text().splitlines())
    assert not [c for c in ours(docker_engine) if f" {run.pid}:" in c.labels[OWNER]]
    assert eventually(lambda: not left(), 3), left()


def test_a_disk_that_fills_up_ends_the_run_and_leaves_a_ledger_and_no_container(
    tmp_path: Path, left: Left, docker_engine: Any
) -> None:
    done = on_a_small_disk(tmp_path / "kept", "run", "--duration", "60s", *BACKEND)
    assert "the ledger cannot be written: no space left on device" in said(done).lower()
    assert done.stdout.split()[0] in ("Fits:", "Fits", "Throttles")
    lines = (tmp_path / "kept/latest/ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") and json.loads(line) for line in lines)
    assert without_owner(docker_engine) == []
    assert eventually(lambda: not left(), 5), left()


def test_without_an_engine_it_says_so(tmp_path: Path) -> None:
    nowhere = f"unix://{tmp_path}/docker.sock"
    done = run_harness("up", "--runs-dir", tmp_path, *BACKEND, DOCKER_HOST=nowhere)
    assert "no Docker engine answers" in said(done)
    assert "--backend embedded" in done.stderr


def test_an_image_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}/dynamodb-local:1"
    done = run_harness("up", "--runs-dir", tmp_path, *BACKEND, "--dynamodb-image", nowhere)
    assert f"image {nowhere}" in said(done)
    assert "harness images build" in done.stderr


@pytest.mark.parametrize(
    ("option", "image", "message"),
    [
        ("--dynamodb-image", BUILT_LAMBDA, "DynamoDB Local 3.3.1 ended: exit code 142"),
        ("--lambda-image", BUILT_DYNAMODB, "the container of "),
    ],
)
def test_a_container_that_dies_at_start_shows_its_last_lines(
    tmp_path: Path, left: Left, docker_engine: Any, option: str, image: str, message: str
) -> None:
    done = run_harness(
        "run", "--duration", "5s", "--runs-dir", tmp_path, *BACKEND, option, image, timeout_s=90
    )
    assert message in said(done)
    assert "last log lines:" in done.stderr
    assert f"image {image}" in done.stderr
    assert without_owner(docker_engine) == []
    assert left() == []


def test_a_port_that_is_taken_leaves_no_container(tmp_path: Path, docker_engine: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_harness("up", "--runs-dir", tmp_path, "--port", port, *BACKEND, timeout_s=90)
    assert f"port {port} is in use" in said(done)
    assert without_owner(docker_engine) == []


# what stays


def test_what_a_killed_run_left_is_removed_and_a_running_one_s_is_not(
    tmp_path: Path, left: Left, up: Up, call: Call, docker_engine: Any
) -> None:
    call("any")
    killed = start_up(tmp_path / "runs", *BACKEND)
    caller(killed)("ola")
    assert len(of(killed, docker_engine)) == 2
    for guardian in children_of(killed.process.pid, STACK):
        guardian.kill()
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait()
    assert len(of(killed, docker_engine)) == 2
    done = run_harness("down")
    assert done.stdout.count("removed harness-") == 2
    assert "left harness-" in done.stdout
    assert of(killed, docker_engine) == []
    assert call("any")["root"] == "/var/task"


def test_a_killed_harness_takes_its_containers_with_it(
    tmp_path: Path, left: Left, docker_engine: Any
) -> None:
    up = start_up(tmp_path / "runs", *BACKEND)
    caller(up)("ola")
    up.process.send_signal(signal.SIGKILL)
    up.process.wait()
    assert eventually(lambda: not of(up, docker_engine), 20)
    assert eventually(lambda: not left(), 5), left()


# the classes by themselves


@pytest.fixture
def no_reaper(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user without a registry sets: Ryuk's image is one of those."""
    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)


@pytest.mark.usefixtures("no_reaper")
def test_dynamodb_local_is_a_container_for_anybody(docker_engine: Any, tmp_path: Path) -> None:
    with DynamoDbLocalContainer(BUILT_DYNAMODB, host="127.0.0.1", db_path=tmp_path) as dynamodb:
        client = boto3.client(
            "dynamodb",
            endpoint_url=dynamodb.endpoint,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(retries={"total_max_attempts": 1}),
        )
        assert client.list_tables()["TableNames"] == []
        port = dynamodb.address[1]
    assert not listens(port)
    assert list(tmp_path.glob("*.db"))


@pytest.mark.usefixtures("no_reaper")
def test_the_emulator_is_a_container_for_anybody(docker_engine: Any) -> None:
    code = ROOT / "functions/ola"
    with LambdaRieContainer(BUILT_LAMBDA, "app.lambda_handler", code, host="127.0.0.1") as ola:
        answer = json.loads(ola.invoke(b'{"nome": "Ana", "sobrenome": "Silva"}'))
    assert json.loads(answer["body"]) == "Oi Ana Silva!"


PROJECT = """
import boto3
import pytest


@pytest.fixture(scope="session")
def harness_settings():
    return {"images": "built"}


def test_a_table_can_be_made(dynamodb_local):
    client = boto3.client("dynamodb", endpoint_url=dynamodb_local.endpoint)
    assert client.list_tables()["TableNames"] == []


def test_it_says_hello(lambda_rie):
    hello = lambda_rie("app.handler", "hello", runtime="python3.11", memory_mb=256)
    assert hello.invoke(b'{"name": "Ana"}') == b'"Hello Ana 256"'
    assert lambda_rie("app.handler", "hello", runtime="python3.11", memory_mb=256) is hello
"""

HELLO = """
def handler(event, context):
    return f"Hello {event['name']} {context.memory_limit_in_mb}"
"""


def test_they_are_fixtures_of_anybody_s_tests(tmp_path: Path, docker_engine: Any) -> None:
    before = {c.id for c in docker_engine.containers.list(all=True, ignore_removed=True)}
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello/app.py").write_text(HELLO)
    (tmp_path / "test_project.py").write_text(PROJECT)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "harness.pytest_plugin", "test_project.py"],
        cwd=tmp_path,
        env=clean_environment(
            PYTHONPATH=str(ROOT),
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",  # installed or not, it is this one
            AWS_ACCESS_KEY_ID="a",
            AWS_SECRET_ACCESS_KEY="b",
            AWS_REGION="us-east-1",
            AWS_DEFAULT_REGION="us-east-1",
            TESTCONTAINERS_RYUK_DISABLED="true",
        ),
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert "2 passed" in done.stdout, done.stdout
    after = docker_engine.containers.list(all=True, ignore_removed=True)
    assert not [c for c in after if c.id not in before and str(tmp_path) in str(c.attrs["Mounts"])]
