"""The way of one DynamoDB call: decode, authorize, forward, meter, settle, record."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

import orjson

from harness.capacity.bucket import NS_PER_S
from harness.capacity.limiter import Limiter
from harness.clock import epoch_ns, monotonic_ns
from harness.dynamodb.call import Call
from harness.dynamodb.engine import Engine
from harness.dynamodb.images import read_images
from harness.dynamodb.key_order import Key, KeyOrder
from harness.dynamodb.protocol import access, answer, batch, consumed, meter, throttled
from harness.dynamodb.protocol.action import actions_of
from harness.dynamodb.protocol.refusal import Refusal
from harness.dynamodb.protocol.request import JsonObject, access_key, operation_name
from harness.dynamodb.protocol.serialization import decode_body, review_request
from harness.dynamodb.replays import Replays
from harness.dynamodb.signature import Signatures
from harness.dynamodb.tables import Tables
from harness.model.caller import Caller
from harness.model.entry import CallEntry, Entry, Throttle, Verdict
from harness.model.item import Item
from harness.model.operation import Operation
from harness.wire.client import HttpClient, UpstreamLostError
from harness.wire.message import HOP_BY_HOP, Request, Response

# Access key id and session token of the caller's signature.
Identify = Callable[[str, str], Caller]

_Throttles = tuple[tuple[Throttle, ...], ...]


class Gateway:
    """``limits``: ``enforce``; ``measure`` (nothing is refused, what AWS would have refused is
    marked and takes nothing from the buckets); ``off``."""

    def __init__(
        self,
        upstream: HttpClient,
        tables: Tables,
        limiter: Limiter,
        record: Callable[[Entry], None],
        identify: Identify,
        *,
        region: str,
        account_id: str,
        limits: str,
        readable_keys: bool = False,
        signatures: Signatures | None = None,
    ) -> None:
        self._upstream = upstream
        self._engine = Engine(upstream)
        self._tables = tables
        self._limiter = limiter
        self._record_entry = record
        self._identify = identify
        self._region = region
        self._account_id = account_id
        self._limits = limits
        self._salt = uuid.uuid4().bytes if readable_keys else None
        self._signatures = signatures
        self._order = KeyOrder()
        self._replays = Replays()

    async def handle(self, request: Request) -> Response:
        nonsense = review_request(request, self._region, request_id)
        if nonsense is not None:
            return nonsense
        body = decode_body(request.body)
        if isinstance(body, Refusal):
            return self._refused(self._decode(request, {}), body)
        call = self._decode(request, body)
        if self._signatures is not None:
            unknown = self._signatures.check(request, call.time_ns // NS_PER_S)
            if unknown is not None:
                return self._refused(call, unknown)
        try:
            said = await self._answer(call)
        except UpstreamLostError:
            said = answer.ENGINE_LOST
        return self._refused(call, said) if isinstance(said, Refusal) else said

    def _decode(self, request: Request, body: JsonObject) -> Call:
        headers = request.headers
        key = access_key(headers.get(b"authorization", b""))
        token = headers.get(b"x-amz-security-token", b"").decode("latin-1")
        caller = self._identify(key, token)
        name = operation_name(headers.get(b"x-amz-target", b""))
        actions = actions_of(name, body, self._tables.get) or ()
        operation = access.operation_of(name, actions) if actions else Operation(name)
        return Call(request, name, body, caller, epoch_ns(), monotonic_ns(), actions, operation)

    async def _answer(self, call: Call) -> Response | Refusal:
        if not call.actions:
            return await self._control(call)
        keys = _written_keys(call)
        if not keys:
            return await self._data(call)
        alone = meter.needs_images(call.name, call.actions)
        async with self._order.hold(keys, alone=alone):
            return await (self._data_by_images(call) if alone else self._data(call))

    # calls without units

    async def _control(self, call: Call) -> Response | Refusal:
        """Table operations, streams, and whatever else the engine answers."""
        body = self._tables.review(call.name, call.body, call.time_ns)
        if isinstance(body, Refusal):
            return body
        request = call.request if body is call.body else _with_body(call, body)
        response, said = await self._forward(request)
        if response.status != 200:
            return self._pass(call, response, said)
        told = self._tables.follow(call.name, call.body, said, call.time_ns)
        self._follow_tables(call.time_ns)
        return self._pass(call, response, said, told)

    def _follow_tables(self, now_ns: int) -> None:
        for table in self._tables.due(now_ns):
            self._limiter.set_table(table, monotonic_ns())

    # calls with units

    async def _data(self, call: Call) -> Response | Refusal:
        """The engine's own figure is AWS's, or nearly."""
        refusal = await self._authorize(call)
        if refusal is not None:
            return refusal
        response, said = await self._forward(_metered(call))
        if response.status == 200:
            call.arms = meter.of_answer(call.name, call.actions, said)
        elif answer.error_name(said) == meter.FAILED_CONDITION:
            call.arms = meter.of_failed_condition(call.actions[0], said.get("Item"))
        return self._settle(call, response, said)

    async def _data_by_images(self, call: Call) -> Response | Refusal:
        """The units follow from the items before and after, which nobody else changes meanwhile."""
        refusal = await self._authorize(call)
        if refusal is not None:
            return refusal
        before = await read_images(self._engine, call.actions)
        response, said = await self._forward(_metered(call))
        if response.status == 200:
            await self._meter_images(call, before)
        elif answer.error_name(said) == meter.FAILED_CONDITION:
            call.arms = meter.of_failed_condition(call.actions[0], before[0])
        elif answer.error_name(said) == meter.CANCELLED:
            call.arms = meter.of_cancelled(call.actions, _images(before, before))
        return self._settle(call, response, said)

    async def _meter_images(self, call: Call, before: Sequence[Item | None]) -> None:
        token = call.body.get("ClientRequestToken")
        replayed = self._replays.arms(token, call.started_ns)
        if replayed is not None:
            call.arms = replayed
            return
        after = await self._after(call)
        images = _images(before, after)
        call.arms = meter.of_images(call.name, call.actions, images)
        if isinstance(token, str):
            self._replays.remember(token, meter.of_replay(call.actions, images), call.started_ns)

    async def _after(self, call: Call) -> list[Item | None]:
        """Only an update's outcome is not in the request."""
        after = [action.item for action in call.actions]
        updates = [action.kind == "Update" for action in call.actions]
        if any(updates):
            stored = iter(await read_images(self._engine, list(compress(call.actions, updates))))
            return [
                next(stored) if update else item
                for update, item in zip(updates, after, strict=True)
            ]
        return after

    async def _authorize(self, call: Call) -> Refusal | None:
        """None where the call goes on, whole or in part."""
        if self._limits == "off" or not call.limited:
            return None
        self._follow_tables(call.time_ns)
        refused = self._limiter.authorize(call.started_ns, call.operation)
        if any(refused) and _index_alone(refused):
            refused = await self._authorize_by_images(call)
        if not any(refused):
            return None
        call.throttles = tuple(dict.fromkeys(throttle for each in refused for throttle in each))
        if self._limits == "measure":
            call.verdict = Verdict.OVER
            return None
        return self._refuse(call, refused)

    async def _authorize_by_images(self, call: Call) -> _Throttles:
        """An empty index refuses only what would change it: look at what is stored."""
        stored = await read_images(self._engine, call.actions)
        accesses = tuple(
            replace(planned, touches=access.touched_with(action, item)) if action.write else planned
            for planned, action, item in zip(
                call.operation.accesses, call.actions, stored, strict=True
            )
        )
        call.operation = replace(call.operation, accesses=accesses)
        return self._limiter.authorize(call.started_ns, call.operation)

    def _refuse(self, call: Call, refused: _Throttles) -> Refusal | None:
        passes = [not throttles for throttles in refused]
        if call.name in batch.UNPROCESSED and any(passes):
            call.verdict = Verdict.PARTLY
            call.split = batch.split(call.name, call.body, passes)
            call.actions = tuple(compress(call.actions, passes))
            accesses = tuple(compress(call.operation.accesses, passes))
            call.operation = replace(call.operation, accesses=accesses)
            return None
        call.verdict = Verdict.THROTTLED
        if call.name in access.TRANSACTIONS:
            return throttled.cancelled(refused)
        return throttled.refusal(call.throttles, self._region, self._account_id)

    def _settle(self, call: Call, response: Response, said: JsonObject) -> Response:
        if call.limited and call.verdict is not Verdict.OVER:
            self._limiter.settle(monotonic_ns(), call.operation, call.arms)
        return self._pass(call, response, said, self._as_asked(call, response, said))

    def _as_asked(self, call: Call, response: Response, said: JsonObject) -> JsonObject:
        """The answer without what the caller did not ask for."""
        if response.status != 200:
            if meter.ON_FAILED_CONDITION in call.body or "Item" not in said:
                return said
            return {name: value for name, value in said.items() if name != "Item"}
        if call.split is not None:
            said = batch.merged(call.name, said, call.split.held_back)
        named = [action.named for action in call.actions]
        level = call.body.get(consumed.ASK)
        return consumed.at_level(call.name, said, call.arms, level, named, self._tables.get)

    # ways out

    def _refused(self, call: Call, refusal: Refusal) -> Response:
        response = answer.refused(refusal, request_id())
        self._record(call, response, refusal.name)
        return response

    async def _forward(self, request: Request) -> tuple[Response, JsonObject]:
        response = await self._upstream.send(request)
        headers = [header for header in response.headers if header[0].lower() not in HOP_BY_HOP]
        return Response(response.status, response.body, headers), _json_object(response.body)

    def _pass(
        self, call: Call, response: Response, said: JsonObject, told: JsonObject | None = None
    ) -> Response:
        """The engine's answer to the caller, reworded where ``told`` differs, and recorded."""
        if told is not None and told is not said:
            response = answer.with_body(response, orjson.dumps(told))
        self._record(call, response, answer.error_name(said) if response.status != 200 else None)
        return response

    def _record(self, call: Call, response: Response, error: str | None) -> None:
        headers = call.request.headers
        accesses = call.operation.accesses
        partition = accesses[0].partition if len(accesses) == 1 else None
        key = None
        if partition is not None and self._salt is not None:
            key = access.readable(access.partition_value(call.actions[0]) or {}, self._salt)
        self._record_entry(
            CallEntry(
                time_ns=call.time_ns,
                operation=call.name,
                caller=call.caller.name,
                invocation=call.caller.invocation,
                kind=call.caller.kind,
                tables=call.operation.tables,
                arms=call.arms,
                metered=call.operation.metered,
                throttles=call.throttles,
                status=response.status,
                error=error,
                latency_ns=monotonic_ns() - call.started_ns,
                verdict=call.verdict,
                attempt=_attempt(headers.get(b"amz-sdk-request", b"")),
                sdk_invocation=_text(headers.get(b"amz-sdk-invocation-id")),
                partition=None if partition is None else f"{partition:016x}",
                key=key,
                request_bytes=len(call.request.body),
                response_bytes=len(response.body),
            )
        )


