"""An independent client: mixed calls from many threads to a table with a global and a local index.

``python mixed_calls.py ENDPOINT TABLE CALLS CLIENTS`` makes the table, sends the calls with boto3
and prints, as JSON, what the answers' ReturnConsumedCapacity=TOTAL add up to. It knows nothing of
the harness.
"""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import boto3
from botocore.config import Config

Call = Callable[[Any, str, Random], dict[str, Any]]

TOTAL = {"ReturnConsumedCapacity": "TOTAL"}


def key(dice: Random) -> dict[str, Any]:
    return {"cliente": {"S": f"c{dice.randrange(20)}"}, "pedido": {"S": f"p{dice.randrange(50)}"}}


def item(dice: Random) -> dict[str, Any]:
    """Up to 6 KB, so that units are not all one; a third is in no index."""
    day = {"dia": {"S": f"2026-11-{dice.randrange(1, 30):02}"}} if dice.randrange(3) else {}
    return key(dice) | day | {"dados": {"S": "x" * dice.choice((10, 500, 1500, 6000))}}


def query(attribute: str, value: str, **more: Any) -> dict[str, Any]:
    values = {":v": {"S": value}}
    condition = {"KeyConditionExpression": f"{attribute} = :v", "ExpressionAttributeValues": values}
    return condition | {"Limit": 4} | more


def put(client: Any, table: str, dice: Random) -> dict[str, Any]:
    return client.put_item(TableName=table, Item=item(dice), **TOTAL)


def get(client: Any, table: str, dice: Random) -> dict[str, Any]:
    strong = dice.random() < 0.5
    return client.get_item(TableName=table, Key=key(dice), ConsistentRead=strong, **TOTAL)


def update(client: Any, table: str, dice: Random) -> dict[str, Any]:
    return client.update_item(
        TableName=table,
        Key=key(dice),
        UpdateExpression="SET dia = :d",
        ExpressionAttributeValues={":d": {"S": f"2026-11-{dice.randrange(1, 30):02}"}},
        **TOTAL,
    )


def delete(client: Any, table: str, dice: Random) -> dict[str, Any]:
    return client.delete_item(TableName=table, Key=key(dice), **TOTAL)


def query_table(client: Any, table: str, dice: Random) -> dict[str, Any]:
    return client.query(TableName=table, **query("cliente", f"c{dice.randrange(20)}"), **TOTAL)


def query_global(client: Any, table: str, dice: Random) -> dict[str, Any]:
    condition = query("dia", f"2026-11-{dice.randrange(1, 30):02}", IndexName="por-dia")
    return client.query(TableName=table, **condition, **TOTAL)


def query_local(client: Any, table: str, dice: Random) -> dict[str, Any]:
    condition = query("cliente", f"c{dice.randrange(20)}", IndexName="do-cliente-por-dia")
    return client.query(TableName=table, Select="ALL_ATTRIBUTES", **condition, **TOTAL)


def scan(client: Any, table: str, dice: Random) -> dict[str, Any]:
    return client.scan(TableName=table, Limit=5, **TOTAL)


def batch_write(client: Any, table: str, dice: Random) -> dict[str, Any]:
    items = {(one["cliente"]["S"], one["pedido"]["S"]): one for one in (item(dice), item(dice))}
    requests = [{"PutRequest": {"Item": one}} for one in items.values()]
    return client.batch_write_item(RequestItems={table: requests}, **TOTAL)


def batch_get(client: Any, table: str, dice: Random) -> dict[str, Any]:
    keys = {(one["cliente"]["S"], one["pedido"]["S"]): one for one in (key(dice), key(dice))}
    return client.batch_get_item(RequestItems={table: {"Keys": list(keys.values())}}, **TOTAL)


READING: list[Call] = [get, query_table, query_global, query_local, scan, batch_get]
WRITING: list[Call] = [put, update, delete, batch_write]


def make_table(client: Any, table: str) -> None:
    def keys(*names: str) -> list[dict[str, str]]:
        return [
            {"AttributeName": name, "KeyType": role}
            for name, role in zip(names, ("HASH", "RANGE"), strict=False)
        ]

    index = {"Projection": {"ProjectionType": "KEYS_ONLY"}}
    client.create_table(
        TableName=table,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("cliente", "pedido", "dia")
        ],
        KeySchema=keys("cliente", "pedido"),
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[{"IndexName": "por-dia", "KeySchema": keys("dia")} | index],
        LocalSecondaryIndexes=[
            {"IndexName": "do-cliente-por-dia", "KeySchema": keys("cliente", "dia")} | index
        ],
    )


def half_units(answer: dict[str, Any]) -> int:
    consumed = answer["ConsumedCapacity"]
    entries = consumed if isinstance(consumed, list) else [consumed]
    return sum(round(entry["CapacityUnits"] * 2) for entry in entries)


def send(client: Any, table: str, calls: int, seed: int) -> tuple[int, int]:
    """Half-units read and written."""
    dice = Random(seed)
    read = written = 0
    for _ in range(calls):
        if dice.random() < 0.5:
            written += half_units(dice.choice(WRITING)(client, table, dice))
        else:
            read += half_units(dice.choice(READING)(client, table, dice))
    return read, written


def main(endpoint: str, table: str, calls: int, clients: int) -> None:
    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="independent",
        aws_secret_access_key="independent",
        config=Config(
            max_pool_connections=clients,
            parameter_validation=False,
            retries={"total_max_attempts": 1},
        ),
    )
    make_table(client, table)
    with ThreadPoolExecutor(clients) as threads:
        sums = list(
            threads.map(lambda seed: send(client, table, calls // clients, seed), range(clients))
        )
    read, written = (sum(column) / 2 for column in zip(*sums, strict=True))
    json.dump({"read_units": read, "write_units": written}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
