"""The operations that a user waits for, as benchmarks that can be stored and compared:

    pytest tests/bench/test_operations.py --benchmark-save=before
    pytest tests/bench/test_operations.py --benchmark-compare

They hold nothing to a target: the other modules of this folder do.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from harness.model.caller import SETUP_ACCESS_KEY
from tests.bench.test_gateway_speed import engine_port
from tests.conftest import ROOT, Up, end, start_up
from tests.system.aws_cases import schema
from tests.system.dynamodb_wire import Wire

TABLE = "bench-operations"
ROUNDS, WARM_UP = 300, 50
CRUD = ("account-create", "account-read", "account-update", "account-delete", "account-scan")


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    stack = start_up(tmp_path_factory.mktemp("runs"), "--limits", "off")
    yield stack
    assert end(stack) == 0


@pytest.fixture(scope="module", params=["gateway", "direct"])
def wire(request: pytest.FixtureRequest, up: Up) -> Iterator[Wire]:
    """DynamoDB through the gateway, and past it: one engine, one table."""
    past = Wire(engine_port(up), SETUP_ACCESS_KEY)
    with closing(Wire(up.port)) as through, closing(past) as direct:
        through.send("CreateTable", **schema(TABLE))
        yield through if request.param == "gateway" else direct


def test_start(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """``harness up`` with a warm cache, from the command to the endpoint's line."""
    started = []
    benchmark.pedantic(
        lambda: started.append(start_up(tmp_path)), teardown=lambda: end(started.pop()), rounds=5
    )


@pytest.mark.parametrize("function", CRUD)
def test_a_function_that_is_warm(benchmark: BenchmarkFixture, up: Up, function: str) -> None:
    """As boto3 sees it. What is created is new each time, and what is deleted is there."""
    client = up.client("lambda")
    event = json.loads((ROOT / f"functions/{function}/events/event.json").read_text("utf-8"))
    numbers = count(1000)

    def invoke(name: str, payload: str) -> str:
        answer = client.invoke(FunctionName=name, Payload=payload)
        assert "FunctionError" not in answer
        return str(answer["Payload"].read())

    def prepare() -> tuple[tuple[str, str], dict[str, Any]]:
        new = {"id": next(numbers)} if function in ("account-create", "account-delete") else {}
        if function == "account-delete":
            invoke("account-create", json.dumps(event | new))
        return (function, json.dumps(event | new)), {}

    said = benchmark.pedantic(invoke, setup=prepare, rounds=ROUNDS, warmup_rounds=WARM_UP)
    assert '"statusCode": 4' not in said


@pytest.mark.parametrize("operation", ["PutItem", "GetItem"])
def test_a_call(benchmark: BenchmarkFixture, wire: Wire, operation: str) -> None:
    """Without an SDK: what gateway and engine take."""
    key = {"pk": {"S": "1"}, "sk": {"S": "1"}}
    members = {"Item": key} if operation == "PutItem" else {"Key": key}
    benchmark(lambda: wire.call(operation, TableName=TABLE, **members))
