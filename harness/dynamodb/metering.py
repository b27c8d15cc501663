"""Sends a call to the engine and finds out what it consumed.

The engine's own figure is AWS's for most calls. Where it is not (docs/metering.md), the items
before and after the call are read, or what it read is read once more.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from typing import Any

import orjson
from msgspec import Struct, structs

from harness.dynamodb.call import Call
from harness.dynamodb.engine import Engine
from harness.dynamodb.protocol import consumed_capacity, meter, responses
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.meter import Image
from harness.dynamodb.protocol.request import TARGET_PREFIX, TRANSACTIONS, JsonObject
from harness.dynamodb.protocol.update.removal import (
    as_deletes,
    on_condition_of_an_item,
    only_removes,
    without_updates,
)
from harness.dynamodb.replays import Replay, Replays
from harness.dynamodb.upstream import Upstream
from harness.model.charge import Arm
from harness.model.item import Item
from harness.wire.message import HOP_BY_HOP, Request, Response

# Where a Scan's page begins.
_PAGE = (
    "TableName",
    "IndexName",
    "ConsistentRead",
    "ExclusiveStartKey",
    "Segment",
    "TotalSegments",
)

# Of these the engine's figure stands as it is.
_BY_UNITS = frozenset(("GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "Query"))

_ASK_UNITS = {consumed_capacity.ASK: "INDEXES"}
_ASK_ALL = _ASK_UNITS | {meter.ON_FAILED_CONDITION: "ALL_OLD"}
_ASK_UNITS_JSON = b"," + orjson.dumps(_ASK_UNITS)[1:]


class Exchange(Struct):
    """The engine's response and what the call consumed.

    ``failed``: of a batch of statements, what the failed ones consumed, which ``arms`` leaves out.
    """

    response: Response
    arms: tuple[Arm, ...] = ()
    failed: tuple[Arm, ...] = ()
    _body: JsonObject | None = None

    @property
    def body(self) -> JsonObject:
        """The response's body as JSON, {} where it is none. Most calls need not decode it."""
        if self._body is None:
            self._body = _json_object(self.response.body)
        return self._body

    @property
    def charge(self) -> tuple[Arm, ...]:
        """All that the call consumed."""
        return consumed_capacity.summed((*self.arms, *self.failed)) if self.failed else self.arms


