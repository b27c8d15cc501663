"""Invocations a second of a function that does nothing and of one that gets an item, with 1, 8 and
32 clients: ours, AWS's RIE asked directly, and MiniStack, in turn, so that a noisy machine is noisy
for all. wrk is the client, one process each, so that it costs the two cores least.

The RIE has no DynamoDB: its function gets the item from moto's.
"""

import http.client
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import BotoCoreError

from harness.dynamodb.protocol.table_json import create_table_request
from harness.model.application import Application
from harness.template import load_application
from tests.bench import ministack, moto_server, rie
from tests.conftest import end, start_up

SCRIPT = Path(__file__).with_name("invoke.lua")
CLIENTS = (1, 8, 32)
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
ROUND_S = int(os.environ.get("BENCH_ROUND_S", "5"))
WARM_UP_S = int(os.environ.get("BENCH_WARM_UP_S", "30"))
READY_TRIES = 300

CODE = """
import os
if os.environ["TABLE"]:
    import boto3
    client = boto3.client("dynamodb")

def hello(event, context):
    return "hello"

def get_item(event, context):
    found = client.get_item(TableName=os.environ["TABLE"], Key={"id": {"S": "1"}})
    return found["Item"]["said"]["S"]
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, CodeUri: code/, MemorySize: 512, Timeout: 30}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
      Handler: app.hello
      Environment: {Variables: {TABLE: ""}}
  GetItem:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: get_item
      Handler: app.get_item
      Environment: {Variables: {TABLE: !Ref Bench}}
  Bench: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: bench}}
"""

Rate = Callable[[str, int], float]
Rates = dict[str, list[float]]


@dataclass
class Measured:
    """Invocations a second, a round each, by function, clients and peer."""

    rates: dict[tuple[str, int], Rates] = field(default_factory=dict)

    def add(self, function: str, clients: int, who: str, rate: float) -> None:
        self.rates.setdefault((function, clients), {}).setdefault(who, []).append(rate)

    def ratio(self, function: str, clients: int, other: str) -> float:
        """Of ours to the other's, in the middle round."""
        rates = self.rates[function, clients]
        return statistics.median(
            ours / theirs for ours, theirs in zip(rates["ours"], rates[other], strict=True)
        )

    def ours(self, function: str, clients: int) -> float:
        return statistics.median(self.rates[function, clients]["ours"])

    def lines(self) -> Iterator[str]:
        for (function, clients), rates in self.rates.items():
            said = ", ".join(
                f"{who} {statistics.median(each):,.0f} ({min(each):,.0f} to {max(each):,.0f})"
                for who, each in rates.items()
            )
            others = [who for who in rates if who != "ours"]
            ratios = ", ".join(
                f"{self.ratio(function, clients, who):.2f} × {who}" for who in others
            )
            yield f"{function}, {clients} clients: {said}; ours is {ratios}"


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    place = tmp_path_factory.mktemp("bench")
    (place / "code").mkdir()
    (place / "code" / "app.py").write_text(CODE)
    (place / "template.yaml").write_text(TEMPLATE)
    return load_application(
        place / "template.yaml", parameters={}, region="us-east-1", account_id="123456789012"
    )


