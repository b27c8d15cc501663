"""The way of one call, with an engine that answers from a list."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from harness.capacity.limiter import Limiter
from harness.dynamodb.gateway import Gateway
from harness.model.caller import SETUP, SETUP_ACCESS_KEY, Caller
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Verdict
from harness.model.table import BillingMode, KeyAttribute, KeySchema, Table, Throughput
from harness.wire.client import UpstreamLostError
from harness.wire.message import Request, Response

LOT = Table("lot", KeySchema(KeyAttribute("placa", "S")), BillingMode.PROVISIONED, Throughput(1, 1))
BURST_WCU = 300
PUT = {"TableName": "lot", "Item": {"placa": {"S": "ABC1D23"}}}


def consumed(units: float) -> dict[str, Any]:
    table = {"TableName": "lot", "CapacityUnits": units, "Table": {"CapacityUnits": units}}
    return {"ConsumedCapacity": table}


class Engine:
    """Stands for DynamoDB Local; keeps what it was sent."""

    def __init__(self, *answers: tuple[int, dict[str, Any]] | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    async def send(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        headers = [(b"X-Amz-Crc32", b"1"), (b"Connection", b"keep-alive"), (b"Other", b"kept")]
        return Response(status, orjson.dumps(body), headers)


def identify(key: str, token: str) -> Caller:
    if key == SETUP_ACCESS_KEY:
        return Caller(SETUP)
    return Caller("parking-register", invocation=token, kind="register entry")


class World:
    def __init__(self, *answers: tuple[int, dict[str, Any]] | Exception, enforce: bool = True):
        self.engine = Engine(*answers)
        self.entries: list[CallEntry] = []
        self.limiter = Limiter([LOT], now_ns=0)
        self.gateway = Gateway(
            self.engine,  # type: ignore[arg-type]
            self.limiter,
            self.entries.append,  # type: ignore[arg-type]
            identify,
            region="us-east-1",
            account_id="123456789012",
            enforce=enforce,
        )

    def call(self, operation: str, body: object, key: str = "AKID") -> Response:
        headers = {
            b"x-amz-target": f"DynamoDB_20120810.{operation}".encode(),
            b"authorization": f"AWS4-HMAC-SHA256 Credential={key}/x".encode(),
            b"x-amz-security-token": b"invocation-1",
        }
        request = Request(b"POST", b"/", headers, orjson.dumps(body))
        return asyncio.run(self.gateway.handle(request))


@pytest.fixture
def drained() -> Callable[..., World]:
    def make(**options: bool) -> World:
        world = World((200, consumed(BURST_WCU + 10)), (200, consumed(1)), **options)
        world.call("PutItem", PUT)
        return world

    return make


def test_the_engine_is_asked_for_units_and_the_caller_who_did_not_ask_sees_none() -> None:
    world = World((200, consumed(1) | {"Attributes": {}}))
    response = world.call("PutItem", PUT)
    assert orjson.loads(world.engine.requests[0].body)["ReturnConsumedCapacity"] == "INDEXES"
    assert orjson.loads(response.body) == {"Attributes": {}}
    assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(response.body)
    assert response.header(b"other") == b"kept"
    assert response.header(b"connection") is None


def test_a_call_is_recorded_with_its_caller_its_tables_and_its_units() -> None:
    world = World((200, consumed(2)))
    world.call("PutItem", PUT)
    (entry,) = world.entries
    assert (entry.operation, entry.tables) == ("PutItem", ("lot",))
    assert (entry.caller, entry.invocation) == ("parking-register", "invocation-1")
    assert entry.kind == "register entry"
    assert entry.arms == (Arm("lot", None, write_half_units=4),)
    assert entry.verdict is Verdict.ALLOWED


def test_an_empty_bucket_refuses_before_the_engine_hears_of_it(
    drained: Callable[..., World],
) -> None:
    world = drained()
    response = world.call("PutItem", PUT)
    assert response.status == 400
    assert b"ProvisionedThroughputExceededException" in response.body
    assert len(world.engine.requests) == 1
    assert world.entries[1].verdict is Verdict.THROTTLED
    assert world.entries[1].arms == ()


def test_without_enforcement_nothing_is_refused(drained: Callable[..., World]) -> None:
    assert drained(enforce=False).call("PutItem", PUT).status == 200


def test_setting_up_is_neither_limited_nor_charged(drained: Callable[..., World]) -> None:
    world = drained()
    assert world.call("PutItem", PUT, key=SETUP_ACCESS_KEY).status == 200
    assert world.entries[1].caller == SETUP
    level = world.limiter.level_half_units("lot", None, write=True, now_ns=0)
    assert level is not None
    assert level < 0


def test_a_lost_engine_is_answered_with_an_error_that_sdks_retry_and_recorded() -> None:
    world = World(UpstreamLostError("gone"))
    response = world.call("PutItem", PUT)
    assert response.status == 500
    assert (world.entries[0].status, world.entries[0].error) == (500, "InternalServerError")


def test_an_engines_refusal_passes_unchanged_and_is_recorded_by_name() -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
    world = World((400, said))
    assert orjson.loads(world.call("PutItem", PUT).body) == said
    assert world.entries[0].error == "ConditionalCheckFailedException"


def test_what_is_not_json_passes_to_the_engine_as_it_is() -> None:
    world = World((400, {}))
    request = Request(b"POST", b"/", {b"x-amz-target": b"DynamoDB_20120810.PutItem"}, b"{x")
    asyncio.run(world.gateway.handle(request))
    assert world.engine.requests[0].body == b"{x"


def test_a_table_made_at_run_time_is_limited_and_a_deleted_one_is_not() -> None:
    description = {
        "TableName": "new",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1},
    }
    world = World((200, {"TableDescription": description}), (200, {}))
    world.call("CreateTable", {"TableName": "new"})
    assert world.limiter.level_half_units("new", None, write=False, now_ns=0) == 2 * 600
    world.call("DeleteTable", {"TableName": "new"})
    assert world.limiter.level_half_units("new", None, write=False, now_ns=0) is None