def _written_keys(call: Call) -> list[Key]:
    """None where the call writes nothing or a key is malformed: the engine refuses that."""
    try:
        return [
            access.key_identity(action.table, action.key)
            for action in call.actions
            if action.write and action.table is not None and action.key is not None
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def _metered(call: Call) -> Request:
    """The request, asking for consumed capacity by index, and for the item that fails a
    condition: it is charged by its size."""
    body = call.body if call.split is None else call.split.passed
    asked = {consumed.ASK: "INDEXES"}
    if "ConditionExpression" in body:
        asked[meter.ON_FAILED_CONDITION] = "ALL_OLD"
    if asked.items() <= body.items():
        return call.request if body is call.body else _with_body(call, body)
    return _with_body(call, body | asked)


def _with_body(call: Call, body: JsonObject) -> Request:
    request = call.request
    return Request(request.method, request.target, request.headers, orjson.dumps(body))


def _images(before: Sequence[Item | None], after: Sequence[Item | None]) -> list[meter.Image]:
    return [meter.Image(*pair) for pair in zip(before, after, strict=True)]


def _index_alone(refused: _Throttles) -> bool:
    """Whether every refusal comes of a global index that a write may or may not change."""
    return all(
        throttle.index is not None and "Write" in throttle.reason
        for throttles in refused
        for throttle in throttles
    )


def _attempt(header: bytes) -> int | None:
    """1 of ``attempt=1; max=4``."""
    digits = header.partition(b"attempt=")[2].partition(b";")[0]
    return int(digits) if digits.isdigit() and len(digits) < 10 else None


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _json_object(body: bytes) -> JsonObject:
    try:
        value: Any = orjson.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def request_id() -> str:
    """In the shape of DynamoDB's own: 52 characters, upper case and digits."""
    return (uuid.uuid4().hex + uuid.uuid4().hex)[:52].upper()
