"""The gateway beside DynamoDB Local itself: one engine, asked directly and through, in turn.

wrk makes the load (Debian's package): a compiled generator costs the cores that both share least.
"""

import re
import statistics
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.conftest import Up, end, start_up

SCRIPT = Path(__file__).with_name("dynamodb.lua")
WARM_UP_S = 20
ROUND_S = 4
ROUNDS = 7
RATE_KEPT_MIN = 0.80
P50_ADDED_MS_MAX = 0.15


@dataclass(frozen=True)
class Load:
    rate: float
    p50_ms: float


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The engine's own, and the gateway's."""
    up = start_up(tmp_path_factory.mktemp("runs"))
    up.client("dynamodb").create_table(
        TableName="bench",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 40_000, "WriteCapacityUnits": 39_000},
    )
    engine = engine_port(up)
    for operation in ("PutItem", "GetItem"):
        for port in (engine, up.port):
            wrk(port, operation, connections=8, seconds=WARM_UP_S // 4)
    yield engine, up.port
    assert end(up) == 0


def engine_port(up: Up) -> int:
    for child in psutil.Process(up.process.pid).children(recursive=True):
        command = child.cmdline()
        if "-port" in command:
            return int(command[command.index("-port") + 1])
    raise LookupError("no DynamoDB Local below the harness")


def wrk(port: int, operation: str, *, connections: int, seconds: int = ROUND_S) -> Load:
    flags = ["-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(SCRIPT)]
    said = subprocess.run(
        ["wrk", *flags, f"http://127.0.0.1:{port}/", "--", operation],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "Non-2xx" not in said, said
    number, unit = re.search(r"50%\s+([\d.]+)(us|ms)", said).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return Load(rate, float(number) / (1000 if unit == "us" else 1))


def in_turn(measure: Callable[[int], Load], ports: tuple[int, int]) -> list[tuple[Load, Load]]:
    return [(measure(ports[0]), measure(ports[1])) for _ in range(ROUNDS)]


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_the_gateway_keeps_most_of_the_engines_rate(ports: tuple[int, int], operation: str) -> None:
    rounds = in_turn(lambda port: wrk(port, operation, connections=8), ports)
    kept = sorted(gateway.rate / direct.rate for direct, gateway in rounds)
    rates = [(round(direct.rate), round(gateway.rate)) for direct, gateway in rounds]
    print(f"\n{operation}, 8 connections, direct and through: {rates}")
    print(f"kept: {[round(ratio, 2) for ratio in kept]}")
    assert statistics.median(kept) >= RATE_KEPT_MIN


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_the_gateway_adds_little_to_one_call(ports: tuple[int, int], operation: str) -> None:
    rounds = in_turn(lambda port: wrk(port, operation, connections=1), ports)
    added = sorted(gateway.p50_ms - direct.p50_ms for direct, gateway in rounds)
    print(f"\n{operation}, 1 connection, p50 added: {[round(ms, 3) for ms in added]} ms")
    assert statistics.median(added) <= P50_ADDED_MS_MAX
