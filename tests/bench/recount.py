"""An independent client that counts units from item images, never from ConsumedCapacity.

``python recount.py ENDPOINT TABLE CALLS CLIENTS`` makes the table, sends the calls over so many
connections, and prints as JSON the half-units that the items before and after each call come to.
Single writes of all clients race on the same keys: ReturnValues tells what each replaced. In
transactions and in batches each client has keys of its own, whose items it remembers. It knows
nothing of the harness; the rules are those of docs/metering.md, written once more.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
Item = dict[str, dict[str, str]]

SHARED_KEYS = 200
OWN_KEYS = 12
PROCESSES = 4


def size_bytes(item: Item | None) -> int:
    """The items here have strings only."""
    return sum(
        len(name.encode()) + len(value["S"].encode()) for name, value in (item or {}).items()
    )


def blocks(size: int, block: int) -> int:
    return max(1, -(-size // block))


def read_half_units(size: int, *, strong: bool) -> int:
    return blocks(size, 4096) * (2 if strong else 1)


def index_entry(item: Item | None) -> Item | None:
    """Both indexes are KEYS_ONLY on ``dia`` and the table's own key."""
    if item is None or "dia" not in item:
        return None
    return {name: item[name] for name in ("cliente", "pedido", "dia")}


def index_half_units(before: Item | None, after: Item | None) -> int:
    old, new = index_entry(before), index_entry(after)
    if old == new:
        return 0
    return 2 * sum(blocks(size_bytes(entry), 1024) for entry in (old, new) if entry is not None)


def write_half_units(before: Item | None, after: Item | None, factor: int = 1) -> int:
    table = 2 * factor * blocks(max(size_bytes(before), size_bytes(after)), 1024)
    return table + 2 * index_half_units(before, after)  # a local and a global index


