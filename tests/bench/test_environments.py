"""How soon many environments are ready, and what they cost while nobody needs them."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from tests.conftest import Up, end, start_up

ENVIRONMENTS = 40
READY_S_MAX = 8.0
IDLE_S = 5.0

# Long enough that none serves twice.
NAP_S = 40

CODE = """
import os, time
import boto3

def handler(event, context):
    began = time.time()
    time.sleep(event["nap_s"])
    return [began, os.getpid()]
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      {FunctionName: f, Runtime: python3.11, CodeUri: code/, Handler: app.handler, Timeout: 60}
"""


def test_forty_environments_with_boto3_are_ready_soon_and_cost_little(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "app.py").write_text(CODE)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    up = start_up(tmp_path / "runs", "--template", str(tmp_path / "template.yaml"))
    try:
        ready_s, pids = grow(up)
        assert len(pids) == ENVIRONMENTS
        processes = [psutil.Process(pid) for pid in pids]
        start_s = cpu_s(processes) / ENVIRONMENTS
        memory_mb, cpu_ms = idle_cost(processes)
        print(
            f"\n{ENVIRONMENTS} environments ready in {ready_s:.1f} s, {start_s:.2f} s of CPU each; "
            f"idle, each takes {memory_mb:.0f} MB of its own and {cpu_ms:.2f} ms of CPU a second"
        )
        assert ready_s <= READY_S_MAX
    finally:
        end(up)


def grow(up: Up) -> tuple[float, set[int]]:
    """Seconds from the first of so many invocations at once to the start of the last."""
    client = up.client("lambda", max_pool_connections=ENVIRONMENTS, read_timeout=120)
    invoke: Callable[[int], list[float]] = lambda _: json.loads(  # noqa: E731
        client.invoke(FunctionName="f", Payload=json.dumps({"nap_s": NAP_S}))["Payload"].read()
    )
    started = time.time()
    with ThreadPoolExecutor(ENVIRONMENTS) as many:
        answers = list(many.map(invoke, range(ENVIRONMENTS)))
    return max(began for began, _ in answers) - started, {int(pid) for _, pid in answers}


def cpu_s(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def idle_cost(processes: list[psutil.Process]) -> tuple[float, float]:
    """Unshared memory in MB, and milliseconds of CPU in a second: of one, on average."""
    before_s = cpu_s(processes)
    time.sleep(IDLE_S)
    used_s = cpu_s(processes) - before_s
    memory_bytes = sum(process.memory_full_info().uss for process in processes)
    return memory_bytes / len(processes) / 1e6, used_s * 1000 / IDLE_S / len(processes)
