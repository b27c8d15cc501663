from typing import Any

from harness.dynamodb.protocol.action import actions_of
from harness.dynamodb.protocol.item_collection import with_metrics
from tests.unit.dynamodb.lot import find

KEY = {"placa": {"S": "A"}, "n": {"N": "1"}}
METRIC = {"ItemCollectionKey": {"placa": {"S": "A"}}, "SizeEstimateRangeGB": [0.0, 1.0]}


def metrics(operation: str, **body: Any) -> Any:
    body |= {"ReturnItemCollectionMetrics": "SIZE"}
    answer = with_metrics(operation, body, actions_of(operation, body, find) or (), {})
    return answer.get("ItemCollectionMetrics")


def test_a_write_to_a_table_with_a_local_index_has_its_collection() -> None:
    assert metrics("PutItem", TableName="lot", Item=KEY) == METRIC


def test_a_table_without_one_has_none() -> None:
    assert metrics("PutItem", TableName="other", Item=KEY) is None


def test_nobody_who_did_not_ask_is_told() -> None:
    body = {"TableName": "lot", "Item": KEY}
    actions = actions_of("PutItem", body, find) or ()
    assert with_metrics("PutItem", body, actions, {}) == {}


def test_a_batch_names_each_collection_once_by_table() -> None:
    puts = [{"PutRequest": {"Item": KEY | {"n": {"N": n}}}} for n in "12"]
    assert metrics("BatchWriteItem", RequestItems={"lot": puts}) == {"lot": [METRIC]}
