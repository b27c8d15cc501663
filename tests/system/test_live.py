"""The live view of a running stack, against what a client was told it consumed."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import Up, end, start_up
from tests.system.support import eventually

TABLE = "ao-vivo"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = start_up(tmp_path_factory.mktemp("runs"))
    yield running
    assert end(running) == 0


@pytest.fixture(scope="module")
def client(up: Up) -> Any:
    return up.client("dynamodb")


@pytest.fixture(scope="module")
def consumed(client: Any) -> dict[str, float]:
    """Units by dimension, as the answers say, of calls to a table of one unit a second."""
    client.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
    units = {"read": 0.0, "write": 0.0}
    item = {"id": {"S": "1"}, "dados": {"S": "x" * 3000}}
    for _ in range(5):
        put = client.put_item(TableName=TABLE, Item=item, ReturnConsumedCapacity="TOTAL")
        units["write"] += put["ConsumedCapacity"]["CapacityUnits"]
        got = client.get_item(
            TableName=TABLE, Key={"id": {"S": "1"}}, ReturnConsumedCapacity="TOTAL"
        )
        units["read"] += got["ConsumedCapacity"]["CapacityUnits"]
    return units


def get(up: Up, path: str) -> str:
    with urlopen(f"{up.endpoint}/_harness/{path}", timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def row(up: Up, dimension: str) -> Any:
    (found,) = [
        row
        for row in json.loads(get(up, "capacity"))["capacity"]
        if (row["table"], row["index"], row["dimension"]) == (TABLE, None, dimension)
    ]
    return found


def metrics(up: Up) -> dict[tuple[str, str | None, str | None], float]:
    return {
        (sample.name, sample.labels.get("table"), sample.labels.get("dimension")): sample.value
        for family in text_string_to_metric_families(get(up, "metrics"))
        for sample in family.samples
        if sample.labels.get("index", "") == ""
    }


def test_consumption_is_what_the_answers_said(up: Up, consumed: dict[str, float]):
    for dimension, units in consumed.items():
        assert row(up, dimension)["consumed_units"] == units
        assert row(up, dimension)["provisioned_units"] == 1
    assert consumed["write"] == 15


def test_prometheus_reads_the_same(up: Up, consumed: dict[str, float]):
    found = metrics(up)
    for dimension, units in consumed.items():
        assert found["harness_consumed_capacity_units_total", TABLE, dimension] == units
        assert found["harness_provisioned_capacity_units", TABLE, dimension] == 1


def test_a_table_of_the_template_is_there_before_anybody_used_it(up: Up):
    tables = {row["table"] for row in json.loads(get(up, "capacity"))["capacity"]}
    assert "carros" in tables


def test_the_burst_that_is_left_falls_with_consumption_and_throttling_is_counted(
    up: Up, client: Any, consumed: dict[str, float]
):
    before = row(up, "write")
    assert 250 < before["burst_left_units"] < 300
    big = {"id": {"S": "2"}, "dados": {"S": "x" * 390_000}}
    client.put_item(TableName=TABLE, Item=big)
    assert row(up, "write")["burst_left_units"] < 0
    for _ in range(3):
        with pytest.raises(ClientError, match="ProvisionedThroughputExceededException"):
            client.put_item(TableName=TABLE, Item=big)
    assert row(up, "write")["throttled"] == before["throttled"] + 3
    found = metrics(up)
    assert found["harness_throttled_calls_total", TABLE, "write"] == before["throttled"] + 3
    (anybody,) = [
        function
        for function in json.loads(get(up, "capacity"))["functions"]
        if function["function"] == "client"
    ]
    assert anybody["throttled"] == before["throttled"] + 3
    assert eventually(lambda: row(up, "write")["consumed_last_minute_units"] > 300, 3)


def test_a_scrape_takes_milliseconds(up: Up):
    get(up, "metrics")
    started_s = time.monotonic()
    for _ in range(10):
        get(up, "metrics")
        get(up, "capacity")
    assert time.monotonic() - started_s < 2


def test_other_paths_under_the_prefix_are_told_what_there_is(up: Up):
    with pytest.raises(HTTPError, match="404"):
        get(up, "nonsense")
