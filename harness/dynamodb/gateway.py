"""The way of one DynamoDB call: decode, admit, forward, meter, settle, record."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress

import orjson

from harness.clock import monotonic_ns
from harness.dynamodb.call import Call
from harness.dynamodb.database import Database
from harness.dynamodb.images import read_images
from harness.dynamodb.metering import with_body
from harness.dynamodb.protocol import (
    arns,
    batch,
    consumed_capacity,
    cors,
    item_collection,
    meter,
    responses,
    streams,
    throttling,
)
from harness.dynamodb.protocol.action import Action, actions_of
from harness.dynamodb.protocol.engine_errors import (
    Failure,
    error_in_aws_words,
    members_in_aws_words,
)
from harness.dynamodb.protocol.key_identity import item_identity
from harness.dynamodb.protocol.key_rules import refuse_duplicates, refuse_wrong_keys
from harness.dynamodb.protocol.operation_plan import operation_of
from harness.dynamodb.protocol.partition_key import readable_key
from harness.dynamodb.protocol.request import (
    TRANSACTIONS,
    JsonObject,
    operation_name,
)
from harness.dynamodb.protocol.serialization import (
    NO_JSON,
    badly_signed,
    decode_body,
    is_undecodable,
    review_request,
)
from harness.dynamodb.protocol.touches import depends_on_stored_item, touched_with
from harness.dynamodb.protocol.update.return_values import with_updated_paths
from harness.dynamodb.protocol.validation import door, probe, rules
from harness.dynamodb.tables import CHANGING, Tables
from harness.model.caller import CLIENT, KIND_HEADER, Caller, credentials_of
from harness.model.entry import CallEntry, Entry, Throttle, Verdict
from harness.model.operation import Operation
from harness.model.time import NS_PER_S
from harness.wire.client import UpstreamLostError
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import Signatures

# Access key id and session token of the caller's signature.
Identify = Callable[[str, str], Caller]

# Operations that change tables go one after the other.
_EVERY_TABLE = ("",)

# How the load generator names the request that a call of its own belongs to.
_KIND_HEADER = KIND_HEADER.lower().encode()
# Which line of the handler makes the call, where its environment says so; no SDK sends it.
LINE_HEADER = b"x-harness-line"

_Throttles = tuple[tuple[Throttle, ...], ...]


class Gateway:
    """``shared``: the tables of all but those callers for whose case ``database_of`` has others;
    None refuses what a test has left running."""

    def __init__(
        self,
        shared: Database,
        record: Callable[[Entry], None],
        identify: Identify,
        *,
        region: str,
        account_id: str,
        readable_keys: bool = False,
        signatures: Signatures | None = None,
        database_of: Callable[[str], Database | None] = lambda case: None,
    ) -> None:
        self._shared = shared
        self._database_of = database_of
        self._record_entry = record
        self._identify = identify
        self._region = region
        self._account_id = account_id
        self._salt = uuid.uuid4().bytes if readable_keys else None
        self._signatures = signatures

    async def handle(self, request: Request) -> Response:
        response = await self._handle(request)
        if b"origin" in request.headers:
            response.headers += cors.headers_for(request)
        return response

    async def _handle(self, request: Request) -> Response:
        nonsense = review_request(request, self._region, request_id)
        if nonsense is not None:
            return nonsense
        body = NO_JSON if is_undecodable(request) else decode_body(request.body)
        if isinstance(body, Refusal):
            return self._refused(self._decode(request, {}), body)
        call = self._decode(request, body)
        if self._signatures is not None:
            fault = self._signatures.check(request, "dynamodb", call.time_ns // NS_PER_S)
            if fault is not None:
                return self._refused(call, badly_signed(fault))
        if self._database_of_caller(call.caller) is None:
            return self._refused(call, responses.CASE_ENDED)
        call.database.in_flight += 1
        try:
            said = door.refuse(call.name, body) or await self._answer(call)
        except UpstreamLostError:
            said = responses.ENGINE_LOST
        finally:
            call.database.in_flight -= 1
        return self._refused(call, said) if isinstance(said, Refusal) else said

    def _decode(self, request: Request, body: JsonObject) -> Call:
        headers = request.headers
        caller = self._identify(*credentials_of(headers))
        if caller.name == CLIENT and _KIND_HEADER in headers:
            caller = replace(caller, kind=_text(headers[_KIND_HEADER]))
        name = operation_name(headers.get(b"x-amz-target", b""))
        database = self._database_of_caller(caller) or self._shared
        actions, operation = self._understood(name, body, database.tables)
        return Call(
            request,
            database,
            name,
            body,
            caller,
            database.clock.epoch_ns(),
            monotonic_ns(),
            actions,
            operation,
            body,
            line=_text(headers.pop(LINE_HEADER, None)),
        )

    def _database_of_caller(self, caller: Caller) -> Database | None:
        """None where the test is over that the caller belongs to."""
        return self._shared if caller.case is None else self._database_of(caller.case)

    def _understood(
        self, name: str, body: JsonObject, tables: Tables
    ) -> tuple[Sequence[Action], Operation]:
        """Neither where a member has the wrong type: AWS refuses that, or the engine does."""
        try:
            actions = actions_of(name, body, tables.get) or ()
            return actions, operation_of(name, actions) if actions else Operation(name)
        except (AttributeError, KeyError, TypeError, ValueError):
            return (), Operation(name)

    async def _answer(self, call: Call) -> Response | Refusal:
        call.database.note(call.name, call.actions)
        refusal = self._name_plainly(call)
        if refusal is not None:
            return refusal
        if call.name in CHANGING:
            async with call.database.order.hold([_EVERY_TABLE]):
                return await self._control(call)
        if not call.actions:
            return await self._control(call)
        unfit = self._unfit(call)
        if unfit is not None:
            return await self._invalid(call) or unfit
        written = (item_identity(action) for action in call.actions if action.write)
        async with call.database.order.hold([key for key in written if key is not None]):
            return await self._data(call)

    def _unfit(self, call: Call) -> Refusal | None:
        """Of the tables that a call names, and of its keys."""
        named = (action.table_name for action in call.actions)
        return (
            call.database.tables.unavailable(named, call.time_ns)
            or refuse_wrong_keys(call.name, call.actions)
            or refuse_duplicates(call.name, call.actions)
        )

    def _name_plainly(self, call: Call) -> Refusal | None:
        """Tables may be named by their ARNs, which the engine does not know everywhere."""
        if arns.MARK not in call.request.body:
            return None
        plain = arns.plainly_named(call.body, call.database.tables.location)
        if isinstance(plain, Refusal):
            return plain
        call.passing = plain
        return None

    async def _control(self, call: Call) -> Response | Refusal:
        """Calls without units: table operations, streams, whatever else the engine answers."""
        tables = call.database.tables
        host = _text(call.request.headers.get(b"host")) or ""
        body = tables.review(call.name, call.body, call.time_ns, host)
        if isinstance(body, Refusal):
            return body
        if isinstance(body, responses.DirectAnswer):
            return self._done(call, responses.ok(request_id(), body.body), body.body)
        request = call.request if body is call.body else with_body(call.request, body)
        response, said = await call.database.metering.forward(request)
        if response.status == 200:
            told = tables.follow(call.name, call.body, said, call.time_ns)
            told = members_in_aws_words(_failure(call), told)
            _follow_tables(call.database, call.time_ns)
        else:
            refusal = await self._own_fault(call, said)
            if refusal is not None:
                return refusal
            shown = tables.streams.from_engine(said) if call.name in streams.OPERATIONS else said
            told = error_in_aws_words(_failure(call), shown)
        _reword(response, said, told)
        return self._done(call, response, told)

    async def _data(self, call: Call) -> Response | Refusal:
        """Calls with units."""
        refused = await self._admit(call)
        if any(refused):
            refusal = await self._invalid(call) or self._refuse(call, refused)
            if refusal is not None:
                return refusal
        if call.actions:
            response, said = await call.database.metering.send(call)
            refusal = await self._own_fault(call, said) if response.status != 200 else None
            if refusal is not None:
                return refusal
        else:
            response, said = responses.ok(request_id()), {}
        if call.limited and call.verdict is not Verdict.OVER:
            now_ns = call.database.clock.monotonic_ns()
            call.database.limiter.settle(now_ns, call.operation, (*call.arms, *call.failed))
        told = self._as_asked(call, response, said)
        _reword(response, said, told)
        return self._done(call, response, told)

    async def _own_fault(self, call: Call, said: JsonObject) -> Refusal | None:
        """Of a call that the engine refuses: what AWS finds wrong with the request before that."""
        error = responses.error_name(said)
        if error == "ResourceNotFoundException":
            return await self._invalid(call)
        if error not in ("ValidationException", "InternalFailure"):
            return None
        message = responses.error_message(said)
        refusal = rules.reworded(call.name, call.body, message)
        if refusal is None and probe.is_of_keys(message):
            return await self._invalid(call)
        return refusal

    async def _invalid(self, call: Call) -> Refusal | None:
        """AWS's refusal of the request by itself, whatever its table has."""
        broken = rules.broken_rule(call.name, call.body)
        if broken is not None:
            return broken
        fault = await call.database.expressions.fault(call.name, call.body)
        return None if fault is None else rules.expression_fault(call.name, fault)

    async def _admit(self, call: Call) -> _Throttles:
        database = call.database
        if database.limits == "off" or not call.limited:
            return ()
        _follow_tables(database, call.time_ns)
        refused = database.limiter.admit(database.clock.monotonic_ns(), call.operation)
        if _index_alone(refused) and any(map(depends_on_stored_item, call.actions)):
            return await self._admit_by_images(call)
        return refused

    async def _admit_by_images(self, call: Call) -> _Throttles:
        """An empty index refuses only what would change it: look at what is stored."""
        stored = await read_images(call.database.metering.engine, call.actions)
        accesses = tuple(
            replace(planned, touches=touched_with(action, item)) if action.write else planned
            for planned, action, item in zip(
                call.operation.accesses, call.actions, stored, strict=True
            )
        )
        call.operation = replace(call.operation, accesses=accesses)
        now_ns = call.database.clock.monotonic_ns()
        return call.database.limiter.admit(now_ns, call.operation)

    def _refuse(self, call: Call, refused: _Throttles) -> Refusal | None:
        """None where the call goes on, whole or in part."""
        call.throttles = tuple(dict.fromkeys(throttle for each in refused for throttle in each))
        if call.database.limits == "measure":
            call.verdict = Verdict.OVER
            return None
        passes = [not throttles for throttles in refused]
        if call.name == batch.STATEMENTS or (call.name in batch.BATCHES and any(passes)):
            call.verdict = Verdict.PARTLY if any(passes) else Verdict.THROTTLED
            call.refused = refused
            call.passing = batch.passing(call.name, call.passing, refused)
            call.actions = tuple(compress(call.actions, passes))
            accesses = tuple(compress(call.operation.accesses, passes))
            call.operation = replace(call.operation, accesses=accesses)
            return None
        call.verdict = Verdict.THROTTLED
        if call.name in TRANSACTIONS:
            return throttling.cancelled(refused)
        return throttling.refusal(call.throttles, self._region, self._account_id)

    def _as_asked(self, call: Call, response: Response, said: JsonObject) -> JsonObject:
        """The answer without what the caller did not ask for, with what was held back."""
        if response.status != 200:
            error = error_in_aws_words(_failure(call), said)
            if call.body.get(meter.ON_FAILED_CONDITION) != "ALL_OLD":
                error.pop("Item", None)
            return error
        said = members_in_aws_words(_failure(call), said)
        if arns.MARK in call.request.body:
            said = arns.named_as_requested(call.body, said)
        if call.refused:
            said = batch.completed(call.name, call.body, said, call.refused)
        if call.name == "UpdateItem":
            said = with_updated_paths(call.body, said)
        said = item_collection.with_metrics(call.name, call.body, call.actions, said)
        return consumed_capacity.at_level(
            call.name,
            said,
            call.arms,
            call.body.get(consumed_capacity.ASK),
            [action.named for action in call.actions],
            call.database.tables.get,
            call.failed,
        )

    def _refused(self, call: Call, refusal: Refusal) -> Response:
        response = responses.refused(refusal, request_id())
        self._record(call, response, refusal.name)
        return response

    def _done(self, call: Call, response: Response, said: JsonObject) -> Response:
        self._record(call, response, responses.error_name(said) if response.status != 200 else None)
        return responses.checked(response)

    def _record(self, call: Call, response: Response, error: str | None) -> None:
        headers = call.request.headers
        partition = call.operation.partition
        self._record_entry(
            CallEntry(
                time_ns=call.time_ns,
                operation=call.name,
                caller=call.caller.name,
                invocation=call.caller.invocation,
                kind=call.caller.kind,
                tables=call.operation.tables,
                arms=consumed_capacity.summed((*call.arms, *call.failed))
                if call.failed
                else call.arms,
                metered=call.operation.metered,
                throttles=call.throttles,
                status=response.status,
                error=error,
                latency_ns=monotonic_ns() - call.started_ns,
                verdict=call.verdict,
                attempt=_attempt(headers.get(b"amz-sdk-request", b"")),
                sdk_invocation=_text(headers.get(b"amz-sdk-invocation-id")),
                partition=None if partition is None else f"{partition:016x}",
                key=self._readable_key(call),
                request_bytes=len(call.request.body),
                response_bytes=len(response.body),
                case=call.caller.case,
                line=call.line,
                scans=any(action.scans for action in call.actions),
            )
        )

    def _readable_key(self, call: Call) -> str | None:
        if self._salt is None or call.operation.partition is None:
            return None
        return readable_key(call.actions, self._salt)


def _failure(call: Call) -> Failure:
    return Failure(call.name, call.body, call.actions)


def _follow_tables(database: Database, now_ns: int) -> None:
    for name, table in database.tables.due(now_ns):
        if table is None:
            database.limiter.remove_table(name)
        else:
            database.limiter.set_table(table, database.clock.monotonic_ns())


def _reword(response: Response, said: JsonObject, told: JsonObject) -> None:
    if told is not said:
        response.body = orjson.dumps(told)


def _index_alone(refused: _Throttles) -> bool:
    """Whether the call is refused, and only for global indexes that it may or may not change."""
    throttles = [throttle for each in refused for throttle in each]
    return bool(throttles) and all(
        throttle.index is not None and "Write" in throttle.reason for throttle in throttles
    )


def _attempt(header: bytes) -> int | None:
    """1 of ``attempt=1; max=4``."""
    digits = header.partition(b"attempt=")[2].partition(b";")[0]
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def request_id() -> str:
    """In the shape of DynamoDB's own: 52 characters, upper case and digits."""
    return (uuid.uuid4().hex + uuid.uuid4().hex)[:52].upper()
