"""What a function sees, what is measured of it, and that whatever it does stays with it."""

import base64
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from harness.ledger.reader import LedgerReader
from harness.model.entry import InvocationEntry
from tests.conftest import Up, end, start_up
from tests.system.support import Left, eventually

CODE = """
import http.client, json, os, signal, socket, subprocess, sys, threading, time

def sees(event, context):
    import importlib
    found = {}
    for name in event["names"]:
        try:
            found[name] = importlib.import_module(name).__file__ is not None
        except ImportError:
            found[name] = None
    return {
        "found": found,
        "first": sys.path[0],
        "exit": callable(exit),
        "python": sys.version.split()[0],
        "type": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"],
    }

def pid(event, context):
    return os.getpid()

def naps(event, context):
    time.sleep(event.get("s", 0.3))
    return os.getpid()

def eats(event, context):
    eaten = bytearray(event["mb"] * 1_000_000)
    time.sleep(event.get("s", 0))
    return len(eaten)

def ignores_sigterm(event, context):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)

def forks(event, context):
    if os.fork() == 0:
        return "from the child"
    time.sleep(0.5)
    return "from the parent"

def leaves_a_child(event, context):
    subprocess.Popen(["sleep", "987"], start_new_session=event["session"])
    return "left"

def closes_its_sockets(event, context):
    os.closerange(3, 256)
    return "closed"

def floods_without_an_end(event, context):
    while True:
        os.write(1, b"x" * 65536)

def post(request, body):
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    api.request("POST", f"/2018-06-01/runtime/invocation/{request}/response", body)
    return api.getresponse().status

def answers_twice(event, context):
    return post(context.aws_request_id, '"first"')

def answers_late(event, context):
    def late():
        time.sleep(0.2)
        post(context.aws_request_id, '"late"')
    threading.Thread(target=late).start()
    return "in time"

def asks_too_early(event, context):
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    return api.getresponse().status

def handler(event, context):
    return globals()[event["do"]](event, context)
"""

HOG = """
hoard = bytearray(200_000_000)

def handler(event, context):
    pass
"""

SHELL = """#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
    headers=$(mktemp)
    event=$(curl -s -D "$headers" "$api/next")
    request=$(grep -i lambda-runtime-aws-request-id "$headers" | tr -d '\\r' | cut -d' ' -f2)
    rm "$headers"
    echo "the shell got $event"
    curl -s -X POST "$api/$request/response" -d "{\\"shell\\": $event}" > /dev/null
done
"""

NODE = """#!/usr/bin/env node
const http = require("http");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const options = { host, port, method, agent, path: "/2018-06-01/runtime/invocation/" + path };
    const request = http.request(options, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve([response.headers, text]));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function main() {
  for (;;) {
    const [headers, event] = await ask("GET", "next");
    const id = headers["lambda-runtime-aws-request-id"];
    const { n, fail } = JSON.parse(event);
    if (fail) {
      const error = JSON.stringify({ errorType: "Error", errorMessage: fail });
      await ask("POST", id + "/error", error);
    } else {
      await ask("POST", id + "/response", JSON.stringify({ square: n * n, node: process.version }));
    }
  }
}
main();
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: %s, CodeUri: code/, Handler: app.handler, Timeout: 5, MemorySize: 128}
Resources:
  Any: {Type: AWS::Serverless::Function, Properties: {FunctionName: any}}
  Hog: {Type: AWS::Serverless::Function, Properties: {FunctionName: hog, Handler: hog.handler}}
  Second: {Type: AWS::Serverless::Function, Properties: {FunctionName: second, Timeout: 1}}
  Old: {Type: AWS::Serverless::Function, Properties: {FunctionName: old, Runtime: python3.4}}
  New: {Type: AWS::Serverless::Function, Properties: {FunctionName: new, Runtime: python3.12}}
  Ahead:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: ahead
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
  Shell:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: shell, Runtime: provided.al2023, CodeUri: shell/, Handler: x}
  Node:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: node, Runtime: provided.al2023, CodeUri: node/, Handler: x}
  Missing:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: missing, Runtime: provided.al2023, CodeUri: empty/, Handler: x}
"""


@dataclass(frozen=True)
class Said:
    """What Invoke answered; ``log`` its decoded tail."""

    error: str | None
    payload: Any
    log: str

    @property
    def memory_mb(self) -> int:
        used = re.search(r"\tMax Memory Used: (\d+) MB\t", self.log)
        assert used is not None, self.log
        return int(used[1])


