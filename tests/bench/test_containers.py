"""Containers: how soon a stack of them serves, beside SAM CLI's, and that hundreds of starts and
kills leave nothing.

HARNESS_BENCH_STARTS=10 pytest -s tests/bench/test_containers.py      shorter
"""

import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from docker.errors import APIError

from harness.engines.containers.ownership import OWNER
from tests.bench import sam_local
from tests.conftest import end, start_up
from tests.system.support import adopting, run_harness

BACKEND = ("--backend", "containers", "--images", "built")
STARTS = int(os.environ.get("HARNESS_BENCH_STARTS", "200"))
KILLED_EVERY = 5
ROUNDS = 3
WARM = 50
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


def test_a_hello_beside_sam_local(tmp_path: Path, nothing_left: None) -> None:
    """From the command to the first answer, and then one warm answer after the other. SAM CLI
    starts no DynamoDB; ours does."""
    sam_local.installed()
    for number in range(ROUNDS):
        (tmp_path / f"{number}").mkdir()
        for name, start in (("ours", ours), ("sam local", sam_local.running)):
            begun = time.perf_counter()
            with start(tmp_path / f"{number}") as endpoint:
                url = f"{endpoint}/2015-03-31/functions/ola/invocations"
                answer(url)
                first_s = time.perf_counter() - begun
                warm_ms = sorted(timed_ms(url) for _ in range(WARM))[WARM // 2]
            print(f"\n{name}: first answer after {first_s:.1f} s, then each {warm_ms:.1f} ms")


@contextmanager
def ours(directory: Path) -> Iterator[str]:
    up = start_up(directory / "runs", "--limits", "off", *BACKEND)
    yield f"http://127.0.0.1:{up.port}"
    assert end(up) == 0


def timed_ms(url: str) -> float:
    begun = time.perf_counter()
    answer(url)
    return (time.perf_counter() - begun) * 1000


def answer(url: str) -> None:
    with urlopen(url, b'{"nome": "Ana", "sobrenome": "Silva"}', timeout=100) as said:
        assert b"Oi Ana Silva!" in said.read()


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
