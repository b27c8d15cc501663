"""Reads what is stored under the keys that a call names."""

from collections.abc import Iterable, Sequence
from itertools import islice

from harness.dynamodb.engine import Engine
from harness.dynamodb.protocol.action import Action, item_key
from harness.dynamodb.protocol.key_identity import item_identity, key_identity
from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import Item
from harness.model.table import Table

# BatchGetItem takes 100 keys at most (API reference, 2026 copy).
_KEYS_MAX = 100


async def read_images(engine: Engine, actions: Sequence[Action]) -> list[Item | None]:
    """The item of each action; None where there is none, or where the action's key is malformed.

    Raises UpstreamLostError.
    """
    wanted = {identity: action for action in actions if (identity := item_identity(action))}
    found: dict[tuple[str, ...], Item] = {}
    actions_left = iter(wanted.values())
    while chunk := list(islice(actions_left, _KEYS_MAX)):
        await _read(engine, chunk, found)
    return [found.get(item_identity(action) or ()) for action in actions]


async def _read(
    engine: Engine, actions: Iterable[Action], found: dict[tuple[str, ...], Item]
) -> None:
    tables: dict[str, Table] = {}
    requests: JsonObject = {}
    for action in actions:
        if action.table is not None:
            tables[action.table.name] = action.table
            request = requests.setdefault(action.table.name, {"Keys": [], "ConsistentRead": True})
            request["Keys"].append(action.key)
    while requests:
        status, said = await engine.call("BatchGetItem", {"RequestItems": requests})
        if status != 200:
            return  # the same key makes the engine refuse the call itself
        for name, items in said["Responses"].items():
            for item in items:
                found[key_identity(tables[name], item_key(tables[name], item) or {})] = item
        requests = said.get("UnprocessedKeys") or {}
