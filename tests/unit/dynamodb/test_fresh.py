"""With an engine that keeps items by access key, table and key."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

import orjson
import pytest

from harness.clock import Clock
from harness.dynamodb.database import Database
from harness.dynamodb.fresh import FreshDatabases
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.tables import Tables
from harness.model.caller import access_key_of
from harness.wire.message import Request, Response
from tests.unit.dynamodb.lot import OTHER

SEED = {"other": [{"placa": {"S": "seed"}}]}


def registry(labels: Mapping[str, str]) -> Tables:
    return Tables([OTHER], region="us-east-1", account_id="123456789012", stream_labels=labels)


class Engine:
    """Stands for DynamoDB Local."""

    def __init__(self) -> None:
        self.tables: dict[tuple[str, str], list[Any]] = {}
        self.operations: list[str] = []

    async def send(self, request: Request) -> Response:
        owner = access_key_of(request.headers[b"authorization"])
        operation = request.headers[b"x-amz-target"].rpartition(b".")[2].decode()
        self.operations.append(operation)
        said = self.answer(owner, operation, orjson.loads(request.body))
        return Response(200, orjson.dumps(said))

    def answer(self, owner: str, operation: str, body: Any) -> Any:
        match operation:
            case "ListTables":
                return {"TableNames": [name for who, name in self.tables if who == owner]}
            case "CreateTable":
                self.tables[owner, body["TableName"]] = []
            case "DeleteTable":
                del self.tables[owner, body["TableName"]]
            case "BatchWriteItem":
                [(name, writes)] = body["RequestItems"].items()
                items = self.tables[owner, name]
                for [(kind, write)] in map(dict.items, writes):
                    (item,) = write.values()
                    with suppress(ValueError):
                        items.remove(item)
                    if kind == "PutRequest":
                        items.append(item)
        return {}


class World:
    def __init__(self) -> None:
        self.engine = Engine()
        self.fresh = FreshDatabases(
            cast(Any, self.engine),
            [OTHER],
            SEED,
            lambda upstream, labels: Database(
                upstream, registry(labels), cast(Any, None), "off", Clock()
            ),
        )

    def items(self, database: Database) -> list[Any]:
        authorization = b"%s" % database.upstream._authorization
        return self.engine.tables[access_key_of(authorization), "other"]

    async def after(self, items: int, operation: str, *, keyed: bool = True) -> Database:
        """A database that is taken after one was given back in which so much happened."""
        database = await self.fresh.take()
        written = [{"placa": {"S": str(n)}} for n in range(items)]
        self.items(database).extend(written)
        actions = [Action("Put", "other", OTHER, {}, key=key if keyed else None) for key in written]
        database.note(operation, actions)
        self.fresh.give_back(database)
        await asyncio.gather(*self.fresh._tasks)
        return await self.fresh.take()


@pytest.mark.parametrize(
    ("items", "operation", "keyed"),
    [
        (3, "PutItem", True),
        (3, "PutItem", False),
        (40, "PutItem", True),
        (0, "UpdateTable", True),
        (0, "GetItem", True),
    ],
)
def test_it_has_the_seed_and_nothing_else(items: int, operation: str, keyed: bool) -> None:
    world = World()
    database = asyncio.run(world.after(items, operation, keyed=keyed))
    assert world.items(database) == SEED["other"]


def test_what_was_given_back_is_used_again() -> None:
    world = World()
    asyncio.run(world.after(3, "PutItem"))
    assert {owner for owner, _ in world.engine.tables} == {"HarnessFresh1"}
    assert world.engine.operations.count("CreateTable") == 1


def test_two_at_once_are_two() -> None:
    world = World()

    async def both() -> tuple[Database, Database]:
        return await world.fresh.take(), await world.fresh.take()

    one, other = asyncio.run(both())
    assert world.items(one) is not world.items(other)


def test_calls_in_flight_end_before_it_is_used_again() -> None:
    world = World()

    async def given_back_too_soon() -> int:
        database = await world.fresh.take()
        database.in_flight = 1
        world.fresh.give_back(database)
        await asyncio.sleep(0)
        await world.fresh.take()
        await world.fresh.stop()
        return len({owner for owner, _ in world.engine.tables})

    assert asyncio.run(given_back_too_soon()) == 2
