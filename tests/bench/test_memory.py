"""Ten million calls through the gateway, with an engine that answers at once: memory stays flat."""

import asyncio
import itertools
import time

import orjson
import psutil

from harness.capacity.limiter import Limiter
from harness.clock import Clock, monotonic_ns
from harness.dynamodb.database import Database
from harness.dynamodb.gateway import Gateway
from harness.dynamodb.tables import Tables
from harness.ledger.counter import Counter
from harness.model.caller import Caller
from harness.model.table import BillingMode, KeyAttribute, KeySchema, Table, Throughput
from harness.wire.message import Request, Response

CALLS = 10_000_000
SETTLED = CALLS // 10
GROWTH_BYTES_MAX = 4 * 1024 * 1024

TABLE = Table(
    "bench",
    KeySchema(KeyAttribute("id", "S")),
    BillingMode.PROVISIONED,
    Throughput(40_000, 39_000),
)
UNITS = {"TableName": "bench", "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}
ANSWER = Response(200, orjson.dumps({"ConsumedCapacity": UNITS}), [(b"x-amz-crc32", b"1")])
HEADERS = {
    b"x-amz-target": b"DynamoDB_20120810.PutItem",
    b"authorization": b"AWS4-HMAC-SHA256 Credential=bench/x",
}


class Engine:
    async def send(self, request: Request) -> Response:
        return ANSWER


def test_memory_is_flat_over_ten_million_calls() -> None:
    limiter = Limiter([TABLE], monotonic_ns())
    gateway = Gateway(
        Database(
            Engine(),  # type: ignore[arg-type]
            Tables([TABLE], region="us-east-1", account_id="123456789012"),
            limiter,
            "enforce",
            Clock(),
        ),
        Counter().count,
        lambda key, token: Caller("client"),
    )
    process = psutil.Process()

    async def send(calls: int, numbers: "itertools.count[int]") -> None:
        for _, number in zip(range(calls), numbers, strict=False):
            body = b'{"TableName":"bench","Item":{"id":{"S":"%d"}}}' % number
            await gateway.handle(Request(b"POST", b"/", HEADERS, body))

    async def run() -> tuple[int, int]:
        numbers = itertools.count()
        await send(SETTLED, numbers)
        settled = process.memory_info().rss
        await send(CALLS - SETTLED, numbers)
        return settled, process.memory_info().rss

    started_s = time.monotonic()
    settled, ended = asyncio.run(run())
    print(
        f"\n{CALLS:,} calls in {time.monotonic() - started_s:.0f} s; resident after a tenth "
        f"{settled / 2**20:.1f} MB, at the end {ended / 2**20:.1f} MB"
    )
    assert ended - settled <= GROWTH_BYTES_MAX
