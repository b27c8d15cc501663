"""The gateway beside DynamoDB Local itself: one engine, asked directly, through the gateway, and
through nginx, in turn. nginx tells what passing calls on costs a compiled proxy on this machine.

wrk makes the load: a compiled generator costs the cores that all share least. Both are Debian's.
"""

import re
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from harness.model.caller import SETUP_ACCESS_KEY
from tests.bench import nginx
from tests.conftest import Up, end, start_up

SCRIPT = Path(__file__).with_name("dynamodb.lua")
WARM_UP_S = 20
ROUND_S = 4
ROUNDS = 7
RATE_KEPT_MIN = 0.80
P50_ADDED_MS_MAX = 0.15


@dataclass(frozen=True)
class Way:
    """``access_key``: the engine keeps each key's tables apart, and the harness's own has them."""

    port: int
    access_key: str = SETUP_ACCESS_KEY


@dataclass(frozen=True)
class Load:
    rate: float
    p50_ms: float


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Way]]:
    up = start_up(tmp_path_factory.mktemp("runs"))
    up.client("dynamodb").create_table(
        TableName="bench",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 40_000, "WriteCapacityUnits": 39_000},
    )
    engine = engine_port(up)
    with nginx.in_front_of(engine, tmp_path_factory.mktemp("nginx")) as proxy:
        ways = {"direct": Way(engine), "nginx": Way(proxy), "gateway": Way(up.port, "bench")}
        for operation in ("PutItem", "GetItem"):
            for way in ways.values():
                wrk(way, operation, connections=8, seconds=WARM_UP_S // 4)
        yield ways
    assert end(up) == 0


def engine_port(up: Up) -> int:
    for child in psutil.Process(up.process.pid).children(recursive=True):
        command = child.cmdline()
        if "-port" in command:
            return int(command[command.index("-port") + 1])
    raise LookupError("no DynamoDB Local below the harness")


def wrk(way: Way, operation: str, *, connections: int, seconds: int = ROUND_S) -> Load:
    flags = ["-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(SCRIPT)]
    said = subprocess.run(
        ["wrk", *flags, f"http://127.0.0.1:{way.port}/", "--", operation, way.access_key],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "Non-2xx" not in said, said
    number, unit = re.search(r"50%\s+([\d.]+)(us|ms)", said).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return Load(rate, float(number) / (1000 if unit == "us" else 1))


def in_turn(ways: dict[str, Way], operation: str, connections: int) -> dict[str, list[Load]]:
    loads: dict[str, list[Load]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            loads[name].append(wrk(way, operation, connections=connections))
    return loads


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_the_gateway_keeps_most_of_the_engines_rate(ways: dict[str, Way], operation: str) -> None:
    loads = in_turn(ways, operation, connections=8)
    kept = {}
    for way in ("nginx", "gateway"):
        pairs = zip(loads[way], loads["direct"], strict=True)
        ratios = sorted(load.rate / direct.rate for load, direct in pairs)
        kept[way] = statistics.median(ratios)
        print(f"\n{operation}, 8 connections, {way} keeps {[round(ratio, 2) for ratio in ratios]}")
    assert kept["gateway"] >= RATE_KEPT_MIN


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_the_gateway_adds_little_to_one_call(ways: dict[str, Way], operation: str) -> None:
    loads = in_turn(ways, operation, connections=1)
    added = {}
    for way in ("nginx", "gateway"):
        pairs = zip(loads[way], loads["direct"], strict=True)
        ms = sorted(load.p50_ms - direct.p50_ms for load, direct in pairs)
        added[way] = statistics.median(ms)
        print(f"\n{operation}, 1 connection, {way} adds {[round(each, 3) for each in ms]} ms")
    assert added["gateway"] <= P50_ADDED_MS_MAX
