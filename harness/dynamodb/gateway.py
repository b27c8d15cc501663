"""The way of one DynamoDB call: decode, validate, admit, forward and meter, settle, record.

Each step returns a value that the next one takes, so that a call can be followed by reading
``_answer`` from top to bottom. What AWS refuses as malformed is never throttled; what is throttled
reaches no engine and costs nothing; every call leaves one entry.
"""

import uuid
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import orjson
from msgspec import structs

from harness.capacity.item_size import item_size_bytes
from harness.clock import monotonic_ns
from harness.dynamodb import reply
from harness.dynamodb.admission import admit
from harness.dynamodb.call import Admission, Call, call_of
from harness.dynamodb.database import Database
from harness.dynamodb.metering import Exchange
from harness.dynamodb.protocol import arns, cors, responses
from harness.dynamodb.protocol.key_identity import item_identity
from harness.dynamodb.protocol.partition_key import readable_key
from harness.dynamodb.protocol.touches import recorded_touches
from harness.dynamodb.tables import CHANGING
from harness.dynamodb.validity import Validity, decoded, not_a_call
from harness.model.caller import CLIENT, KIND_HEADER, Caller, credentials_of, number_of
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, Verdict
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import Signatures
from harness.wire.tunnel import UpstreamLostError

# Access key id and session token of the caller's signature.
Identify = Callable[[str, str], Caller]

# Operations that change tables go one after the other.
_EVERY_TABLE = [("",)]

