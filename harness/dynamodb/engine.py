"""Our own calls to DynamoDB Local, past every limit and the ledger."""

from collections.abc import Iterable, Sequence
from itertools import islice

import orjson

from harness.dynamodb.protocol.action import Action, item_key
from harness.dynamodb.protocol.key_identity import item_identity, key_identity
from harness.dynamodb.protocol.request import TARGET_PREFIX, JsonObject
from harness.dynamodb.upstream import Upstream
from harness.model.item import Item
from harness.model.table import Table
from harness.wire.message import Request

# BatchGetItem takes 100 keys at most (API reference, 2026 copy).
_KEYS_MAX = 100


class Engine:
    """Every method raises UpstreamLostError where the engine is gone."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def call(self, operation: str, body: JsonObject) -> tuple[int, JsonObject]:
        """HTTP status and response body."""
        headers = {
            b"content-type": b"application/x-amz-json-1.0",
            b"x-amz-target": TARGET_PREFIX + operation.encode(),
        }
        request = Request(b"POST", b"/", headers, orjson.dumps(body))
        response = await self._upstream.send(request)
        answer: JsonObject = orjson.loads(response.body)
        return response.status, answer

    async def items(self, actions: Sequence[Action]) -> list[Item | None]:
        """The stored item of each action; None where there is none, or where the action's key is
        malformed."""
        by_key = {identity: action for action in actions if (identity := item_identity(action))}
        items: dict[tuple[str, ...], Item] = {}
        remaining = iter(by_key.values())
        while chunk := list(islice(remaining, _KEYS_MAX)):
            items |= await self._batch(chunk)
        return [items.get(item_identity(action) or ()) for action in actions]

    async def _batch(self, actions: Iterable[Action]) -> dict[tuple[str, ...], Item]:
        tables: dict[str, Table] = {}
        requests: JsonObject = {}
        for action in actions:
            if action.table is not None:
                tables[action.table.name] = action.table
                keys = {"Keys": [], "ConsistentRead": True}
                requests.setdefault(action.table.name, keys)["Keys"].append(action.key)
        items: dict[tuple[str, ...], Item] = {}
        while requests:
            status, answer = await self.call("BatchGetItem", {"RequestItems": requests})
            if status != 200:
                break  # the same key makes the engine refuse the call itself
            for name, rows in answer["Responses"].items():
                table = tables[name]
                items |= {key_identity(table, item_key(table, row) or {}): row for row in rows}
            requests = answer.get("UnprocessedKeys") or {}
        return items