@pytest.fixture(scope="module")
def measured(application: Application, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    place = tmp_path_factory.mktemp("peers")
    with ExitStack() as running:
        peers = {
            "ours": _ours(application, place, running),
            "RIE": _rie(application, place, running),
            "MiniStack": _ministack(application, place, running),
        }
        measured = Measured()
        for function in ("hello", "get_item"):
            for rate in peers.values():
                rate(function, CLIENTS[-1])
            for clients in CLIENTS:
                for _ in range(ROUNDS):
                    for who, rate in peers.items():
                        measured.add(function, clients, who, rate(function, clients))
    print("", *measured.lines(), sep="\n")
    return measured


def test_hello_at_one_client_is_faster_than_the_rie_itself(measured: Measured) -> None:
    assert measured.ratio("hello", 1, "RIE") >= 1.3


@pytest.mark.parametrize(("clients", "at_least", "aim"), [(1, 15, 20), (8, 4, 5)])
def test_getting_an_item_is_many_times_as_fast_as_on_ministack(
    measured: Measured, clients: int, at_least: float, aim: float
) -> None:
    ratio = measured.ratio("get_item", clients, "MiniStack")
    print(f"\n{clients} clients: {ratio:.1f} times MiniStack, the aim being {aim}")
    assert ratio >= at_least


def test_the_rate_grows_with_environments_until_the_cores_are_full(measured: Measured) -> None:
    assert measured.ours("get_item", 8) >= 1.2 * measured.ours("get_item", 1)
    assert measured.ours("get_item", 32) >= 0.8 * measured.ours("get_item", 8)


# who is measured


def _ours(application: Application, place: Path, running: ExitStack) -> Rate:
    template = application.functions[0].code_dir.parent / "template.yaml"
    up = start_up(place / "runs", "--template", str(template), "--limits", "off")
    running.callback(end, up)
    _put(up.endpoint)
    return _warm(lambda function, clients, s: wrk([up.port] * clients, function, s))


def _ministack(application: Application, place: Path, running: ExitStack) -> Rate:
    endpoint = running.enter_context(ministack.running(application, place))
    _put(endpoint)
    port = int(endpoint.rpartition(":")[2])
    return _warm(lambda function, clients, s: wrk([port] * clients, function, s))


def _rie(application: Application, place: Path, running: ExitStack) -> Rate:
    endpoint = running.enter_context(moto_server.running(place))
    _make(endpoint, application)
    _put(endpoint)
    functions = {function.name: function for function in application.functions}

    def rate(name: str, clients: int) -> float:
        with rie.running(functions[name], clients, place, endpoint) as ports:
            for port in ports:
                _wait_until_answered(port)
            return wrk(ports, "function", ROUND_S)

    return rate


def _warm(rate: Callable[[str, int, int], float]) -> Rate:
    """The first measurement of a function is long, and makes its environments."""
    seen: set[str] = set()

    def warmed(function: str, clients: int) -> float:
        seconds = ROUND_S if function in seen else WARM_UP_S
        seen.add(function)
        return rate(function, clients, seconds)

    return warmed


def wrk(ports: list[int], function: str, seconds: int) -> float:
    """Answers a second, from one client for each port; none may have failed."""
    path = f"/2015-03-31/functions/{function}/invocations"
    command = ["wrk", "-t1", "-c1", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT)]
    clients = [
        subprocess.Popen(
            [*command, f"http://127.0.0.1:{port}", "--", path], stdout=subprocess.PIPE, text=True
        )
        for port in ports
    ]
    answers = 0
    for client in clients:
        said, _ = client.communicate()
        words = said.splitlines()[-1].split()
        assert words[::2] == ["answered", "failed"], said
        assert words[3] == "0", said
        answers += int(words[1])
    return answers / seconds


def _make(endpoint: str, application: Application) -> None:
    dynamodb = _dynamodb(endpoint)
    for _ in range(READY_TRIES):
        try:
            dynamodb.list_tables()
        except BotoCoreError:
            time.sleep(0.1)
            continue
        break
    for table in application.tables:
        dynamodb.create_table(**create_table_request(table))


def _put(endpoint: str) -> None:
    item = {"id": {"S": "1"}, "said": {"S": "hello"}}
    _dynamodb(endpoint).put_item(TableName="bench", Item=item)


def _dynamodb(endpoint: str) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _wait_until_answered(port: int) -> None:
    for _ in range(READY_TRIES):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", "/2015-03-31/functions/function/invocations", b"{}")
            assert connection.getresponse().read() == b'"hello"'
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError(f"no RIE on port {port}")