class Connection:
    """HTTP/1.1, one call at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, operation: str, body: Json) -> tuple[int, Json]:
        payload = json.dumps(body).encode()
        self._writer.write(
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-amz-json-1.0\r\n"
            b"x-amz-target: DynamoDB_20120810.%s\r\n"
            b"authorization: AWS4-HMAC-SHA256 Credential=independent/20260101/us-east-1/dynamodb/"
            b"aws4_request, SignedHeaders=host, Signature=none\r\n"
            b"content-length: %d\r\n\r\n%s" % (operation.encode(), len(payload), payload)
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        (length,) = [
            int(line.partition(":")[2])
            for line in head.splitlines()
            if line.lower().startswith("content-length:")
        ]
        return status, json.loads(await self._reader.readexactly(length))


class Client:
    """One of the racing clients. ``own``: what is stored under its own keys."""

    def __init__(self, number: int, table: str, connection: Connection) -> None:
        self.dice = Random(number)
        self.number = number
        self.table = table
        self.connection = connection
        self.own: dict[str, Item] = {}
        self.read = self.written = 0
        self.tokens = 0

    async def run(self, calls: int) -> None:
        for _ in range(calls):
            await self.dice.choice(CALLS)(self)

    async def call(self, operation: str, **body: Any) -> Json:
        status, said = await self.connection.send(operation, {"TableName": self.table} | body)
        if status != 200:
            raise RuntimeError(f"{operation}: {said}")
        return said

    def shared_key(self) -> Item:
        number = self.dice.randrange(SHARED_KEYS)
        return {"cliente": {"S": f"c{number % 20}"}, "pedido": {"S": f"p{number}"}}

    def own_keys(self, count: int) -> list[Item]:
        chosen = self.dice.sample(range(OWN_KEYS), count)
        return [
            {"cliente": {"S": f"own{self.number}"}, "pedido": {"S": f"p{number}"}}
            for number in chosen
        ]

    def attributes(self) -> Item:
        size = self.dice.choice((10, 900, 1100, 2500, 5000))
        day = {"dia": {"S": f"2026-11-{self.dice.randrange(1, 30):02}"}}
        return {"dados": {"S": "x" * size}} | (day if self.dice.random() < 0.6 else {})

    def wrote(self, before: Item | None, after: Item | None, factor: int = 1) -> None:
        self.written += write_half_units(before, after, factor)


async def put(client: Client) -> None:
    item = client.shared_key() | client.attributes()
    said = await client.call("PutItem", Item=item, ReturnValues="ALL_OLD")
    client.wrote(said.get("Attributes"), item)


async def put_new(client: Client) -> None:
    item = client.shared_key() | client.attributes()
    status, said = await client.connection.send(
        "PutItem",
        {
            "TableName": client.table,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(cliente)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
    )
    if status == 200:
        client.wrote(None, item)
    else:
        client.written += 2 * blocks(size_bytes(said["Item"]), 1024)


async def delete(client: Client) -> None:
    said = await client.call("DeleteItem", Key=client.shared_key(), ReturnValues="ALL_OLD")
    client.wrote(said.get("Attributes"), None)


async def update(client: Client) -> None:
    key, changes = client.shared_key(), client.attributes()
    said = await client.call(
        "UpdateItem",
        Key=key,
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in changes),
        ExpressionAttributeValues={f":{name}": value for name, value in changes.items()},
        ReturnValues="ALL_OLD",
    )
    before = said.get("Attributes")
    client.wrote(before, key | (before or {}) | changes)


async def update_legacy(client: Client) -> None:
    key, changes = client.shared_key(), client.attributes()
    updates = {name: {"Action": "PUT", "Value": value} for name, value in changes.items()}
    said = await client.call(
        "UpdateItem", Key=key, AttributeUpdates=updates, ReturnValues="ALL_OLD"
    )
    before = said.get("Attributes")
    client.wrote(before, key | (before or {}) | changes)


async def statement(client: Client) -> None:
    key, size = client.shared_key(), client.dice.choice((10, 1500))
    status, said = await client.connection.send(
        "ExecuteStatement",
        {
            "Statement": f'UPDATE "{client.table}" SET dados = ? '
            "WHERE cliente = ? AND pedido = ? RETURNING ALL OLD *",
            "Parameters": [{"S": "y" * size}, key["cliente"], key["pedido"]],
        },
    )
    if status == 200:
        (before,) = said["Items"]
        client.wrote(before, before | {"dados": {"S": "y" * size}})
    else:
        client.written += 2  # there is no such item


async def get(client: Client) -> None:
    strong = client.dice.random() < 0.5
    said = await client.call("GetItem", Key=client.shared_key(), ConsistentRead=strong)
    client.read += read_half_units(size_bytes(said.get("Item")), strong=strong)


async def query(client: Client) -> None:
    said = await client.call(
        "Query",
        KeyConditionExpression="cliente = :c",
        ExpressionAttributeValues={":c": {"S": f"c{client.dice.randrange(22)}"}},
        Limit=client.dice.randrange(1, 12),
    )
    client.read += read_half_units(sum(map(size_bytes, said["Items"])), strong=False)


async def batch_get(client: Client) -> None:
    keys = {key["pedido"]["S"]: key for key in (client.shared_key() for _ in range(3))}
    said = await client.call(
        "BatchGetItem", RequestItems={client.table: {"Keys": list(keys.values())}}
    )
    items = said["Responses"][client.table]
    client.read += sum(read_half_units(size_bytes(item), strong=False) for item in items)
    client.read += len(keys) - len(items)


async def batch_write(client: Client) -> None:
    requests, changes = [], []
    for key in client.own_keys(3):
        item = None if client.dice.random() < 0.5 else key | client.attributes()
        requests.append(
            {"DeleteRequest": {"Key": key}} if item is None else {"PutRequest": {"Item": item}}
        )
        changes.append((key, item))
    await client.call("BatchWriteItem", RequestItems={client.table: requests})
    _settle(client, changes, factor=1)


async def transact(client: Client) -> None:
    requests, changes, held = [], [], True
    for key in client.own_keys(3):
        request, item, holds = _action(client, key)
        requests.append(request)
        changes.append((key, item))
        held = held and holds
    client.tokens += 1
    body = {
        "TransactItems": requests,
        "ClientRequestToken": f"{client.number}-{client.tokens}",
    }
    status, _ = await client.connection.send("TransactWriteItems", body)
    assert (status == 200) is held
    if not held:
        for key, item in changes:  # charged as though it had succeeded
            client.wrote(client.own.get(key["pedido"]["S"]), item, factor=2)
        return
    images = [(client.own.get(key["pedido"]["S"]), item) for key, item in changes]
    _settle(client, changes, factor=2)
    if client.dice.random() < 0.3:
        await client.call("TransactWriteItems", **body)
        client.read += sum(4 * blocks(max(map(size_bytes, pair)), 4096) for pair in images)


def _action(client: Client, key: Item) -> tuple[Json, Item | None, bool]:
    """A transaction's action, the item after it, and whether its condition holds."""
    named = {"TableName": client.table}
    stored = client.own.get(key["pedido"]["S"])
    kind = client.dice.randrange(3)
    if kind == 0:
        return {"Delete": named | {"Key": key}}, None, True
    if kind == 1:
        item = key | client.attributes()
        return {"Put": named | {"Item": item}}, item, True
    check = {"ConditionExpression": "attribute_exists(cliente)"}
    return {"ConditionCheck": named | {"Key": key} | check}, stored, stored is not None


