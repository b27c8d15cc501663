"""The way of one DynamoDB call: decode, authorize, forward, settle, record."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from harness.capacity.limiter import Limiter
from harness.clock import epoch_ns, monotonic_ns
from harness.dynamodb.protocol import answer, consumed
from harness.dynamodb.protocol.request import (
    JsonObject,
    access_key,
    operation_name,
    operation_of,
    table_name,
)
from harness.dynamodb.protocol.table import table_of
from harness.model.caller import SETUP, Caller
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, Throttle
from harness.model.operation import Operation
from harness.wire.client import HttpClient, UpstreamLostError
from harness.wire.message import HOP_BY_HOP, Request, Response

# Access key id and session token of the caller's signature.
Identify = Callable[[str, str], Caller]

_TABLE_CHANGES = frozenset(("CreateTable", "UpdateTable", "DeleteTable"))


@dataclass(frozen=True, slots=True)
class _Call:
    """One request on its way."""

    operation: Operation
    caller: Caller
    body: JsonObject
    time_ns: int
    started_ns: int


class Gateway:
    """``enforce`` False: everything is metered and recorded, nothing is refused."""

    def __init__(
        self,
        upstream: HttpClient,
        limiter: Limiter,
        record: Callable[[Entry], None],
        identify: Identify,
        *,
        region: str,
        account_id: str,
        enforce: bool,
    ) -> None:
        self._upstream = upstream
        self._limiter = limiter
        self._record_entry = record
        self._identify = identify
        self._region = region
        self._account_id = account_id
        self._enforce = enforce

    async def handle(self, request: Request) -> Response:
        call = self._decode(request)
        throttles = self._authorize(call)
        if throttles:
            refusal = answer.throttled(throttles, self._region, self._account_id, _request_id())
            self._record(call, refusal.status, answer.THROTTLED, throttles=throttles)
            return refusal
        try:
            response = await self._upstream.send(_metered(request, call))
        except UpstreamLostError:
            self._record(call, 500, answer.LOST)
            return answer.engine_lost(_request_id())
        return self._settle(call, response)

    def _decode(self, request: Request) -> _Call:
        headers = request.headers
        name = operation_name(headers.get(b"x-amz-target", b""))
        body = _json_object(request.body)
        key = access_key(headers.get(b"authorization", b""))
        token = headers.get(b"x-amz-security-token", b"").decode("latin-1")
        caller = self._identify(key, token)
        return _Call(operation_of(name, body), caller, body, epoch_ns(), monotonic_ns())

    def _authorize(self, call: _Call) -> tuple[Throttle, ...]:
        if not self._enforce or call.caller.name == SETUP:
            return ()
        return self._limiter.authorize(call.started_ns, call.operation)

    def _settle(self, call: _Call, response: Response) -> Response:
        response = Response(response.status, response.body, _end_to_end(response))
        said = _json_object(response.body)
        if response.status != 200:
            self._record(call, response.status, answer.error_name(said))
            return response
        arms = consumed.arms_of(call.operation.name, said) if call.operation.metered else ()
        if call.caller.name != SETUP:
            self._limiter.settle(monotonic_ns(), arms)
        self._follow_tables(call, said)
        self._record(call, response.status, None, arms=arms)
        return _as_asked(call, said, response)

    def _follow_tables(self, call: _Call, said: JsonObject) -> None:
        name = call.operation.name
        if name not in _TABLE_CHANGES:
            return
        if name == "DeleteTable":
            self._limiter.remove_table(table_name(call.body["TableName"]))
        else:
            self._limiter.set_table(table_of(said["TableDescription"]), monotonic_ns())

    def _record(
        self,
        call: _Call,
        status: int,
        error: str | None,
        *,
        arms: tuple[Arm, ...] = (),
        throttles: tuple[Throttle, ...] = (),
    ) -> None:
        self._record_entry(
            CallEntry(
                time_ns=call.time_ns,
                operation=call.operation.name,
                caller=call.caller.name,
                invocation=call.caller.invocation,
                kind=call.caller.kind,
                tables=call.operation.tables,
                arms=arms,
                metered=call.operation.metered,
                throttles=throttles,
                status=status,
                error=error,
                latency_ns=monotonic_ns() - call.started_ns,
            )
        )


def _metered(request: Request, call: _Call) -> Request:
    """The request, asking for consumed capacity by index."""
    if not call.operation.metered or call.body.get(consumed.ASK) == "INDEXES":
        return request
    body = orjson.dumps(call.body | {consumed.ASK: "INDEXES"})
    return Request(request.method, request.target, request.headers, body)


def _as_asked(call: _Call, said: JsonObject, response: Response) -> Response:
    """The answer without the consumed capacity that the caller did not ask for."""
    level = call.body.get(consumed.ASK)
    if level == "INDEXES" or consumed.MEMBER not in said:
        return response
    return answer.with_body(response, orjson.dumps(consumed.at_level(said, str(level))))


def _end_to_end(response: Response) -> list[tuple[bytes, bytes]]:
    return [header for header in response.headers if header[0].lower() not in HOP_BY_HOP]


def _json_object(body: bytes) -> JsonObject:
    """The body's object, or an empty one: the engine answers what is not JSON."""
    try:
        value: Any = orjson.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _request_id() -> str:
    """In the shape of DynamoDB's own: 52 characters, upper case and digits."""
    return (uuid.uuid4().hex + uuid.uuid4().hex)[:52].upper()
