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
OF_NGINXS_RATE_MIN = {"GetItem": 0.75, "PutItem": 0.80}
MORE_THAN_NGINX_MS_MAX = 0.1  # at the median


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
    report = subprocess.run(
        ["wrk", *flags, f"http://127.0.0.1:{way.port}/", "--", operation, way.access_key],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "Non-2xx" not in report, report
    number, unit = re.search(r"50%\s+([\d.]+)(us|ms)", report).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])
    return Load(rate, float(number) / (1000 if unit == "us" else 1))


def in_turn(ways: dict[str, Way], operation: str, connections: int) -> dict[str, list[Load]]:
    loads: dict[str, list[Load]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            loads[name].append(wrk(way, operation, connections=connections))
    return loads


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_the_gateway_keeps_most_of_the_rate_that_nginx_keeps(
    ways: dict[str, Way], operation: str
) -> None:
    loads = in_turn(ways, operation, connections=8)
    for way in ("nginx", "gateway"):
        rates = [
            load.rate / direct.rate
            for load, direct in zip(loads[way], loads["direct"], strict=True)
        ]
        print(f"\n{operation}, 8 connections, {way} keeps {[round(rate, 2) for rate in rates]}")
    pairs = zip(loads["gateway"], loads["nginx"], strict=True)
    of_nginx = statistics.median(gateway.rate / proxy.rate for gateway, proxy in pairs)
    assert of_nginx >= OF_NGINXS_RATE_MIN[operation]


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_the_gateway_adds_little_more_than_nginx_to_one_call(
    ways: dict[str, Way], operation: str
) -> None:
    loads = in_turn(ways, operation, connections=1)
    for way in ("nginx", "gateway"):
        pairs = zip(loads[way], loads["direct"], strict=True)
        added = sorted(round(load.p50_ms - direct.p50_ms, 3) for load, direct in pairs)
        print(f"\n{operation}, 1 connection, {way} adds {added} ms")
    pairs = zip(loads["gateway"], loads["nginx"], strict=True)
    more_ms = statistics.median(gateway.p50_ms - proxy.p50_ms for gateway, proxy in pairs)
    assert more_ms <= MORE_THAN_NGINX_MS_MAX
