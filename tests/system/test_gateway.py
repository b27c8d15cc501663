"""DynamoDB behind the endpoint, as boto3 sees it: every operation, its capacity, its throttling."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from harness.ledger.reader import LedgerReader
from harness.model.entry import CallEntry
from tests.conftest import Up, end, start_up, units_of_mixed_calls, units_of_report
from tests.system.support import eventually

Item = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def client(stack: Up) -> Any:
    return stack.client("dynamodb")


@pytest.fixture(scope="module")
def table(client) -> Iterator[str]:
    """A table with a stream, a global and a local index."""
    client.create_table(
        TableName="pedidos",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("cliente", "pedido", "dia")
        ],
        KeySchema=_key("cliente", "pedido"),
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        GlobalSecondaryIndexes=[
            {
                "IndexName": "por-dia",
                "KeySchema": _key("dia"),
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
            }
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "do-cliente-por-dia",
                "KeySchema": _key("cliente", "dia"),
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    yield "pedidos"
    client.delete_table(TableName="pedidos")
    assert "pedidos" not in client.list_tables()["TableNames"]


def _key(*names: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": name, "KeyType": role}
        for name, role in zip(names, ("HASH", "RANGE"), strict=False)
    ]


def key(number: int) -> Item:
    return {"cliente": {"S": "c1"}, "pedido": {"S": f"p{number}"}}


def item(number: int, **more: dict[str, Any]) -> Item:
    return key(number) | {"dia": {"S": "2026-11-23"}} | more


# every operation that the engine has


def test_items_are_put_got_updated_and_deleted(client, table):
    client.put_item(TableName=table, Item=item(1))
    updated = client.update_item(
        TableName=table,
        Key=key(1),
        UpdateExpression="SET n = :n",
        ExpressionAttributeValues={":n": {"N": "7"}},
        ReturnValues="ALL_NEW",
    )
    assert updated["Attributes"] == item(1, n={"N": "7"})
    assert client.get_item(TableName=table, Key=key(1))["Item"] == item(1, n={"N": "7"})
    client.delete_item(TableName=table, Key=key(1))
    assert "Item" not in client.get_item(TableName=table, Key=key(1))


def test_a_table_and_its_indexes_are_queried_and_scanned(client, table):
    client.put_item(TableName=table, Item=item(2))
    for index, attribute, value in (
        (None, "cliente", "c1"),
        ("por-dia", "dia", "2026-11-23"),
        ("do-cliente-por-dia", "cliente", "c1"),
    ):
        found = client.query(
            TableName=table,
            KeyConditionExpression=f"{attribute} = :v",
            ExpressionAttributeValues={":v": {"S": value}},
            **({} if index is None else {"IndexName": index}),
        )
        assert found["Items"] == [item(2)]
    assert client.scan(TableName=table)["Items"] == [item(2)]
    client.delete_item(TableName=table, Key=key(2))


def test_batches_write_and_get_over_tables(client, table):
    car = {"placa": {"S": "BAT0C01"}}
    unprocessed = client.batch_write_item(
        RequestItems={
            table: [{"PutRequest": {"Item": item(number)}} for number in (3, 4)],
            "carros": [{"PutRequest": {"Item": car}}],
        }
    )["UnprocessedItems"]
    assert unprocessed == {}
    got = client.batch_get_item(
        RequestItems={table: {"Keys": [key(3), key(4)]}, "carros": {"Keys": [car]}}
    )["Responses"]
    assert sorted(one["pedido"]["S"] for one in got[table]) == ["p3", "p4"]
    assert got["carros"] == [car]
    client.batch_write_item(
        RequestItems={table: [{"DeleteRequest": {"Key": key(number)}} for number in (3, 4)]}
    )


def test_a_transaction_writes_all_or_nothing_and_reads(client, table):
    client.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": table, "Item": item(5)}},
            {"Put": {"TableName": table, "Item": item(6)}},
        ]
    )
    read = client.transact_get_items(
        TransactItems=[{"Get": {"TableName": table, "Key": key(number)}} for number in (5, 6)]
    )
    assert [one["Item"] for one in read["Responses"]] == [item(5), item(6)]
    with pytest.raises(client.exceptions.TransactionCanceledException) as cancelled:
        client.transact_write_items(
            TransactItems=[
                {"Delete": {"TableName": table, "Key": key(5)}},
                {
                    "ConditionCheck": {
                        "TableName": table,
                        "Key": key(6),
                        "ConditionExpression": "attribute_not_exists(cliente)",
                    }
                },
            ]
        )
    codes = [reason["Code"] for reason in cancelled.value.response["CancellationReasons"]]
    assert codes == ["None", "ConditionalCheckFailed"]
    assert "Item" in client.get_item(TableName=table, Key=key(5))


def test_partiql_reads_and_writes_alone_in_batches_and_in_transactions(client, table):
    insert = f"INSERT INTO {table} VALUE {{'cliente': 'c9', 'pedido': ?, 'dia': '2026-01-01'}}"
    select = f"SELECT pedido FROM {table} WHERE cliente = 'c9'"
    client.execute_statement(Statement=insert, Parameters=[{"S": "a"}])
    client.batch_execute_statement(Statements=[{"Statement": insert, "Parameters": [{"S": "b"}]}])
    client.execute_transaction(
        TransactStatements=[{"Statement": insert, "Parameters": [{"S": "c"}]}]
    )
    found = client.execute_statement(Statement=select)["Items"]
    assert [one["pedido"]["S"] for one in found] == ["a", "b", "c"]


def test_a_table_s_stream_tells_what_happened_to_an_item(stack, client, table):
    streams = stack.client("dynamodbstreams")
    (stream,) = streams.list_streams(TableName=table)["Streams"]
    arn = stream["StreamArn"]
    shards = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterators = [
        streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
        )["ShardIterator"]
        for shard in shards
    ]
    client.put_item(TableName=table, Item=item(7))
    client.delete_item(TableName=table, Key=key(7))
    records = [
        record
        for iterator in iterators
        for record in streams.get_records(ShardIterator=iterator)["Records"]
    ]
    assert [record["eventName"] for record in records] == ["INSERT", "REMOVE"]
    assert records[0]["dynamodb"]["NewImage"] == item(7)


def test_time_to_live_can_be_set_and_read(client, table):
    setting = {"Enabled": True, "AttributeName": "expira"}
    client.update_time_to_live(TableName=table, TimeToLiveSpecification=setting)
    described = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expira"}


def test_limits_are_described(client):
    assert client.describe_limits()["TableMaxWriteCapacityUnits"] > 0


def test_an_index_is_added_and_removed_at_run_time(client, table):
    create = {
        "IndexName": "por-pedido",
        "KeySchema": _key("pedido"),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    }
    client.update_table(
        TableName=table,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("cliente", "pedido", "dia")
        ],
        GlobalSecondaryIndexUpdates=[{"Create": create}],
    )

    def indexes() -> set[str]:
        described = client.describe_table(TableName=table)["Table"]
        return {
            index["IndexName"]
            for index in described["GlobalSecondaryIndexes"]
            if index["IndexStatus"] == "ACTIVE"
        }

    assert eventually(lambda: indexes() == {"por-dia", "por-pedido"}, 5)
    consumed = client.put_item(TableName=table, Item=item(8), ReturnConsumedCapacity="INDEXES")[
        "ConsumedCapacity"
    ]
    assert set(consumed["GlobalSecondaryIndexes"]) == {"por-dia", "por-pedido"}
    client.update_table(
        TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "por-pedido"}}]
    )
    assert eventually(lambda: indexes() == {"por-dia"}, 5)


def test_the_engine_s_errors_come_through(client, table):
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(TableName="nao-existe", Key=key(1))
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        client.put_item(
            TableName=table, Item=item(1), ConditionExpression="attribute_exists(cliente)"
        )
    with pytest.raises(ClientError, match="ValidationException"):
        client.put_item(TableName=table, Item={"cliente": {"S": ""}})


# consumed capacity: as much of it as was asked for


def _calls(client: Any, table: str) -> dict[str, Callable[..., Any]]:
    by_day = {
        "KeyConditionExpression": "dia = :v",
        "ExpressionAttributeValues": {":v": {"S": "2026-11-23"}},
    }
    batch_put = {table: [{"PutRequest": {"Item": item(9)}}]}
    return {
        "put": lambda **ask: client.put_item(TableName=table, Item=item(9), **ask),
        "get": lambda **ask: client.get_item(TableName=table, Key=key(9), **ask),
        "query": lambda **ask: client.query(TableName=table, IndexName="por-dia", **by_day, **ask),
        "scan": lambda **ask: client.scan(TableName=table, **ask),
        "batch write": lambda **ask: client.batch_write_item(RequestItems=batch_put, **ask),
        "batch get": lambda **ask: client.batch_get_item(
            RequestItems={table: {"Keys": [key(9)]}}, **ask
        ),
        "transact get": lambda **ask: client.transact_get_items(
            TransactItems=[{"Get": {"TableName": table, "Key": key(9)}}], **ask
        ),
        "delete": lambda **ask: client.delete_item(TableName=table, Key=key(9), **ask),
    }


KINDS = ("put", "get", "query", "scan", "batch write", "batch get", "transact get", "delete")


@pytest.mark.parametrize("ask", [{}, {"ReturnConsumedCapacity": "NONE"}])
@pytest.mark.parametrize("kind", KINDS)
def test_capacity_that_was_not_asked_for_is_not_shown(client, table, kind, ask):
    assert "ConsumedCapacity" not in _calls(client, table)[kind](**ask)


@pytest.mark.parametrize("kind", KINDS)
def test_total_is_a_number_and_indexes_is_by_table_and_index(client, table, kind):
    call = _calls(client, table)[kind]
    total = call(ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
    detailed = call(ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    several = kind.startswith(("batch", "transact"))
    assert isinstance(total, list) is isinstance(detailed, list) is several
    for one in total if several else [total]:
        assert set(one) - {"ReadCapacityUnits", "WriteCapacityUnits"} == {
            "TableName",
            "CapacityUnits",
        }
    for one in detailed if several else [detailed]:
        parts = [one["Table"]]
        for member in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            parts += one.get(member, {}).values()
        assert one["CapacityUnits"] == sum(part["CapacityUnits"] for part in parts)


# throttling


@pytest.fixture(scope="module")
def enforced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    up = start_up(tmp_path_factory.mktemp("enforced"), "--limits", "enforce")
    yield up
    assert end(up) == 0


def _narrow(client: Any, name: str) -> None:
    client.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "grupo", "AttributeType": "S"},
        ],
        KeySchema=_key("id"),
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 1},
        GlobalSecondaryIndexes=[
            {
                "IndexName": "por-grupo",
                "KeySchema": _key("grupo"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            }
        ],
    )


def _put(client: Any, table: str, **more: dict[str, Any]) -> Any:
    return client.put_item(TableName=table, Item={"id": {"S": "a"}} | more)


def _drain(client: Any, table: str) -> None:
    """The 300 units of burst that a fresh table with 1 WCU has, and a little more."""
    _put(client, table, dados={"S": "x" * 340 * 1024})


def _repeat(call: Callable[[], object], times: int) -> None:
    for _ in range(times):
        call()


def test_an_emptied_bucket_refuses_writes_in_aws_s_words(enforced):
    client = enforced.client("dynamodb")
    _narrow(client, "estreita")
    _drain(client, "estreita")
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as refused:
        _put(client, "estreita")
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert answer["Error"]["Message"].startswith("The level of configured provisioned throughput")
    assert answer["ThrottlingReasons"] == [
        {
            "reason": "TableWriteProvisionedThroughputExceeded",
            "resource": "arn:aws:dynamodb:us-east-1:123456789012:table/estreita",
        }
    ]


def test_reads_pass_where_only_writes_are_used_up(enforced):
    client = enforced.client("dynamodb")
    _narrow(client, "so-leitura")
    _drain(client, "so-leitura")
    assert "Item" in client.get_item(TableName="so-leitura", Key={"id": {"S": "a"}})
    assert client.scan(TableName="so-leitura")["Count"] == 1


def test_a_raise_by_update_table_lets_writes_pass_again(enforced):
    client = enforced.client("dynamodb")
    _narrow(client, "alargada")
    _drain(client, "alargada")
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        _put(client, "alargada")
    client.update_table(
        TableName="alargada",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 1000},
    )

    def passes() -> bool:
        try:
            return bool(_put(client, "alargada"))
        except client.exceptions.ProvisionedThroughputExceededException:
            return False

    assert eventually(passes, 5)


def test_an_emptied_index_refuses_writes_and_is_named(enforced):
    client = enforced.client("dynamodb")
    _narrow(client, "indice")
    client.update_table(
        TableName="indice",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 1000},
    )
    numbers = itertools.count()

    def change_key() -> Any:  # which is two writes in the index
        return _put(client, "indice", grupo={"S": str(next(numbers))})

    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as refused:
        _repeat(change_key, times=200)
    assert next(numbers) > 150
    assert refused.value.response["ThrottlingReasons"] == [
        {
            "reason": "IndexWriteProvisionedThroughputExceeded",
            "resource": "arn:aws:dynamodb:us-east-1:123456789012:table/indice/index/por-grupo",
        }
    ]


def test_an_sdk_that_retries_waits_a_throttle_out(enforced):
    strict = enforced.client("dynamodb")
    # botocore sleeps at random: its default of 4 attempts are over in less than the second that is
    # needed here in one run of fifty.
    retries = {"mode": "standard", "total_max_attempts": 8}
    patient = enforced.client("dynamodb", retries=retries)
    _narrow(strict, "paciente")
    _put(strict, "paciente", dados={"S": "x" * 300 * 1024})  # 301 units: a second's worth too many
    with pytest.raises(strict.exceptions.ProvisionedThroughputExceededException):
        _put(strict, "paciente")
    answer = _put(patient, "paciente")
    assert answer["ResponseMetadata"]["RetryAttempts"] > 0


def test_with_limits_off_nothing_is_refused(client):
    _narrow(client, "sem-limite")
    _drain(client, "sem-limite")
    assert _put(client, "sem-limite")["ResponseMetadata"]["HTTPStatusCode"] == 200
    client.delete_table(TableName="sem-limite")


# the ledger; 20,000 calls are in tests/bench


def test_the_ledger_holds_what_the_answers_said(stack):
    summed, calls = units_of_mixed_calls(stack, "muitos-pedidos", 1_000)

    def recorded() -> int:
        entries = LedgerReader(stack.run / "ledger.jsonl")
        calls = (entry for entry in entries if isinstance(entry, CallEntry))
        return sum(call.tables == ("muitos-pedidos",) for call in calls)

    assert eventually(lambda: recorded() == calls, 2)
    assert units_of_report(stack, "muitos-pedidos") == summed
