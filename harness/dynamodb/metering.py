"""Sends a call to the engine and finds out what it consumed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import compress
from typing import Any

import orjson

from harness.dynamodb.call import Call
from harness.dynamodb.engine import Engine
from harness.dynamodb.images import read_images
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

_ASK_UNITS = {consumed_capacity.ASK: "INDEXES"}
_ASK_ALL = _ASK_UNITS | {meter.ON_FAILED_CONDITION: "ALL_OLD"}

Answered = tuple[Response, JsonObject]


class Metering:
    """Every method sets ``call.arms`` and raises UpstreamLostError where the engine is gone."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.engine = Engine(upstream)
        self._replays = Replays()

    async def send(self, call: Call) -> Answered:
        """Nobody else writes the call's items meanwhile: the caller holds their keys."""
        if meter.needs_images(call.name, call.actions):
            return await self._by_images(call)
        if only_removes(call.actions[0]):
            stored = await read_images(self.engine, call.actions)
            _leave_missing(call, await self._missing(call.actions, stored))
        return await self._by_answer(call)

    async def forward(self, request: Request) -> Answered:
        """The engine's answer, and its body as JSON ({} where it is none)."""
        response = await self._upstream.send(request)
        response.headers = [header for header in response.headers if _is_kept(header[0])]
        return response, _json_object(response.body)

    async def _by_answer(self, call: Call) -> Answered:
        """The engine's own figure is AWS's, or nearly."""
        response, said = await self.forward(_metered(call))
        if response.status == 200:
            if call.name in meter.STATEMENTS:
                call.arms = await self._read_by_statements(call, said)
            else:
                call.arms = await self._read(call.name, call.body, call.actions, said)
        elif responses.error_name(said) == meter.FAILED_CONDITION:
            call.arms = meter.of_failed_condition(call.actions[0], said.get("Item"))
        return response, said

    async def _by_images(self, call: Call) -> Answered:
        before = await read_images(self.engine, call.actions)
        replay = self._replays.get(_token(call), call.started_ns)
        missing = await self._missing(call.actions, before) if replay is None else replay.missing
        _leave_missing(call, missing)
        response, said = await self.forward(_metered(call))
        if response.status == 200 and replay is not None:
            call.arms = replay.arms
        elif response.status == 200:
            await self._succeeded(call, before, missing, said)
        else:
            call.arms = meter.of_error(
                responses.error_name(said), call.actions, [Image(item, item) for item in before]
            )
        return response, said

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
        _, said = await self.engine.call("UpdateItem", on_condition_of_an_item(action))
        return responses.error_name(said) == meter.FAILED_CONDITION

    async def _succeeded(
        self,
        call: Call,
        before: Sequence[Item | None],
        missing: Sequence[bool],
        said: JsonObject,
    ) -> None:
        after = await self._after(call)
        images = [Image(*pair) for pair in zip(before, after, strict=True)]
        errors = meter.member_errors(call.name, said, len(images))
        written = meter.of_images(call.name, call.actions, images, errors)
        read = await self._read_by_statements(call, said)
        call.failed = meter.of_failed_members(call.actions, images, errors)
        call.arms = consumed_capacity.summed((*written, *read))
        token = _token(call)
        if isinstance(token, str):
            replay = Replay(meter.of_replay(call.actions, images), missing)
            self._replays.remember(token, replay, call.started_ns)

    async def _after(self, call: Call) -> list[Item | None]:
        """Only an update's outcome is not in the request."""
        after = [action.item for action in call.actions]
        updates = [action.kind == "Update" for action in call.actions]
        if not any(updates):
            return after
        stored = iter(await read_images(self.engine, list(compress(call.actions, updates))))
        return [
            next(stored) if update else item for update, item in zip(updates, after, strict=True)
        ]

    async def _read_by_statements(self, call: Call, said: JsonObject) -> tuple[Arm, ...]:
        """What SELECTs consumed outside a transaction: what their reads consume."""
        if call.name not in meter.STATEMENTS:
            return ()
        errors = meter.member_errors(call.name, said, len(call.actions))
        arms: list[Arm] = []
        for action, error in zip(call.actions, errors, strict=True):
            if error is None:
                arms += await self._read_by_twins(action, call.body.get("Limit"))
        return consumed_capacity.summed(arms)

    async def _read_by_twins(self, action: Action, limit: int | None) -> list[Arm]:
        arms: list[Arm] = []
        for read in action.reads:
            body = read.within(limit) | {consumed_capacity.ASK: "INDEXES"}
            status, said = await self.engine.call(read.operation, body)
            if status != 200:
                arms += meter.of_answer(read.operation, [action], {})
                break
            stands_for = replace(action, kind=read.operation, request=body)
            arms += await self._read(read.operation, body, [stands_for], said)
            limit = None if limit is None else limit - said.get("ScannedCount", 1)
            if "LastEvaluatedKey" in said or (limit is not None and limit <= 0):
                break
        return arms

    async def _read(
        self, operation: str, body: JsonObject, actions: Sequence[Action], said: JsonObject
    ) -> tuple[Arm, ...]:
        """The engine's figure, but of a Scan of an index: its entries are looked at once more."""
        if not meter.reads_entries(actions[0]):
            return meter.of_answer(operation, actions, said)
        page = {name: body[name] for name in _PAGE if name in body}
        entries: Sequence[Item] = ()
        if said.get("ScannedCount"):
            _, again = await self.engine.call("Scan", page | {"Limit": said["ScannedCount"]})
            entries = again.get("Items") or ()
        return meter.of_entries(actions[0], entries)


@lru_cache(maxsize=128)
def _is_kept(name: bytes) -> bool:
    """Not what the next hop sets anew, nor whose server it is, nor the checksum of a body that may
    change."""
    return name.lower() not in HOP_BY_HOP | {responses.CHECKSUM, b"server"}


def with_body(request: Request, body: JsonObject) -> Request:
    return Request(request.method, request.target, request.headers, orjson.dumps(body))


def _token(call: Call) -> object:
    """As the request has it, of whatever type."""
    return call.body.get("ClientRequestToken") if call.name in TRANSACTIONS else None


def _leave_missing(call: Call, missing: Sequence[bool]) -> None:
    """Make the call one that writes nothing for those actions."""
    if not any(missing) or len(missing) != len(call.actions):
        return  # a replay of another length, which the engine refuses
    operation, call.passing = without_updates(call.name, call.passing, missing)
    call.actions = as_deletes(call.actions, missing)
    call.request.headers[b"x-amz-target"] = TARGET_PREFIX + operation.encode()


def _metered(call: Call) -> Request:
    """The request, asking for consumed capacity by index, and for the item that fails a
    condition: it is charged by its size."""
    body = call.passing
    if "ConditionExpression" in body:
        return with_body(call.request, body | _ASK_ALL)
    if body.get(consumed_capacity.ASK) != "INDEXES":
        return with_body(call.request, body | _ASK_UNITS)
    return call.request if body is call.body else with_body(call.request, body)


def _json_object(body: bytes) -> JsonObject:
    try:
        value: Any = orjson.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