def _settle(client: Client, changes: list[tuple[Item, Item | None]], factor: int) -> None:
    for key, item in changes:
        name = key["pedido"]["S"]
        client.wrote(client.own.pop(name, None), item, factor)
        if item is not None:
            client.own[name] = item


CALLS: list[Callable[[Client], Awaitable[None]]] = [
    put,
    put_new,
    delete,
    update,
    update_legacy,
    statement,
    get,
    get,
    query,
    batch_get,
    batch_write,
    transact,
]


async def make_table(host: str, port: int, table: str) -> None:
    keys = ("cliente", "pedido", "dia")
    index = {"Projection": {"ProjectionType": "KEYS_ONLY"}}

    def schema(*names: str) -> list[Json]:
        return [
            {"AttributeName": name, "KeyType": role}
            for name, role in zip(names, ("HASH", "RANGE"), strict=False)
        ]

    connection = Connection(*await asyncio.open_connection(host, port))
    status, said = await connection.send(
        "CreateTable",
        {
            "TableName": table,
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": "S"} for name in keys
            ],
            "KeySchema": schema("cliente", "pedido"),
            "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexes": [{"IndexName": "global", "KeySchema": schema("dia")} | index],
            "LocalSecondaryIndexes": [
                {"IndexName": "local", "KeySchema": schema("cliente", "dia")} | index
            ],
        },
    )
    assert status == 200, said


async def clients(host: str, port: int, table: str, calls: int, numbers: range) -> list[int]:
    connected = [
        Client(number, table, Connection(*await asyncio.open_connection(host, port)))
        for number in numbers
    ]
    await asyncio.gather(*(client.run(calls) for client in connected))
    return [sum(client.read for client in connected), sum(client.written for client in connected)]


async def main(endpoint: str, table: str, calls: int, count: int) -> None:
    host, port = urlsplit(endpoint).hostname or "", urlsplit(endpoint).port or 80
    await make_table(host, port, table)
    share = count // PROCESSES
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, __file__, host, str(port), table, str(calls // count)),
            *(str(first * share), str(share)),
            stdout=asyncio.subprocess.PIPE,
        )
        for first in range(PROCESSES)
    ]
    told = [json.loads((await process.communicate())[0]) for process in processes]
    read, written = (sum(units) for units in zip(*told, strict=True))
    print(json.dumps({"read_units": read / 2, "write_units": written / 2}))


if __name__ == "__main__":
    if len(sys.argv) == 5:
        asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    else:
        host, port, table, calls, first, share = sys.argv[1:]
        numbers = range(int(first), int(first) + int(share))
        print(json.dumps(asyncio.run(clients(host, int(port), table, int(calls), numbers))))
