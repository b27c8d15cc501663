"""One stack for all tests of the harness itself, run as a user would run it: ``harness up``.

The contracts have theirs from the pytest plugin, like anybody's tests.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import hypothesis
import pytest
from botocore.config import Config

from harness.engines.containers.docker_engine import connect
from harness.errors import EnvironmentFailedError

# An example that takes long says something of the machine, not of the code.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")

ROOT = Path(__file__).parents[1]
READY_S = 180  # the first start of a machine fetches DynamoDB Local


@dataclass(frozen=True)
class Up:
    """A running ``harness up``. ``exports``: what it printed to be pasted into a shell."""

    process: subprocess.Popen[str]
    endpoint: str
    exports: str
    run: Path

    @property
    def port(self) -> int:
        return int(self.endpoint.rpartition(":")[2])

    def client(self, service: str, **config: Any) -> Any:
        return boto3.client(service, **self._arguments(**config))

    def resource(self, service: str) -> Any:
        return boto3.resource(service, **self._arguments())

    def _arguments(self, **config: Any) -> dict[str, Any]:
        return {
            "endpoint_url": self.endpoint,
            "region_name": "us-east-1",
            "aws_access_key_id": "test",
            "aws_secret_access_key": "test",
            "config": Config(**({"retries": {"total_max_attempts": 1}} | config)),
        }


def clean_environment(**variables: str) -> dict[str, str]:
    """The user's environment without what would lead the harness or an SDK elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AWS_") and name != "HARNESS_LIMITS"
    }
    return kept | variables


def harness(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "harness", *arguments]


def start_up(runs_dir: Path, *flags: str, stderr: Path | None = None) -> Up:
    """``harness up`` in this checkout, ready."""
    with nullcontext() if stderr is None else stderr.open("w") as errors:
        process = subprocess.Popen(
            harness("up", "--runs-dir", str(runs_dir), *flags),
            cwd=ROOT,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("export AWS_ENDPOINT_URL="), f"harness up did not come up: {line!r}"
    exports = line + "".join(process.stdout.readline() for _ in range(3))
    endpoint = line.strip().partition("=")[2]
    return Up(process, endpoint, exports, (runs_dir / "latest").resolve())


def end(up: Up) -> int:
    up.process.send_signal(signal.SIGINT)
    return up.process.wait(timeout=30)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Everything up, nothing throttled: for tests of answers, not of capacity."""
    up = start_up(tmp_path_factory.mktemp("runs"), "--limits", "off")
    yield up
    assert end(up) == 0


@pytest.fixture(scope="session")
def docker_engine() -> Any:
    """A client of the Docker engine. In CI there has to be one; .ci/run sees to it."""
    try:
        return connect()
    except EnvironmentFailedError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(error.what)


def units_of_mixed_calls(up: Up, table: str, calls: int) -> tuple[dict[str, float], int]:
    """What an independent client with 16 threads sums up over so many calls to a table that it
    makes itself, and how many calls that were."""
    clients = 16
    script = ROOT / "tests/bench/mixed_calls.py"
    sent = subprocess.run(
        [sys.executable, str(script), up.endpoint, table, str(calls), str(clients)],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(sent.stdout), calls // clients * clients


def recounted_units(up: Up, table: str, calls: int) -> dict[str, float]:
    """What the items before and after so many calls of 32 racing clients come to, by a client that
    never looks at ConsumedCapacity."""
    script = ROOT / "tests/bench/recount.py"
    sent = subprocess.run(
        [sys.executable, str(script), up.endpoint, table, str(calls), "32"],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(sent.stdout)


def units_of_report(up: Up, table: str) -> dict[str, float]:
    """What ``harness report`` says of a table and its indexes together."""
    subprocess.run(harness("report", str(up.run)), stdout=subprocess.DEVNULL, check=True)
    arms = json.loads((up.run / "report.json").read_text("utf-8"))["arms"]
    return {
        units: sum(arm[units] for arm in arms if arm["table"] == table)
        for units in ("read_units", "write_units")
    }
