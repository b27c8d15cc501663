"""The ledger's units against what item images come to, while clients race on the same keys."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.bench.recount import size_bytes, write_half_units
from tests.conftest import Up, end, recounted_units, start_up, units_of_report

RACERS = 32
CALLS_EACH = 12
KEYS = 8


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    up = start_up(tmp_path, "--limits", "off")
    yield up
    if up.process.poll() is None:
        end(up)


def test_mixed_calls_of_32_clients_that_race_are_charged_by_their_items(up: Up) -> None:
    recounted = recounted_units(up, "recount", 1_600)
    assert end(up) == 0
    assert units_of_report(up, "recount") == recounted


class Racer:
    """Writes a few items of other sizes, alone and in transactions, in the others' way.

    Every item written by a transaction says so in ``v``; only transactions delete from ``t``.
    """

    def __init__(self, number: int, client: Any) -> None:
        self.dice = Random(number)
        self.client = client
        self.missed = self.deleted = 0

    def run(self) -> "Racer":
        for _ in range(CALLS_EACH):
            self.dice.choice((self.put, self.delete, self.transact, self.transact))()
        return self

    def item(self, group: str, by: str) -> dict[str, Any]:
        size = self.dice.choice((10, 1500, 2600))
        stamp = f"{by}{self.dice.getrandbits(64):016x}"
        return self.key(group) | {"v": {"S": stamp}, "dados": {"S": "x" * size}}

    def key(self, group: str) -> dict[str, Any]:
        return {"id": {"S": f"{group}{self.dice.randrange(KEYS)}"}}

    def put(self) -> None:
        self.client.put_item(TableName="race", Item=self.item(self.dice.choice("st"), "s"))

    def delete(self) -> None:
        key = self.key("s")
        said = self.client.delete_item(TableName="race", Key=key, ReturnValues="ALL_OLD")
        self.missed += "Attributes" not in said

    def transact(self) -> None:
        one, other = self.item("s", "t"), self.item("t", "t")
        actions = [{"Put": {"TableName": "race", "Item": one}}]
        if self.dice.random() < 0.5:
            actions.append({"Put": {"TableName": "race", "Item": other}})
        else:
            actions.append({"Delete": {"TableName": "race", "Key": {"id": other["id"]}}})
            self.deleted += 1
        self.client.transact_write_items(TransactItems=actions)


def test_writes_that_race_are_charged_by_what_the_stream_says_they_replaced(up: Up) -> None:
    client = up.client("dynamodb", max_pool_connections=RACERS)
    client.create_table(
        TableName="race",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    with ThreadPoolExecutor(RACERS) as pool:
        racers = list(pool.map(Racer.run, [Racer(number, client) for number in range(RACERS)]))
    changes = [record["dynamodb"] for record in records(up)]
    # Deleting what is not there has a record too, with neither; those are counted by the racers.
    images = [
        (change.get("OldImage"), change.get("NewImage"))
        for change in changes
        if change.keys() & {"OldImage", "NewImage"}
    ]
    by_transactions = [image for image in images if _by_transaction(*image)]
    alone = [image for image in images if not _by_transaction(*image)]
    half_units = sum(write_half_units(*image) for image in alone)
    half_units += sum(write_half_units(*image, factor=2) for image in by_transactions)
    half_units += 2 * sum(racer.missed for racer in racers)
    half_units += 4 * (sum(racer.deleted for racer in racers) - len(_removed(by_transactions)))
    assert end(up) == 0
    assert len(alone) > RACERS < len(by_transactions)
    assert max(size_bytes(before) for before, _ in images) > 2_500
    assert units_of_report(up, "race")["write_units"] == half_units / 2


def _by_transaction(before: Any, after: Any) -> bool:
    return after["v"]["S"].startswith("t") if after else before["id"]["S"].startswith("t")


def _removed(images: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [image for image in images if image[1] is None]


def records(up: Up) -> list[dict[str, Any]]:
    """All of the table's stream, read until it has no more."""
    streams = up.client("dynamodbstreams")
    (stream,) = streams.list_streams(TableName="race")["Streams"]
    description = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
    found: list[dict[str, Any]] = []
    for shard in description["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=stream["StreamArn"],
            ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )["ShardIterator"]
        empty = 0
        while iterator and empty < 3:
            page = streams.get_records(ShardIterator=iterator)
            found += page["Records"]
            empty = 0 if page["Records"] else empty + 1
            iterator = page.get("NextShardIterator")
    return found
