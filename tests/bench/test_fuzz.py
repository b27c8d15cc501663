"""A million broken requests against everything of ours that reads them, without a socket.

Not a benchmark, but as long as one. Seeded: a failure names the seed that gives it again.
"""

import asyncio
import resource
import time
from random import Random
from typing import Any

import orjson

from harness.capacity.limiter import Limiter
from harness.clock import Clock
from harness.dynamodb.database import Database
from harness.dynamodb.gateway import Gateway
from harness.dynamodb.protocol.serialization import decode_body
from harness.dynamodb.tables import Tables
from harness.model.caller import CLIENT, SETUP_ACCESS_KEY, Caller
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
)
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.server import Connection
from tests.bench import hostile_inputs
from tests.unit.wire.fakes import FakeTransport

BODIES = 600_000
WIRES = 400_000
SLOWEST_S = 1
MEMORY_KB = 100_000

_YEAR = KeyAttribute("ano", "N")
CARS = Table(
    hostile_inputs.TABLE,
    KeySchema(KeyAttribute("placa", "S")),
    BillingMode.PROVISIONED,
    Throughput(5, 5),
    (
        Index(
            "por-ano",
            IndexType.GLOBAL,
            KeySchema(_YEAR),
            Projection("ALL"),
            Throughput(5, 5),
        ),
    ),
)

_CONSUMED = {"TableName": CARS.name, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}
_REFUSED = {"__type": "com.amazon.coral.validate#ValidationException", "Message": "no"}
_CANCELLED = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"}
_FAILED = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
_OWN = b"Credential=" + SETUP_ACCESS_KEY.encode()
_ADDED = ("ReturnConsumedCapacity", "ReturnValuesOnConditionCheckFailure")


class Engine:
    """Takes what is built like a good request, whatever its scalars: so does DynamoDB Local."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    async def send(self, request: Request) -> Response:
        operation = request.headers[b"x-amz-target"].rpartition(b".")[2].decode("latin-1")
        body = decode_body(request.body)  # like the engine, it takes half a surrogate pair
        assert not isinstance(body, Refusal)
        own = _OWN in request.headers[b"authorization"]
        if not own and skeleton(body) != skeleton(hostile_inputs.GOOD.get(operation)):
            status, said = 400, _REFUSED
        elif own or self._dice.random() < 0.7:
            status, said = 200, _accepted(operation, body)
        else:
            status, said = 400, _CANCELLED if "Transact" in operation else _FAILED
        return Response(status, orjson.dumps(said), [(b"x-amz-crc32", b"1")])


def skeleton(value: Any) -> Any:
    """What is left of a request without its scalars, and without what the gateway adds."""
    if isinstance(value, dict):
        return {name: skeleton(part) for name, part in value.items() if name not in _ADDED}
    return [skeleton(part) for part in value] if isinstance(value, list) else None


def _accepted(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    """An answer with the members that the gateway may look at."""
    if operation.endswith(("Table", "Tables")):
        return {}
    said: dict[str, Any] = {"ConsumedCapacity": _CONSUMED}
    if operation.startswith(("Batch", "Transact", "ExecuteTransaction")):
        said["ConsumedCapacity"] = [_CONSUMED]
    if operation == "BatchGetItem":
        return said | {"Responses": {}, "UnprocessedKeys": {}}
    for member in ("TransactItems", "Statements", "TransactStatements"):
        if operation != "TransactWriteItems" and member in body:
            said["Responses"] = [{} for _ in body[member]]
    return said


def gateway(dice: Random) -> Gateway:
    return Gateway(
        Database(
            Engine(dice),  # type: ignore[arg-type]
            Tables([CARS], region="us-east-1", account_id="123456789012"),
            Limiter([CARS], now_ns=0),
            "enforce",
            Clock(),
        ),
        lambda entry: None,
        lambda key, token: Caller(CLIENT),
        readable_keys=True,
    )


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def decoded(first_seed: int, count: int) -> float:
    """The longest that one body took, in seconds."""
    slowest_s = 0.0
    dice = Random(first_seed)
    served = gateway(dice)
    for seed in range(first_seed, first_seed + count):
        dice.seed(seed)
        operation, body = hostile_inputs.body(dice)
        headers = {
            b"x-amz-target": b"DynamoDB_20120810." + operation.encode(),
            b"authorization": hostile_inputs.AUTHORIZATION,
        }
        started_s = time.perf_counter()
        try:
            response = await served.handle(Request(b"POST", b"/", headers, body))
        except Exception as error:
            raise AssertionError(f"seed {seed}: {operation} {body!r}") from error
        slowest_s = max(slowest_s, time.perf_counter() - started_s)
        assert response.status in (200, 400), f"seed {seed}: {operation} {body!r}"
        orjson.loads(response.body)
    return slowest_s


async def parsed(first_seed: int, count: int) -> float:
    """The longest that one connection took, in seconds."""
    slowest_s = 0.0
    dice = Random(first_seed)
    served = gateway(dice)
    for seed in range(first_seed, first_seed + count):
        dice.seed(seed)
        wire = hostile_inputs.wire(dice)
        transport, connections = FakeTransport(), set[Connection]()
        connection = Connection(served.handle, connections)
        connection.connection_made(transport)
        started_s = time.perf_counter()
        for piece in hostile_inputs.pieces(wire, dice):
            connection.data_received(piece)
        slowest_s = max(slowest_s, time.perf_counter() - started_s)
        assert b"HTTP/1.1 500" not in transport.written, f"seed {seed}: {wire!r}"
        connection.connection_lost(None)
        assert not connections
    return slowest_s


def run(what: str, slowest_s: float, count: int, started_s: float) -> None:
    seconds = time.perf_counter() - started_s
    print(f"\n{count:,} broken {what} in {seconds:.0f} s, the slowest {slowest_s * 1e3:.0f} ms")
    assert slowest_s < SLOWEST_S


def test_no_body_is_answered_with_anything_but_an_answer_of_dynamodbs() -> None:
    started_s, before_kb = time.perf_counter(), peak_kb()
    run("bodies", asyncio.run(decoded(0, BODIES)), BODIES, started_s)
    assert peak_kb() - before_kb < MEMORY_KB


def test_no_bytes_bring_a_connection_down() -> None:
    started_s, before_kb = time.perf_counter(), peak_kb()
    run("connections", asyncio.run(parsed(0, WIRES)), WIRES, started_s)
    assert peak_kb() - before_kb < MEMORY_KB