Call = Callable[..., Said]


def application(place: Path) -> Path:
    """A template with its functions' folders."""
    for folder, file, text in (
        ("code", "app.py", CODE),
        ("code", "hog.py", HOG),
        ("shell", "bootstrap", SHELL),
        ("node", "bootstrap", NODE),
        ("empty", "readme", ""),
    ):
        (place / folder).mkdir(exist_ok=True)
        (place / folder / file).write_text(text)
        (place / folder / file).chmod(0o755)
    runtime = "python{}.{}".format(*sys.version_info[:2])
    (place / "template.yaml").write_text(TEMPLATE % runtime)
    return place / "template.yaml"


def caller(up: Up) -> Call:
    client = up.client("lambda", max_pool_connections=40)

    def call(function: str, do: str = "", **event: Any) -> Said:
        payload = json.dumps(({"do": do} if do else {}) | event)
        answer = client.invoke(FunctionName=function, Payload=payload, LogType="Tail")
        log = base64.b64decode(answer.get("LogResult", "")).decode("utf-8", "replace")
        return Said(answer.get("FunctionError"), json.loads(answer["Payload"].read()), log)

    return call


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("runtimes")
    up = start_up(place / "runs", "--template", str(application(place)))
    yield up
    assert end(up) == 0


@pytest.fixture(scope="module")
def call(up: Up) -> Call:
    return caller(up)


# what it sees


def test_a_function_sees_the_client_the_sdk_and_itself_and_nothing_of_ours(call: Call) -> None:
    there = ["boto3", "botocore", "awslambdaric", "urllib3", "dateutil", "app", "sqlite3"]
    not_there = ["harness", "orjson", "click", "uvloop", "pytest", "locust", "pip"]
    seen = call("any", "sees", names=there + not_there).payload
    assert {name for name, found in seen["found"].items() if found} == set(there)
    assert seen["first"].endswith(("/var/task", "/code"))
    assert seen["exit"]


def test_a_python_that_is_not_installed_is_noted(call: Call, up: Up) -> None:
    assert call("old", "pid").error is None
    events = json.loads((up.run / "run.json").read_text())["events"]
    assert any("no python3.4 is on the PATH" in event for event in events)


@pytest.mark.skipif(shutil.which("python3.12") is None, reason="needs Python 3.12")
def test_a_function_runs_on_the_python_that_it_names(call: Call) -> None:
    seen = call("new", "sees", names=["boto3", "awslambdaric", "harness"]).payload
    assert seen["python"].startswith("3.12.")
    assert seen["found"] == {"boto3": True, "awslambdaric": True, "harness": None}


def test_provisioned_environments_are_there_before_the_first_invocation(call: Call) -> None:
    said = call("ahead:live", "sees", names=[])
    assert said.payload["type"] == "provisioned-concurrency"
    with ThreadPoolExecutor(2) as two:
        pids = {said.payload for said in two.map(lambda _: call("ahead:live", "naps"), range(2))}
    assert len(pids) == 2


# runtimes that are not Python


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_a_shell_script_is_a_runtime(call: Call) -> None:
    said = call("shell", n=1)
    assert said.payload == {"shell": {"n": 1}}
    assert 'the shell got {"n": 1}' in said.log
    assert call("shell", n=2).payload == {"shell": {"n": 2}}


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_javascript_is_a_runtime(call: Call) -> None:
    assert call("node", n=12).payload["square"] == 144
    failed = call("node", fail="sem placa")
    assert failed.error == "Unhandled"
    assert failed.payload == {"errorType": "Error", "errorMessage": "sem placa"}
    assert call("node", n=3).payload["square"] == 9


def test_a_bootstrap_that_is_missing_is_said(call: Call) -> None:
    said = call("missing")
    assert said.error == "Unhandled"
    assert "Couldn't find valid bootstrap(s)" in said.payload["errorMessage"]


# what is measured


def test_the_peak_memory_is_measured_and_stays_the_peak(call: Call, up: Up) -> None:
    before = call("second", "pid")
    eaten = call("second", "eats", mb=70)
    after = call("second", "pid")
    assert before.payload == after.payload
    assert 5 < before.memory_mb < 60
    assert 70 <= eaten.memory_mb < 128
    assert after.memory_mb == eaten.memory_mb
    assert "harness:" not in eaten.log

    def recorded() -> bool:
        entries = LedgerReader(up.run / "ledger.jsonl")
        ended = [entry for entry in entries if isinstance(entry, InvocationEntry)]
        return eaten.memory_mb in {entry.memory_mb for entry in ended}

    assert eventually(recorded, 2)


