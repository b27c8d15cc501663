"""Limits on real time, as boto3 meets them: how much passes, what a refusal says, who retries."""

import time
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.exceptions import ClientError

from tests.conftest import Up, end, start_up
from tests.system.support import eventually

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/"
PROVISIONED = "ProvisionedThroughputExceededException"
TABLE_SPENT = "TableWriteProvisionedThroughputExceeded"
PARTITION_SPENT = "TableWriteKeyRangeThroughputExceeded"

_keys = map(str, count())


@pytest.fixture(scope="module")
def enforced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    up = start_up(tmp_path_factory.mktemp("enforced"), "--limits", "enforce")
    yield up
    assert end(up) == 0


@pytest.fixture(scope="module")
def client(enforced: Up) -> Any:
    return enforced.client("dynamodb")


def units(read: int, write: int) -> dict[str, Any]:
    return {"ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}}


def make(client: Any, name: str, **throughput: Any) -> str:
    client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        **throughput,
    )
    return name


def new_item(kilobytes: int = 1) -> dict[str, Any]:
    """Not there yet, and of so many WCU."""
    return {"id": {"S": next(_keys)}, "dados": {"B": bytes(kilobytes * 1024 - 100)}}


def put(client: Any, table: str, kilobytes: int = 1) -> tuple[int, set[str]]:
    """The units that it took, or why it was refused."""
    try:
        client.put_item(TableName=table, Item=new_item(kilobytes))
    except client.exceptions.ProvisionedThroughputExceededException as refused:
        return 0, {reason["reason"] for reason in refused.response["ThrottlingReasons"]}
    return kilobytes, set()


def drain(client: Any, table: str) -> None:
    """Bring a new table of 1 WCU into debt for 250 seconds."""
    client.put_item(TableName=table, Item=new_item(299))
    client.put_item(TableName=table, Item=new_item(251))


@pytest.fixture(scope="module")
def drained(client: Any) -> str:
    table = make(client, "vazia", **units(1, 1))
    drain(client, table)
    return table


# how much passes


def test_a_5_wcu_table_takes_1500_units_at_once_and_then_5_a_second(client):
    table = make(client, "cinco", **units(5, 5))
    made_s = time.monotonic()
    burst, reasons = 0, set()
    while TABLE_SPENT not in reasons:  # a partition's ceiling makes the burst last half a second
        taken, reasons = put(client, table, 50 if burst < 1450 else 1)
        burst += taken
    spent_s = time.monotonic()
    assert 1500 <= burst <= 1500 + 5 * (spent_s - made_s) + 1

    granted = 0
    while time.monotonic() < spent_s + 30:
        granted += put(client, table)[0]
        time.sleep(0.005)
    assert granted / (time.monotonic() - spent_s) == pytest.approx(5, rel=0.02)


def test_one_partition_gives_1000_writes_at_once_whatever_the_table_has_saved(client):
    table = make(client, "uma-particao", **units(5, 5))
    items = [new_item(399) for _ in range(3)] + [new_item()]
    requests = [{"PutRequest": {"Item": item}} for item in items]
    answer = client.batch_write_item(RequestItems={table: requests})
    assert answer["UnprocessedItems"] == {table: requests[-1:]}
    assert put(client, table) == (0, {PARTITION_SPENT})


# what a refusal says


