"""How fast the load generator is alone: LambdaUser in one Locust process on one core, against an
endpoint that costs nothing. Below the target, a run would measure the generator."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TARGET_PER_S = 1500
RUN_TIME_S = 8
USERS = 20

LOCUSTFILE = """
from locust import task
from harness.load.user import LambdaUser

class Driver(LambdaUser):
    @task
    def register(self):
        event = {"placa": "ABC1D23", "tipo": "entrada", "quando": "2026-11-23T10:15:00.000Z"}
        self.client.invoke("parking-register", event, kind="register entry")
"""


@pytest.fixture
def null_endpoint() -> Iterator[str]:
    server = Path(__file__).with_name("null_endpoint.py")
    with subprocess.Popen([sys.executable, server], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def test_the_generator_alone_reaches_its_target_on_one_core(
    null_endpoint: str, tmp_path: Path
) -> None:
    locustfile, figures = tmp_path / "driver.py", tmp_path / "stats"
    locustfile.write_text(LOCUSTFILE)
    run = ["locust", "-f", str(locustfile), "--headless", "--skip-log", "-H", null_endpoint]
    run += ["-u", str(USERS), "-r", str(USERS), "-t", f"{RUN_TIME_S}s"]
    core = max(os.sched_getaffinity(0))
    done = subprocess.run(
        [sys.executable, "-m", *run, "--json-file", str(figures)],
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        capture_output=True,
        text=True,
        timeout=RUN_TIME_S + 60,
    )
    assert done.returncode == 0, done.stderr
    (stats,) = json.loads(figures.with_suffix(".json").read_text())
    seconds = stats["last_request_timestamp"] - stats["start_time"]
    rate_per_s = stats["num_requests"] / seconds
    print(f"\nLambdaUser alone: {rate_per_s:,.0f} requests a second on core {core}")
    assert stats["num_failures"] == 0
    assert rate_per_s >= TARGET_PER_S