def test_memory_beyond_the_size_is_said(call: Call) -> None:
    said = call("any", "eats", mb=200)
    assert said.error is None
    assert said.memory_mb > 200
    assert f"harness: {said.memory_mb} MB were used, of 128 MB" in said.log


def test_memory_beyond_the_size_ends_the_function_on_request(tmp_path: Path) -> None:
    flags = ("--template", str(application(tmp_path)), "--memory", "enforce")
    up = start_up(tmp_path / "runs", *flags)
    try:
        call = caller(up)
        victim = call("any", "pid").payload
        assert call("any", "eats", mb=40).error is None
        assert call("any", "pid").payload == victim
        for event in ({"mb": 200}, {"mb": 200, "s": 4}):
            started = time.perf_counter()
            said = call("any", "eats", **event)
            assert time.perf_counter() - started < 2
            assert said.error == "Unhandled"
            assert said.payload["errorType"] == "Runtime.ExitError"
            assert said.payload["errorMessage"].endswith(
                "Runtime exited with error: signal: killed"
            )
            assert said.log.endswith("\tStatus: error\tError Type: Runtime.OutOfMemory\n")
            assert call("any", "pid").error is None
        assert call("any", "pid").payload != victim
        assert call("hog").payload["errorType"] == "Runtime.ExitError"
    finally:
        end(up)


def test_a_time_out_is_exact(call: Call) -> None:
    call("second", "pid")
    for _ in range(3):
        started = time.perf_counter()
        said = call("second", "naps", s=60)
        took_s = time.perf_counter() - started
        call("second", "pid")
        duration = re.search(r"\tDuration: ([\d.]+) ms", said.log)
        assert said.payload["errorType"] == "Sandbox.Timedout"
        assert "Task timed out after 1.00 seconds" in said.log
        assert duration is not None
        assert 1000 <= float(duration[1]) <= 1100
        assert 1.0 <= took_s <= 1.1


# concurrency


def test_environments_grow_with_demand_so_that_nobody_waits(call: Call) -> None:
    clients = 10
    with ThreadPoolExecutor(clients) as many:
        list(many.map(lambda _: call("any", "naps", s=2), range(clients)))
        started = time.perf_counter()
        pids = {said.payload for said in many.map(lambda _: call("any", "naps"), range(clients))}
    assert time.perf_counter() - started < 1.5
    assert len(pids) == clients


# what it does wrong


def test_a_runtime_that_is_killed_is_said_at_once_and_replaced(call: Call) -> None:
    victim = call("second", "pid").payload
    with ThreadPoolExecutor(1) as one:
        waits = one.submit(call, "second", "naps", s=60)
        assert eventually(lambda: _sleeps(victim), 1)
        killed = time.perf_counter()
        os.kill(victim, signal.SIGKILL)
        said = waits.result(5)
        assert time.perf_counter() - killed < 0.5
    assert said.payload["errorType"] == "Runtime.ExitError"
    assert "Runtime exited with error: signal: killed" in said.log
    assert call("second", "pid").payload != victim


def _sleeps(pid: int) -> bool:
    return Path(f"/proc/{pid}/wchan").exists() and b"nanosleep" in _wchan(pid)


def _wchan(pid: int) -> bytes:
    return Path(f"/proc/{pid}/wchan").read_bytes() or b"nanosleep"


def test_sigterm_does_not_save_a_function_from_its_time_out(call: Call) -> None:
    assert call("second", "ignores_sigterm").payload["errorType"] == "Sandbox.Timedout"
    assert call("second", "pid").error is None


def test_an_endless_flood_of_output_ends_with_the_time_out(call: Call) -> None:
    started = time.perf_counter()
    said = call("second", "floods_without_an_end")
    assert time.perf_counter() - started < 3
    assert said.payload["errorType"] == "Sandbox.Timedout"
    assert call("any", "pid").error is None


def test_a_fork_that_answers_too_harms_its_own_environment_at_most(call: Call) -> None:
    """Both then read from one connection, and may well break over it."""
    assert call("second", "forks").payload in ("from the parent", "from the child")
    after = [call("second", "pid") for _ in range(4)]
    broken = {said.payload["errorType"] for said in after if said.error}
    assert broken <= {"Runtime.ExitError", "Sandbox.Timedout"}
    assert after[-1].error is None
    assert call("any", "pid").error is None