def test_a_refusal_names_the_table_and_what_it_ran_out_of(client, drained):
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as refused:
        client.put_item(TableName=drained, Item=new_item())
    said = refused.value.response
    assert said["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert said["Error"]["Code"] == PROVISIONED
    assert said["Error"]["Message"] == (
        "The level of configured provisioned throughput for the table was exceeded. "
        "Consider increasing your provisioning level with the UpdateTable API."
    )
    assert said["ThrottlingReasons"] == [{"reason": TABLE_SPENT, "resource": ARN + drained}]


def test_an_on_demand_maximum_refuses_with_a_throttling_exception(client):
    maximum = {"OnDemandThroughput": {"MaxReadRequestUnits": 1, "MaxWriteRequestUnits": 1}}
    table = make(client, "com-maximo", BillingMode="PAY_PER_REQUEST", **maximum)
    drain(client, table)
    with pytest.raises(client.exceptions.ThrottlingException) as refused:
        client.put_item(TableName=table, Item=new_item())
    said = refused.value.response
    assert said["Error"]["Code"] == "ThrottlingException"
    assert said["Error"]["Message"].startswith(
        "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
    )
    assert said["throttlingReasons"] == [
        {"reason": "TableWriteMaxOnDemandThroughputExceeded", "resource": ARN + table}
    ]


# who retries: measured with botocore 1.44.5 (facts of 2026-11)


class Attempts:
    """Counts what a client sends."""

    def __init__(self, client: Any) -> None:
        self.sent = 0
        client.meta.events.register("before-send.dynamodb", self._count)

    def _count(self, **_: object) -> None:
        self.sent += 1


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What botocore would have slept between attempts, instead of sleeping."""
    pauses: list[float] = []
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=pauses.append))
    return pauses


@pytest.mark.parametrize(
    ("mode", "attempts", "longest"),
    [
        ("legacy", 10, [0.05 * 2**n for n in range(9)]),
        ("standard", 4, [1, 2, 4]),
        ("adaptive", 4, [1, 2, 4]),
    ],
)
def test_boto3_tries_as_often_as_against_aws(enforced, drained, slept, mode, attempts, longest):
    client = enforced.client("dynamodb", retries={"mode": mode})
    seen = Attempts(client)
    with pytest.raises(ClientError) as refused:
        client.put_item(TableName=drained, Item=new_item())
    assert seen.sent == attempts
    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == attempts - 1
    assert len(slept) == attempts - 1
    assert all(pause <= most for pause, most in zip(slept, longest, strict=True))
    if mode == "legacy":
        assert slept == longest


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_boto3_does_not_repeat_a_cancelled_transaction(enforced, drained, slept, mode):
    client = enforced.client("dynamodb", retries={"mode": mode})
    seen = Attempts(client)
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": drained, "Item": new_item()}}]
        )
    assert (seen.sent, slept) == (1, [])


# batches and transactions


def test_a_batch_of_writes_is_done_in_part_and_raises_only_where_nothing_is(client):
    table = make(client, "lote-escrita", **units(1, 1))
    put(client, table, 299)
    requests = [{"PutRequest": {"Item": new_item()}} for _ in range(25)]
    answer = client.batch_write_item(RequestItems={table: requests}, ReturnConsumedCapacity="TOTAL")
    written = int(answer["ConsumedCapacity"][0]["CapacityUnits"])
    assert 1 <= written < 25
    assert answer["UnprocessedItems"] == {table: requests[written:]}
    assert client.scan(TableName=table, Select="COUNT")["Count"] == 1 + written

    assert eventually(lambda: put(client, table, 251)[0], 10)
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as refused:
        client.batch_write_item(RequestItems={table: requests})
    assert refused.value.response["ThrottlingReasons"] == [
        {"reason": TABLE_SPENT, "resource": ARN + table}
    ]


def test_a_batch_of_reads_is_done_in_part_and_raises_only_where_nothing_is(client):
    table = make(client, "lote-leitura", **units(1, 999))
    large, small = new_item(4 * 99), new_item()
    for item in (large, small):
        client.put_item(TableName=table, Item=item)

    def read(item: dict[str, Any]) -> bool:
        try:
            client.get_item(TableName=table, Key={"id": item["id"]}, ConsistentRead=True)
        except client.exceptions.ProvisionedThroughputExceededException:
            return False
        return True

    assert all(map(read, [large, large, large, small, small]))  # 299 of 300
    keys = [{"id": {"S": f"nenhum-{number}"}} for number in range(24)] + [{"id": small["id"]}]
    ask = {table: {"Keys": keys, "ConsistentRead": True}}
    answer = client.batch_get_item(RequestItems=ask, ReturnConsumedCapacity="TOTAL")
    passed = int(answer["ConsumedCapacity"][0]["CapacityUnits"])
    assert 1 <= passed < 25
    assert answer["UnprocessedKeys"] == {table: {"Keys": keys[passed:], "ConsistentRead": True}}

    assert eventually(lambda: read(large), 10)
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as refused:
        client.batch_get_item(RequestItems=ask)
    assert refused.value.response["ThrottlingReasons"] == [
        {"reason": "TableReadProvisionedThroughputExceeded", "resource": ARN + table}
    ]


@pytest.mark.parametrize("throughput", [units(5, 5), {"BillingMode": "PAY_PER_REQUEST"}])
def test_a_transaction_of_almost_4_mb_passes_on_a_new_table(client, throughput):
    """As in every run on AWS: paritysuite, transactionLimits (2026-05)."""
    name = make(client, f"quase-4-mb-{len(throughput)}-{next(_keys)}", **throughput)
    puts = [
        {"Put": {"TableName": name, "Item": {"id": {"S": next(_keys)}, "x": {"S": "x" * 350_000}}}}
        for _ in range(10)
    ]
    answer = client.transact_write_items(TransactItems=puts, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"][0]["CapacityUnits"] == 6_840
    client.delete_table(TableName=name)


def test_a_transaction_is_cancelled_as_a_whole_with_a_reason_for_each_action(client, drained):
    wide = make(client, "larga", **units(5, 100))
    tables = [wide, drained, wide]
    with pytest.raises(client.exceptions.TransactionCanceledException) as cancelled:
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": name, "Item": new_item()}} for name in tables]
        )
    said = cancelled.value.response
    reasons = said["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == [
        "None",
        "ProvisionedThroughputExceeded",
        "None",
    ]
    assert reasons[1]["Message"].startswith("The level of configured provisioned throughput")
    assert "Message" not in reasons[0]
    assert said["Error"]["Message"].endswith("[None, ProvisionedThroughputExceeded, None]")
    assert client.scan(TableName=wide, Select="COUNT")["Count"] == 0
