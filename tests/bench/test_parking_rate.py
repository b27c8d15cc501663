"""Parking invocations a second through functions and gateway, limits out of the way, and the same
functions, population and locustfile on MiniStack, with few users and with many: in turn, several
times, so that a noisy machine is noisy for both.

MiniStack waits some 50 ms an invocation. With few users that is what it is slow by; with many both
fill the cores, and most of what they do is the functions' own boto3."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.template import load_application
from tests.bench import ministack
from tests.conftest import ROOT, clean_environment, end, start_up

ROUNDS = 3
RUN_TIME_S = 20
USERS = (1, 4, 8, 16)
RATIO_MIN = 2.5
RATE_MIN = 250
# The JVM compiles what is hot for about so long; before, it takes a core of its own.
WARM_UP_S = 45

FASTER_THAN_ANY = "100000"


Endpoints = tuple[str, str]


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoints]:
    """Ours and MiniStack's, warm."""
    directory = tmp_path_factory.mktemp("parking")
    application = load_application(
        ROOT / "functions" / "template.yaml",
        parameters={},
        region="us-east-1",
        account_id="123456789012",
    )
    up = start_up(directory / "runs", "--limits", "off")
    try:
        with ministack.running(application, directory) as peer:
            for endpoint in (up.endpoint, peer):
                rate_per_s(endpoint, directory, max(USERS), WARM_UP_S)
            yield up.endpoint, peer
    finally:
        end(up)


def rate_per_s(endpoint: str, directory: Path, users: int, seconds: int = RUN_TIME_S) -> float:
    """Requests a second that Locust saw answered; none may have failed."""
    json_file = directory / f"locust-{time.monotonic_ns()}"
    command = ["-f", "scenarios/parking.py", "--headless", "--skip-log", "-H", endpoint]
    command += ["-u", str(users), "-r", str(users), "-t", f"{seconds}s", "--stop-timeout", "30"]
    command += ["--rate", FASTER_THAN_ANY, "--json-file", str(json_file)]
    subprocess.run(
        [sys.executable, "-m", "locust", *command],
        cwd=ROOT,
        env=clean_environment(AWS_ENDPOINT_URL=endpoint),
        check=True,
        timeout=seconds + 60,
    )
    figures = ministack.figures(json_file.with_suffix(".json"))
    assert figures["failures"] == 0
    return figures["requests"] / figures["seconds"]


@pytest.mark.parametrize("users", USERS)
def test_parking_runs_at_least_two_and_a_half_times_as_fast_as_on_ministack(
    endpoints: Endpoints, users: int, tmp_path: Path
) -> None:
    rounds = [
        [rate_per_s(endpoint, tmp_path, users) for endpoint in endpoints] for _ in range(ROUNDS)
    ]
    ours, theirs = zip(*rounds, strict=True)
    ratios = [our / their for our, their in rounds]
    print(f"\nparking invocations a second, {users} users: ours {rounded(ours)}, ", end="")
    print(f"MiniStack {rounded(theirs)}, ratios {[round(ratio, 2) for ratio in ratios]}")
    assert statistics.median(ratios) >= RATIO_MIN
    if users == max(USERS):
        assert statistics.median(ours) >= RATE_MIN


def rounded(rates: tuple[float, ...]) -> list[int]:
    return [round(rate) for rate in rates]