# What AWS may evaluate by a Scan.
_SCANNING = frozenset(("Scan", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"))

# How the load generator names the request that a call of its own belongs to.
_KIND_HEADER = KIND_HEADER.lower().encode()
# Which line of the handler makes the call, where its environment says so; no SDK sends it.
LINE_HEADER = b"x-harness-line"


class Gateway:
    """``shared``: the tables of all but those callers for whose case ``database_of`` has others;
    None refuses what a test has left running."""

    def __init__(
        self,
        shared: Database,
        record: Callable[[Entry], None],
        identify: Identify,
        *,
        readable_keys: bool = False,
        signatures: Signatures | None = None,
        database_of: Callable[[str], Database | None] = lambda case: None,
    ) -> None:
        self._shared = shared
        self._database_of = database_of
        self._record_entry = record
        self._identify = identify
        self._salt = uuid.uuid4().bytes if readable_keys else None
        self._validity = Validity(signatures)

    def handle(self, request: Request) -> Coroutine[Any, Any, Response]:
        """Answer one request of whatever kind: a malformed one, too, gets AWS's response."""
        answer = self._to_browser if b"origin" in request.headers else self._handle
        return answer(request)

    async def _to_browser(self, request: Request) -> Response:
        response = await self._handle(request)
        response.headers += cors.headers_for(request)
        return response

    async def _handle(self, request: Request) -> Response:
        page = not_a_call(request, self._shared.tables.location.region)
        if page is not None:
            return page
        caller = self._caller(request.headers)
        database = self._shared if caller.case is None else self._database_of(caller.case)
        body = decoded(request)
        own = database or self._shared
        json = {} if isinstance(body, Refusal) else body
        call = call_of(request, json, caller, own.tables.get, own.clock.epoch_ns())
        if isinstance(body, Refusal):
            return self._refused(call, body)
        if database is None:
            return self._refused(call, responses.CASE_ENDED)
        database.in_flight += 1
        try:
            return await self._answer(call, database)
        except UpstreamLostError:
            return self._refused(call, responses.ENGINE_LOST)
        finally:
            database.in_flight -= 1

    def _caller(self, headers: dict[bytes, bytes]) -> Caller:
        caller = self._identify(*credentials_of(headers))
        if _KIND_HEADER in headers and caller.name == CLIENT:
            kind = _text(headers[_KIND_HEADER])
            return replace(caller, kind=kind, request_number=number_of(headers))
        return caller

    async def _answer(self, call: Call, database: Database) -> Response:
        refusal = self._validity.of_call(call, database)
        if refusal is None and call.actions:
            refusal = await self._validity.of_actions(call, database)
        if refusal is not None:
            return self._refused(call, refusal)
        database.note(call.name, call.actions)
        if arns.MARK in call.request.body:
            call = structs.replace(call, passing=arns.plainly_named(call.body))
        if call.name in CHANGING:
            async with database.order.hold(_EVERY_TABLE):
                return await self._table_call(call, database)
        if not call.actions:
            return await self._table_call(call, database)
        keys = [item_identity(action) for action in call.actions if action.write]
        if not keys:
            return await self._data_call(call, database)
        async with database.order.hold([key for key in keys if key is not None]):
            return await self._data_call(call, database)

    async def _table_call(self, call: Call, database: Database) -> Response:
        """Calls without units: table operations, streams, whatever else the engine answers."""
        host = _text(call.request.headers.get(b"host")) or ""
        body = database.tables.review(call.name, call.body, call.time_ns, host)
        if isinstance(body, Refusal):
            return self._refused(call, body)
        if isinstance(body, responses.DirectAnswer):
            return self._recorded(call, reply.without_engine(body.body))
        json = call.request.body if body is call.body else orjson.dumps(body)
        exchange = await database.metering.forward(call, json)
        if exchange.response.status != 200:
            refusal = await self._validity.of_engine_error(call, database, exchange.body)
            if refusal is not None:
                return self._refused(call, refusal)
        response = reply.to_table_call(call, exchange, database.tables)
        database.follow_tables(call.time_ns)
        return self._recorded(call, response, error=_error(exchange))

    async def _data_call(self, call: Call, database: Database) -> Response:
        """Calls with units."""
        admission = await admit(call, database)
        if admission.throttles:
            refusal = await self._validity.of_request(call, database)
            if refusal is not None:
                return self._refused(call, refusal)
            if admission.refusal is not None:
                return self._refused(admission.call, admission.refusal, admission)
        call = admission.call
        try:
            exchange = await database.metering.send(call) if call.actions else reply.to_nothing()
            if exchange.response.status != 200:
                refusal = await self._validity.of_engine_error(call, database, exchange.body)
                if refusal is not None:
                    return self._refused(call, refusal, admission)
        except UpstreamLostError:
            return self._refused(call, responses.ENGINE_LOST, admission)
        if call.limited and admission.verdict is not Verdict.OVER:
            now_ns = database.clock.monotonic_ns()
            database.limiter.settle(now_ns, call.operation, exchange.charge)
        response = reply.to_data_call(admission, exchange, database.tables.get)
        return self._recorded(call, response, admission, exchange.charge, _error(exchange))

    def _refused(
        self, call: Call, refusal: Refusal, admission: Admission | None = None
    ) -> Response:
        response = responses.refused(refusal, reply.request_id())
        return self._recorded(call, response, admission, error=refusal.name)

    def _recorded(
        self,
        call: Call,
        response: Response,
        admission: Admission | None = None,
        arms: tuple[Arm, ...] = (),
        error: str | None = None,
    ) -> Response:
        headers, caller, operation = call.request.headers, call.caller, call.operation
        partition = operation.partition
        self._record_entry(
            CallEntry(
                time_ns=call.time_ns,
                operation=call.name,
                caller=caller.name,
                invocation=caller.invocation,
                kind=caller.kind,
                tables=operation.tables,
                arms=arms,
                metered=operation.metered,
                throttles=() if admission is None else admission.throttles,
                status=response.status,
                error=error,
                latency_ns=monotonic_ns() - call.started_ns,
                verdict=Verdict.ALLOWED if admission is None else admission.verdict,
                attempt=_attempt(headers.get(b"amz-sdk-request")),
                sdk_invocation=_text(headers.get(b"amz-sdk-invocation-id")),
                partition=None if partition is None else f"{partition:016x}",
                key=self._readable_key(call),
                request_bytes=len(call.request.body),
                response_bytes=len(response.body),
                case=caller.case,
                line=_text(headers.get(LINE_HEADER)),
                request_number=caller.request_number,
                scans=call.name in _SCANNING and any(action.scans for action in call.actions),
                touches=recorded_touches(operation.accesses, call.actions) if arms else (),
                stored_bytes=_stored_bytes(call) if arms and error is None else None,
            )
        )
        return response

    def _readable_key(self, call: Call) -> str | None:
        if self._salt is None or call.operation.partition is None:
            return None
        return readable_key(call.actions, self._salt)


def _stored_bytes(call: Call) -> int | None:
    """The size of the items that it puts; of preparing data nobody asks."""
    items = [action.item for action in call.actions if action.item is not None]
    return sum(map(item_size_bytes, items)) if items and call.limited else None


def _error(exchange: Exchange) -> str | None:
    return None if exchange.response.status == 200 else responses.error_name(exchange.body)


def _attempt(header: bytes | None) -> int | None:
    """1 of ``attempt=1; max=4``."""
    if header is None:
        return None
    digits = header.partition(b"attempt=")[2].partition(b";")[0]
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")
