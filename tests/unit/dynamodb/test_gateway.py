"""The way of one call, with an engine that answers from a list."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from harness.capacity.limiter import Limiter
from harness.clock import Clock
from harness.dynamodb.database import Database
from harness.dynamodb.gateway import Gateway
from harness.dynamodb.tables import Tables
from harness.model.caller import SETUP, SETUP_ACCESS_KEY, Caller
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Verdict
from harness.model.table import BillingMode, KeyAttribute, KeySchema, Table, Throughput
from harness.wire.message import Request, Response
from harness.wire.tunnel import UpstreamLostError
from tests.unit.dynamodb.key_elements import key_elements

LOT = Table("lot", KeySchema(KeyAttribute("placa", "S")), BillingMode.PROVISIONED, Throughput(1, 1))
BURST_WCU = 300
FAILED = "ReturnValuesOnConditionCheckFailure"
PUT = {"TableName": "lot", "Item": {"placa": {"S": "ABC1D23"}}}


def consumed(units: float) -> dict[str, Any]:
    table = {"TableName": "lot", "CapacityUnits": units, "Table": {"CapacityUnits": units}}
    return {"ConsumedCapacity": table}


class Engine:
    """Stands for DynamoDB Local; keeps what it was sent."""

    def __init__(self, *answers: tuple[int, dict[str, Any]] | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def beside(self, access_key: str) -> "Engine":
        return self

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
    def __init__(self, *answers: tuple[int, dict[str, Any]] | Exception, limits: str = "enforce"):
        self.engine = Engine(*answers)
        self.entries: list[CallEntry] = []
        self.limiter = Limiter([LOT], now_ns=0)
        self.clock = Clock()
        self.gateway = Gateway(
            Database(
                self.engine,  # type: ignore[arg-type]
                Tables([LOT], region="us-east-1", account_id="123456789012"),
                self.limiter,
                limits,
                self.clock,
            ),
            self.entries.append,  # type: ignore[arg-type]
            identify,
        )

    def call(self, operation: str, body: object, key: str = "AKID", **more: str) -> Response:
        headers = {
            b"x-amz-target": f"DynamoDB_20120810.{operation}".encode(),
            b"authorization": f"AWS4-HMAC-SHA256 Credential={key}/x".encode(),
            b"x-amz-security-token": b"invocation-1",
        } | {name.encode(): value.encode() for name, value in more.items()}
        request = Request(b"POST", b"/", headers, orjson.dumps(body))
        return asyncio.run(self.gateway.handle(request))


@pytest.fixture
def drained() -> Callable[..., World]:
    def make(**options: str) -> World:
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


def test_a_request_that_is_decoded_otherwise_than_it_stands_goes_on_as_it_is_decoded() -> None:
    world = World((200, consumed(1)))
    headers = {
        b"x-amz-target": b"DynamoDB_20120810.PutItem",
        b"authorization": b"AWS4-HMAC-SHA256 Credential=AKID/x",
    }
    body = rb'{"TableName":"lot","Item":{"placa":{"S":"A\ud800"}}}'
    asyncio.run(world.gateway.handle(Request(b"POST", b"/", headers, body)))
    assert orjson.loads(world.engine.requests[0].body) == {
        "TableName": "lot",
        "Item": {"placa": {"S": "A?"}},
        "ReturnConsumedCapacity": "INDEXES",
    }


def test_an_answer_is_from_the_server_that_dynamodb_says_it_is() -> None:
    world = World((200, consumed(1)))
    assert world.call("PutItem", PUT).header(b"server") == b"Server"
    assert (
        world.call("PutItem", PUT | {"ReturnConsumedCapacity": "x"}).header(b"server") == b"Server"
    )


def test_a_page_of_another_origin_may_read_answers_and_nobody_else_is_told_so() -> None:
    world = World((200, consumed(1)), (200, consumed(1)))
    allowed = b"access-control-allow-origin"
    assert world.call("PutItem", PUT, origin="http://x").header(allowed) == b"*"
    assert world.call("PutItem", PUT).header(allowed) is None


def test_a_body_that_nobody_can_decompress_is_no_json() -> None:
    """Also where it would be JSON as it is: AWS reads no encoding that it does not have."""
    response = World().call("PutItem", PUT, **{"content-encoding": "garbage"})
    assert response.status == 400
    assert orjson.loads(response.body)["__type"].endswith("#SerializationException")


def test_a_call_is_recorded_with_its_caller_its_tables_and_its_units() -> None:
    world = World((200, consumed(2)))
    world.call("PutItem", PUT)
    (entry,) = world.entries
    assert (entry.operation, entry.tables) == ("PutItem", ("lot",))
    assert (entry.caller, entry.invocation) == ("parking-register", "invocation-1")
    assert entry.kind == "register entry"
    assert entry.arms == (Arm("lot", None, write_half_units=4),)
    assert entry.stored_bytes == len("placaABC1D23")
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


def test_a_key_that_does_not_fit_is_refused_before_it_is_throttled(
    drained: Callable[..., World],
) -> None:
    world = drained()
    response = world.call("PutItem", {"TableName": "lot", "Item": {"placa": {"N": "1"}}})
    assert orjson.loads(response.body) == {
        "__type": "com.amazon.coral.validate#ValidationException",
        "message": "One or more parameter values were invalid: Type mismatch for key placa "
        "expected: S actual: N",
    }
    assert len(world.engine.requests) == 1
    assert world.entries[1].error == "ValidationException"
    assert world.entries[1].throttles == ()


def test_a_faulty_expression_is_said_before_the_key_that_does_not_fit() -> None:
    faulty = {"__type": "com.amazon.coral.validate#ValidationException", "Message": ""}
    words = 'Invalid UpdateExpression: Syntax error; token: "x", near: "x"'
    body = {"TableName": "lot", "Key": {}, "UpdateExpression": "x"}
    made = (200, {"TableDescription": {}})
    world = World(made, (400, faulty | {"Message": words}))
    assert words in orjson.loads(world.call("UpdateItem", body).body)["message"]
    keys = "The number of conditions on the keys is invalid"
    world = World(made, (400, faulty | {"Message": keys}))
    assert orjson.loads(world.call("UpdateItem", body).body)["message"] == (
        "The provided key element does not match the schema"
    )


def test_the_engines_refusal_is_recorded_and_told_in_aws_words() -> None:
    kind = "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
    error = {"__type": kind, "Message": "Cannot do operations on a non-existent table"}
    for operation, words in (
        ("GetItem", "Requested resource not found"),
        ("DescribeTable", "Requested resource not found: Table: gone not found"),
    ):
        world = World((400, error))
        response = world.call(operation, {"TableName": "gone", "Key": {}})
        assert orjson.loads(response.body) == {"__type": kind, "message": words}
        assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(response.body)
        assert world.entries[0].error == "ResourceNotFoundException"


def test_without_enforcement_nothing_is_refused(drained: Callable[..., World]) -> None:
    assert drained(limits="off").call("PutItem", PUT).status == 200


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


def test_a_failed_condition_passes_unchanged_and_is_charged() -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
    world = World((400, said))
    assert orjson.loads(world.call("PutItem", PUT).body) == said
    assert world.entries[0].error == "ConditionalCheckFailedException"
    assert world.entries[0].arms == (Arm("lot", None, write_half_units=2),)
    assert world.entries[0].stored_bytes is None


# Only ALL_OLD gives the item back (Alternator, test_returnvalues, also run on AWS).
@pytest.mark.parametrize(
    ("asked", "given"), [({}, False), ({FAILED: "NONE"}, False), ({FAILED: "ALL_OLD"}, True)]
)
def test_the_item_that_fails_a_condition_goes_only_to_who_asks_for_it(asked, given) -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
    item = {"placa": {"S": "ABC1D23"}, "x": {"S": "x" * 3000}}
    world = World((400, said | {"Item": item}))
    put = PUT | {"ConditionExpression": "attribute_not_exists(placa)"} | asked
    assert orjson.loads(world.call("PutItem", put).body) == said | ({"Item": item} if given else {})
    assert orjson.loads(world.engine.requests[0].body)[FAILED] == "ALL_OLD"
    assert world.entries[0].arms == (Arm("lot", None, write_half_units=6),)


def test_measuring_refuses_nothing_and_marks_what_aws_would_refuse(
    drained: Callable[..., World],
) -> None:
    world = drained(limits="measure")
    before = world.limiter.level_half_units("lot", None, write=True, now_ns=0)
    assert world.call("PutItem", PUT).status == 200
    entry = world.entries[1]
    assert (entry.verdict, len(entry.throttles)) == (Verdict.OVER, 1)
    assert entry.arms == (Arm("lot", None, write_half_units=2),)
    assert world.limiter.level_half_units("lot", None, write=True, now_ns=0) == before


def test_an_sdks_attempt_and_invocation_are_recorded() -> None:
    world = World((200, consumed(1)))
    world.call(
        "PutItem", PUT, **{"amz-sdk-request": "attempt=2; max=4", "amz-sdk-invocation-id": "i"}
    )
    assert (world.entries[0].attempt, world.entries[0].sdk_invocation) == (2, "i")
    assert world.entries[0].partition is not None
    assert world.entries[0].key is None


def test_what_is_not_json_is_refused_and_recorded() -> None:
    world = World()
    headers = {
        b"x-amz-target": b"DynamoDB_20120810.PutItem",
        b"authorization": b"AWS4-HMAC-SHA256 Credential=AKID/x",
    }
    request = Request(b"POST", b"/", headers, b"{x")
    response = asyncio.run(world.gateway.handle(request))
    assert b"SerializationException" in response.body
    assert (world.entries[0].operation, world.entries[0].status) == ("PutItem", 400)


def test_a_table_made_at_run_time_is_limited_and_a_deleted_one_is_not() -> None:
    description = {
        "TableName": "new",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": key_elements(id="HASH"),
        "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1},
    }
    told = (200, {"TableDescription": description})
    world = World(told, told)
    assert world.call("CreateTable", description).status == 200
    assert world.limiter.level_half_units("new", None, write=False, now_ns=0) == 2 * 600
    world.call("DeleteTable", {"TableName": "new"})
    assert world.limiter.level_half_units("new", None, write=False, now_ns=0) is None


def test_a_client_may_name_the_request_that_its_call_belongs_to() -> None:
    world = World((200, consumed(1)), (200, consumed(1)))
    world.call("PutItem", PUT, **{"x-harness-kind": "register entry"})
    world.gateway._identify = lambda key, token: Caller("client")
    headers = {"x-harness-kind": "register exit", "x-harness-request-number": "7"}
    world.call("PutItem", PUT, **headers)
    assert [entry.kind for entry in world.entries] == ["register entry", "register exit"]
    assert [entry.request_number for entry in world.entries] == [None, 7]


def test_limits_and_the_ledger_go_by_the_stacks_clock() -> None:
    world = World(*[(200, consumed(BURST_WCU + 10))] * 2)
    world.clock.skip(10**15)
    assert world.call("PutItem", PUT).status == 200
    assert world.call("PutItem", PUT).status == 400
    world.clock.skip(300 * 10**9)
    assert world.call("PutItem", PUT).status == 200
    first, _, last = world.entries
    assert last.time_ns - first.time_ns >= 300 * 10**9
    assert last.latency_ns < 10**9


def test_a_call_goes_to_the_tables_of_its_case_and_is_refused_after_its_end() -> None:
    world, own = World(), Engine((200, consumed(1)), (200, consumed(1)))
    database = Database(
        own,  # type: ignore[arg-type]
        Tables([LOT], region="us-east-1", account_id="123456789012"),
        Limiter([LOT], now_ns=0),
        "off",
        Clock(),
    )
    world.gateway._identify = lambda key, token: Caller("client", case=key)
    world.gateway._database_of = {"case": database}.get
    assert world.call("PutItem", PUT, key="case").status == 200
    assert (list(database.written), database.in_flight) == (["lot"], 0)
    ended = world.call("PutItem", PUT, key="over")
    assert ended.status == 400
    assert b"UnrecognizedClientException" in ended.body
    assert [entry.case for entry in world.entries] == ["case", "over"]
    assert len(own.requests) == 1
    assert not world.engine.requests


def test_the_line_of_the_handler_is_kept_and_not_sent_on() -> None:
    world = World((200, consumed(1)))
    world.call("PutItem", PUT, **{"x-harness-line": "app.py:3 in handler"})
    assert world.entries[0].line == "app.py:3 in handler"
    assert b"x-harness-line" not in world.engine.requests[0].headers


def error_of(response: Response) -> tuple[int, str]:
    return response.status, orjson.loads(response.body)["__type"].rpartition("#")[2]


def test_an_operation_that_is_not_served_is_unknown_and_the_engine_is_not_asked() -> None:
    world = World()
    response = world.call("CreateBackup", {"TableName": "lot", "BackupName": "b"})
    assert error_of(response) == (400, "UnknownOperationException")
    assert world.engine.requests == []


def test_what_is_kept_beside_a_table_is_answered_without_the_engine_and_recorded() -> None:
    world = World()
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/lot"
    world.call("TagResource", {"ResourceArn": arn, "Tags": [{"Key": "a", "Value": "b"}]})
    response = world.call("ListTagsOfResource", {"ResourceArn": arn})
    assert orjson.loads(response.body) == {"Tags": [{"Key": "a", "Value": "b"}]}
    endpoints = world.call("DescribeEndpoints", {}, host="127.0.0.1:4566")
    assert orjson.loads(endpoints.body)["Endpoints"][0]["Address"] == "127.0.0.1:4566"
    assert [entry.operation for entry in world.entries] == [
        "TagResource",
        "ListTagsOfResource",
        "DescribeEndpoints",
    ]


def test_a_transaction_may_name_tables_by_arn_and_is_metered_by_it() -> None:
    world = World((200, {"Responses": {}}), (200, consumed(2)))
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/lot"
    item = {"Put": {"TableName": arn, "Item": {"placa": {"S": "ABC1D23"}}}}
    asked = {"TransactItems": [item], "ReturnConsumedCapacity": "TOTAL"}
    response = world.call("TransactWriteItems", asked)
    sent = orjson.loads(world.engine.requests[-1].body)
    assert sent["TransactItems"][0]["Put"]["TableName"] == "lot"
    (capacity,) = orjson.loads(response.body)["ConsumedCapacity"]
    assert capacity["TableName"] == arn
    assert world.entries[0].tables == ("lot",)


def test_an_arn_of_another_region_is_refused_before_the_engine_hears_of_it() -> None:
    world = World()
    body = {"TableName": "arn:aws:dynamodb:eu-west-1:123456789012:table/lot", "Key": {}}
    assert error_of(world.call("GetItem", body)) == (400, "ValidationException")
    assert world.engine.requests == []


def test_the_engines_name_of_a_stream_shows_in_no_answer_and_in_no_error() -> None:
    engine = "arn:aws:dynamodb:ddblocal:000000000000:table/lot/stream/2026-11-29T17:32:43.624"
    shown = "arn:aws:dynamodb:us-east-1:123456789012:table/lot/stream/2026-11-29T17:32:43.624"
    world = World(
        (200, {"StreamDescription": {"StreamArn": engine}}),
        (400, {"__type": "x#ResourceNotFoundException", "message": f"Stream: {engine} not found"}),
    )
    found = orjson.loads(world.call("DescribeStream", {"StreamArn": shown}).body)
    assert found["StreamDescription"]["StreamArn"] == shown
    missing = orjson.loads(world.call("DescribeStream", {"StreamArn": shown}).body)
    assert missing["message"] == f"Stream: {shown} not found"
    assert [orjson.loads(sent.body)["StreamArn"] for sent in world.engine.requests] == [engine] * 2


def error(name: str, message: str) -> tuple[int, dict[str, Any]]:
    kind = (
        "com.amazonaws.dynamodb.v20120810#"
        if name == "ResourceNotFoundException"
        else ("com.amazon.coral.validate#")
    )
    return 400, {"__type": kind + name, "Message": message}


MADE = (200, {"TableDescription": {}})
MISSING = error("ResourceNotFoundException", "Cannot do operations on a non-existent table")
SYNTAX = 'Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"'
PUT_IF = PUT | {"ConditionExpression": "a = = b"}


def message(response: Response) -> str:
    said = orjson.loads(response.body)
    return str(said.get("message") or said.get("Message"))


def test_what_the_request_alone_shows_is_refused_before_anything_else(
    drained: Callable[..., World],
) -> None:
    world = drained()
    response = world.call("PutItem", PUT | {"ReturnConsumedCapacity": "DUMMY"})
    assert message(response) == (
        "1 validation error detected: Value 'DUMMY' at 'returnConsumedCapacity' failed to satisfy "
        "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
    )
    assert (world.entries[1].error, world.entries[1].throttles) == ("ValidationException", ())
    assert len(world.engine.requests) == 1


@pytest.mark.parametrize("target", ["", "NoSuchOperation"])
def test_an_operation_that_there_is_not_is_unknown(target: str) -> None:
    world = World()
    response = world.call(target, {})
    assert response.status == 400
    assert b"UnknownOperationException" in response.body
    assert not world.engine.requests


def test_an_invalid_value_is_refused_where_there_is_no_capacity(
    drained: Callable[..., World],
) -> None:
    world = drained()
    response = world.call("PutItem", PUT | {"Item": PUT["Item"] | {"n": {"N": "abc"}}})
    assert message(response) == (
        "1 validation error detected: The parameter cannot be converted to a numeric value: abc"
    )
    assert world.entries[1].verdict is Verdict.ALLOWED


@pytest.mark.parametrize("limits", ["enforce", "measure"])
def test_an_expression_that_does_not_parse_is_not_throttled(limits: str) -> None:
    world = World(
        (200, consumed(BURST_WCU + 10)), MADE, error("ValidationException", SYNTAX), limits=limits
    )
    world.call("PutItem", PUT)
    assert message(world.call("PutItem", PUT_IF)) == f"1 validation error detected: {SYNTAX}"
    assert (world.entries[1].error, world.entries[1].throttles) == ("ValidationException", ())
    assert world.call("PutItem", PUT_IF).status == 400
    assert len(world.engine.requests) == 3  # the second time it is known


def test_an_expression_that_parses_is_throttled_and_asked_about_once() -> None:
    world = World((200, consumed(BURST_WCU + 10)), MADE, MISSING)
    world.call("PutItem", PUT)
    for _ in range(3):
        response = world.call("PutItem", PUT | {"ConditionExpression": "attribute_exists(a)"})
        assert b"ProvisionedThroughputExceededException" in response.body
    assert len(world.engine.requests) == 3


def test_an_expression_that_does_not_parse_is_named_before_a_missing_table() -> None:
    world = World(MISSING, MADE, error("ValidationException", SYNTAX))
    response = world.call("PutItem", PUT_IF | {"TableName": "other"})
    assert message(response) == f"1 validation error detected: {SYNTAX}"


def test_a_valid_request_on_a_missing_table_hears_of_the_table() -> None:
    world = World(MISSING)
    response = world.call("PutItem", PUT | {"TableName": "other"})
    assert b"ResourceNotFoundException" in response.body


def test_an_expression_that_does_not_parse_is_named_before_the_keys() -> None:
    keys = error("ValidationException", "One of the required keys was not given a value")
    world = World(keys, MADE, error("ValidationException", SYNTAX))
    assert message(world.call("PutItem", PUT_IF)) == f"1 validation error detected: {SYNTAX}"


def test_what_the_engine_says_of_an_expression_is_counted() -> None:
    world = World(error("ValidationException", SYNTAX))
    assert message(world.call("PutItem", PUT_IF)) == f"1 validation error detected: {SYNTAX}"
