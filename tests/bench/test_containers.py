"""Containers: how soon a stack of them serves, and that hundreds of starts and kills leave nothing.

HARNESS_BENCH_STARTS=10 pytest -s tests/bench/test_containers.py      shorter
"""

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from docker.errors import APIError

from harness.engines.containers.ownership import OWNER
from tests.conftest import end, start_up
from tests.system.support import adopting, run_harness

BACKEND = ("--backend", "containers", "--images", "built")
STARTS = int(os.environ.get("HARNESS_BENCH_STARTS", "200"))
KILLED_EVERY = 5
START_S = 10
PARKING = {
    "parking-register": {"placa": "ABC1D23", "tipo": "entrada"},
    "parking-account": {"placa": "ABC1D23", "dia": "2021-03-01"},
    "parking-bill": {"cpf": "11122233344", "mes": "2021-03"},
}


@pytest.fixture(autouse=True)
def built(docker_engine: Any) -> None:
    assert run_harness("images", "build", timeout_s=300).returncode == 0


@pytest.fixture
def nothing_left(docker_engine: Any) -> Iterator[None]:
    before = everything(docker_engine)
    with adopting() as left:
        yield
        assert left() == []
    assert everything(docker_engine) <= before


def everything(engine: Any) -> set[str]:
    """Containers of ours, and every network and volume: ours carry no label."""
    found = engine.containers.list(all=True, filters={"label": OWNER}, ignore_removed=True)
    return {thing.id for thing in (*found, *engine.networks.list(), *engine.volumes.list())}


def test_a_stack_with_a_warm_environment_of_each_function_starts_in_10_s(
    tmp_path: Path, nothing_left: None
) -> None:
    started = time.perf_counter()
    up = start_up(tmp_path, "--limits", "off", *BACKEND)
    served = time.perf_counter() - started
    client = up.client("lambda", read_timeout=60)

    def invoke(function: str) -> int:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(PARKING[function]))
        assert "FunctionError" not in answer
        return answer["StatusCode"]

    with ThreadPoolExecutor(len(PARKING)) as all_at_once:
        assert set(all_at_once.map(invoke, PARKING)) == {200}
    took = time.perf_counter() - started
    assert end(up) == 0
    print(f"\nDynamoDB Local and tables {served:.1f} s, with all functions warm {took:.1f} s")
    assert took <= START_S


def test_starts_and_kills_leave_nothing(
    tmp_path: Path, nothing_left: None, docker_engine: Any
) -> None:
    up = start_up(tmp_path, "--limits", "off", "--cold", "always", *BACKEND)
    client = up.client("lambda", read_timeout=60)
    for number in range(STARTS):
        client.invoke(FunctionName="ola", Payload=b'{"nome": "Ana", "sobrenome": "Silva"}')
        if number % KILLED_EVERY == 0:
            for container in docker_engine.containers.list(
                filters={"label": OWNER, "name": "-ola-"}, ignore_removed=True
            ):
                if f" {up.process.pid}:" in container.labels[OWNER]:
                    with suppress(APIError):  # it ends by itself, too
                        container.kill()
    assert end(up) == 0
    print(f"\n{STARTS} containers were started; every {KILLED_EVERY}th was killed")