def test_a_function_that_closes_its_sockets_is_replaced(call: Call) -> None:
    said = call("second", "closes_its_sockets")
    assert said.payload == "closed" or said.payload["errorType"] == "Runtime.ExitError"
    assert call("second", "pid").error is None


def test_a_second_answer_is_dropped_and_logged(call: Call, up: Up) -> None:
    assert call("any", "answers_twice").payload == "first"
    assert call("any", "pid").error is None
    dropped = "was answered again, or after its end: dropped"
    # Another environment may have said its pid meanwhile.
    assert eventually(lambda: dropped in (up.run / "logs/any.log").read_text(), 30)


def test_a_late_answer_is_not_the_next_invocation_s(call: Call) -> None:
    assert call("any", "answers_late").payload == "in time"
    assert isinstance(call("any", "naps").payload, int)


def test_a_runtime_that_asks_for_more_before_it_has_answered_is_refused(call: Call) -> None:
    assert call("any", "asks_too_early").payload == 403
    assert call("any", "pid").error is None


def test_a_client_that_hangs_up_does_no_harm(call: Call, up: Up) -> None:
    for _ in range(3):
        gone = HTTPConnection("127.0.0.1", up.port)
        path = "/2015-03-31/functions/second/invocations"
        gone.request("POST", path, json.dumps({"do": "naps", "s": 0.2}))
        gone.close()
    assert call("second", "pid").error is None


# code that changes


def test_saved_code_is_served_at_the_next_invocation_and_not_in_mid_invocation(
    tmp_path: Path,
) -> None:
    template = application(tmp_path)
    code = tmp_path / "code" / "app.py"
    numbered = "import time\nversion = {}\ndef handler(event, context):\n    time.sleep({})\n"
    numbered += "    return version\n"
    code.write_text(numbered.format(0, 0))
    up = start_up(tmp_path / "runs", "--template", str(template))
    try:
        call = caller(up)
        for version in range(1, 6):
            code.write_text(numbered.format(version, 0))
            assert call("any").payload == version
        code.write_text(numbered.format("'slow'", 0.5))
        call("any")
        with ThreadPoolExecutor(1) as one:
            slow = one.submit(call, "any")
            time.sleep(0.2)
            code.write_text(numbered.format("'fast'", 0))
            assert call("any").payload == "fast"
            assert slow.result().payload == "slow"
        assert call("any").payload == "fast"
    finally:
        end(up)


# cold starts


@pytest.mark.parametrize(("cold", "new"), [("always", {True}), ("natural", {False})])
def test_cold_starts_are_forced_on_request(tmp_path: Path, cold: str, new: set[bool]) -> None:
    up = start_up(tmp_path / "runs", "--template", str(application(tmp_path)), "--cold", cold)
    try:
        call = caller(up)
        call("any", "pid")
        assert {"Init Duration" in call("any", "pid").log for _ in range(4)} == new
    finally:
        end(up)


def test_a_share_of_the_invocations_starts_cold_on_request(tmp_path: Path) -> None:
    up = start_up(tmp_path / "runs", "--template", str(application(tmp_path)), "--cold", "p=0.5")
    try:
        call = caller(up)
        cold = sum("Init Duration" in call("any", "pid").log for _ in range(24))
        assert 2 < cold < 22  # chance leaves that less than once in 25,000 runs
    finally:
        end(up)


def test_never_cold_means_that_every_function_starts_ahead(tmp_path: Path) -> None:
    up = start_up(tmp_path / "runs", "--template", str(application(tmp_path)), "--cold", "never")
    try:
        said = caller(up)("second", "sees", names=[])
        assert said.payload["type"] == "provisioned-concurrency"
        assert "Init Duration" not in said.log
    finally:
        end(up)


# the end


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_of_a_function_outlives_the_harness(
    tmp_path: Path, left: Left, number: signal.Signals
) -> None:
    up = start_up(tmp_path / "runs", "--template", str(application(tmp_path)))
    call = caller(up)
    for session in (False, True):
        assert call("any", "leaves_a_child", session=session).payload == "left"
    assert sum("sleep 987" in line for line in left()) == 2
    up.process.send_signal(number)
    up.process.wait(20)
    assert eventually(lambda: not left(), 5), left()