class Metering:
    """Every method that sends raises UpstreamLostError where the engine is gone."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.engine = Engine(upstream)
        self._replays = Replays()

    async def send(self, call: Call) -> Exchange:
        """Nobody else writes the call's items meanwhile: the caller holds their keys."""
        if meter.needs_images(call.name, call.actions):
            return await self._by_images(call)
        if only_removes(call.actions[0]):
            items = await self.engine.items(call.actions)
            missing = await self._missing(call.actions, items)
            return await self._by_answer(*_without_missing(call, missing))
        return await self._by_answer(call)

    async def forward(self, call: Call, body: bytes, operation: str | None = None) -> Exchange:
        """``operation``: what the engine is to do instead of what the caller asked for."""
        headers = call.request.headers
        target = headers[b"x-amz-target"] if operation is None else _target(operation)
        engine_headers = _engine_headers(target, headers.get(b"content-type"))
        response = await self._upstream.send(Request(b"POST", b"/", engine_headers, body))
        response.headers = [header for header in response.headers if _is_kept(header[0])]
        return Exchange(response)

    async def _by_answer(self, call: Call, operation: str | None = None) -> Exchange:
        """The engine's own figure is AWS's, or nearly."""
        exchange = await self.forward(call, _metered_body(call), operation)
        if exchange.response.status != 200:
            if responses.error_name(exchange.body) == meter.FAILED_CONDITION:
                item = exchange.body.get("Item")
                exchange.arms = meter.of_failed_condition(call.actions[0], item)
        elif call.name in _BY_UNITS and (
            arms := consumed_capacity.arms_in(exchange.response.body, call.name)
        ):
            exchange.arms = arms
        elif call.name in meter.STATEMENTS:
            exchange.arms = await self._read_by_statements(call, exchange.body)
        else:
            exchange.arms = await self._read(call.name, call.body, call.actions, exchange.body)
        return exchange

    async def _by_images(self, call: Call) -> Exchange:
        before = await self.engine.items(call.actions)
        replay = self._replays.get(_token(call), call.started_ns)
        missing = await self._missing(call.actions, before) if replay is None else replay.missing
        call, operation = _without_missing(call, missing)
        exchange = await self.forward(call, _metered_body(call), operation)
        if exchange.response.status != 200:
            images = [Image(item, item) for item in before]
            error = responses.error_name(exchange.body)
            exchange.arms = meter.of_error(error, call.actions, images)
            return exchange
        if replay is not None:
            exchange.arms = replay.arms
            return exchange
        return await self._succeeded(call, before, missing, exchange)

    async def _missing(
        self, actions: Sequence[Action], before: Sequence[Item | None]
    ) -> list[bool]:
        """Which updates only remove something of an item that is not there. One that is wrong in
        some other way is not among them: the engine refuses it as it is."""
        return [
            item is None and only_removes(action) and await self._fails_without_item(action)
            for action, item in zip(actions, before, strict=True)
        ]

    async def _fails_without_item(self, action: Action) -> bool:
        _, body = await self.engine.call("UpdateItem", on_condition_of_an_item(action))
        return responses.error_name(body) == meter.FAILED_CONDITION

    async def _succeeded(
        self,
        call: Call,
        before: Sequence[Item | None],
        missing: Sequence[bool],
        exchange: Exchange,
    ) -> Exchange:
        body = exchange.body
        images = [Image(*pair) for pair in zip(before, await self._after(call), strict=True)]
        errors = meter.member_errors(call.name, body, len(images))
        written = meter.of_images(call.name, call.actions, images, errors)
        read = await self._read_by_statements(call, body)
        token = _token(call)
        if isinstance(token, str):
            replay = Replay(meter.of_replay(call.actions, images), missing)
            self._replays.remember(token, replay, call.started_ns)
        exchange.arms = consumed_capacity.summed((*written, *read))
        exchange.failed = meter.of_failed_members(call.actions, images, errors)
        return exchange

    async def _after(self, call: Call) -> list[Item | None]:
        """Only an update's outcome is not in the request."""
        after = [action.item for action in call.actions]
        updates = [action.kind == "Update" for action in call.actions]
        if not any(updates):
            return after
        stored = iter(await self.engine.items(list(compress(call.actions, updates))))
        return [
            next(stored) if update else item for update, item in zip(updates, after, strict=True)
        ]

    async def _read_by_statements(self, call: Call, body: JsonObject) -> tuple[Arm, ...]:
        """What SELECTs consumed outside a transaction: what their reads consume."""
        if call.name not in meter.STATEMENTS:
            return ()
        errors = meter.member_errors(call.name, body, len(call.actions))
        arms: list[Arm] = []
        for action, error in zip(call.actions, errors, strict=True):
            if error is None:
                arms += await self._read_by_parts(action, call.body.get("Limit"))
        return consumed_capacity.summed(arms)

    async def _read_by_parts(self, action: Action, limit: int | None) -> list[Arm]:
        arms: list[Arm] = []
        for read in action.reads:
            request = read.within(limit) | {consumed_capacity.ASK: "INDEXES"}
            status, page = await self.engine.call(read.operation, request)
            if status != 200:
                arms += meter.of_answer(read.operation, [action], {})
                break
            stands_for = structs.replace(action, kind=read.operation, request=request)
            arms += await self._read(read.operation, request, [stands_for], page)
            limit = None if limit is None else limit - page.get("ScannedCount", 1)
            if "LastEvaluatedKey" in page or (limit is not None and limit <= 0):
                break
        return arms

    async def _read(
        self, operation: str, request: JsonObject, actions: Sequence[Action], page: JsonObject
    ) -> tuple[Arm, ...]:
        """The engine's figure, but of a Scan of an index: its entries are looked at once more."""
        if not meter.reads_entries(actions[0]):
            return meter.of_answer(operation, actions, page)
        again = {name: request[name] for name in _PAGE if name in request}
        entries: Sequence[Item] = ()
        if page.get("ScannedCount"):
            _, scan = await self.engine.call("Scan", again | {"Limit": page["ScannedCount"]})
            entries = scan.get("Items") or ()
        return meter.of_entries(actions[0], entries)


@lru_cache(maxsize=128)
def _engine_headers(target: bytes, content_type: bytes | None) -> dict[bytes, bytes]:
    """Shared by every call of an operation."""
    headers = {b"x-amz-target": target}
    return headers if content_type is None else headers | {b"content-type": content_type}


@lru_cache(maxsize=128)
def _is_kept(name: bytes) -> bool:
    """Not what the next hop sets anew, nor whose server it is, nor the checksum of a body that may
    change."""
    return name.lower() not in HOP_BY_HOP | {responses.CHECKSUM, b"server"}


def _target(operation: str) -> bytes:
    return TARGET_PREFIX + operation.encode()


def _token(call: Call) -> object:
    """As the request has it, of whatever type."""
    return call.body.get("ClientRequestToken") if call.name in TRANSACTIONS else None


def _without_missing(call: Call, missing: Sequence[bool]) -> tuple[Call, str | None]:
    """The call as one that writes nothing for those actions, and the operation that this is."""
    if not any(missing) or len(missing) != len(call.actions):
        return call, None  # a replay of another length is the engine's to refuse
    operation, passing = without_updates(call.name, call.passing, missing)
    return structs.replace(
        call, passing=passing, actions=as_deletes(call.actions, missing)
    ), operation


def _metered_body(call: Call) -> bytes:
    """The request, asking for consumed capacity by index, and for the item that fails a
    condition: it is charged by its size."""
    body, raw = call.passing, call.request.body
    if "ConditionExpression" in body:
        return orjson.dumps(body | _ASK_ALL)
    if consumed_capacity.ASK not in body and body is call.body and _is_extensible(raw):
        return raw[:-1] + _ASK_UNITS_JSON
    if body.get(consumed_capacity.ASK) != "INDEXES":
        return orjson.dumps(body | _ASK_UNITS)
    return raw if body is call.body else orjson.dumps(body)


def _is_extensible(raw: bytes) -> bool:
    """Whether members may be written behind the last one: the object ends there, and nothing before
    it is decoded here otherwise than the engine would (half a surrogate pair)."""
    return raw.endswith(b"}") and b"\\u" not in raw


def _json_object(body: bytes) -> JsonObject:
    try:
        value: Any = orjson.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
