"""``docker compose up``: two workers send a load through the edge, and a verdict is written."""

import json
import os
import subprocess
import sys
import tomllib
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from harness.engines.containers.images import BUILT_BASE, BUILT_DYNAMODB, BUILT_PYTHON
from tests.conftest import ROOT
from tests.system.support import eventually, free_ports, run_harness

BUILD_S = 240
UP_S = 120
LOAD_S = 60


class Compose:
    """``docker-compose`` as Debian has it; ``docker compose`` takes the same file."""

    def __init__(self, project: str) -> None:
        port, self.web_port = free_ports(2)
        self._variables = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": project,
            "COMPOSE_DOCKER_CLI_BUILD": "0",  # the engine's own builder: BuildKit may be missing
            "HARNESS_BASE": BUILT_BASE,
            "HARNESS_DYNAMODB_IMAGE": BUILT_DYNAMODB,
            "HARNESS_PORT": str(port),
            "HARNESS_WEB_PORT": str(self.web_port),
            "PIP_NO_INDEX": "1",
            "PIP_INDEX_URL": "",
        }

    def run(self, *arguments: str, timeout_s: float = UP_S) -> str:
        said = subprocess.run(
            ["docker-compose", *arguments],
            cwd=ROOT,
            env=self._variables,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )
        assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
        return said.stdout

    def web(self, path: str, **form: object) -> Any:
        body = urllib.parse.urlencode(form).encode() if form else None
        url = f"http://127.0.0.1:{self.web_port}{path}"
        with urllib.request.urlopen(url, body, timeout=10) as answer:
            return json.load(answer)


def fetch_wheels() -> None:
    """What the image installs: an engine without a network builds from the folder ``wheels``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["load"],
        "awslambdaric",
        "wheel",
    ]
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "-q", "-c", "constraints.txt"),
            *("--only-binary", ":all:", "--python-version", BUILT_PYTHON, "-d", "wheels", *needed),
        ],
        cwd=ROOT,
        check=True,
        timeout=BUILD_S,
    )


@pytest.fixture(scope="module")
def compose(docker_engine: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compose]:
    said = run_harness("images", "build", timeout_s=BUILD_S)
    assert said.returncode == 0, said.stderr
    fetch_wheels()
    compose = Compose(f"harness-test-{os.getpid()}")
    try:
        compose.run("build", "-q", "edge", timeout_s=BUILD_S)
        compose.run("up", "-d", "--scale", "worker=2")
        yield compose
    finally:
        compose.run("down", "--volumes", "--timeout", "5")


def test_two_workers_send_a_load_through_the_edge_and_a_verdict_is_written(
    compose: Compose,
) -> None:
    def workers() -> list[Any]:
        return list(compose.web("/stats/requests")["workers"])

    assert eventually(lambda: len(workers()) == 2, within_s=LOAD_S)
    compose.web("/swarm", user_count=4, spawn_rate=4)

    def sent() -> bool:
        stats = compose.web("/stats/requests")
        both = all(worker["user_count"] == 2 for worker in stats["workers"])
        return both and stats["stats"][-1]["num_requests"] >= 20

    assert eventually(sent, within_s=LOAD_S)
    compose.web("/stop", now=1)
    verdict = compose.run("exec", "-T", "edge", "harness", "report").split()[0]
    assert verdict in ("Fits:", "Fits", "Throttles")
    report = json.loads(compose.run("exec", "-T", "edge", "cat", "/runs/latest/report.json"))
    assert report["totals"]["requests"]["total"] >= 20


def test_no_service_is_root_or_can_write_where_it_need_not(
    compose: Compose, docker_engine: Any
) -> None:
    containers = docker_engine.containers.list(
        filters={"label": f"com.docker.compose.project=harness-test-{os.getpid()}"}
    )
    assert len(containers) == 5
    for container in containers:
        assert container.exec_run("id -u").output == b"1000\n"
        assert container.attrs["HostConfig"]["ReadonlyRootfs"]
        published = [port for ports in container.ports.values() for port in ports or ()]
        assert all(port["HostIp"] == "127.0.0.1" for port in published)


def test_the_web_ui_is_on_this_machine_only(compose: Compose) -> None:
    url = f"http://127.0.0.1:{compose.web_port}/"
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert b"Locust" in answer.read()
