from typing import Any

import pytest

from harness.dynamodb.protocol import meter
from harness.dynamodb.protocol.action import Action, actions_of
from harness.dynamodb.protocol.meter import Image
from harness.model.charge import Arm
from harness.model.item import Item
from tests.unit.dynamodb.lot import find


def item(plate: str, size_bytes: int = 100) -> Item:
    return {"placa": {"S": plate}, "x": {"S": "x" * (size_bytes - 5 - len(plate) - 1)}}


def key(plate: str) -> Item:
    return {"placa": {"S": plate}}


def transaction(*members: dict[str, Any]) -> tuple[Action, ...]:
    named = [
        {kind: {"TableName": "other"} | request for kind, request in member.items()}
        for member in members
    ]
    return actions_of("TransactWriteItems", {"TransactItems": named}, find) or ()


def put(plate: str, size_bytes: int) -> dict[str, Any]:
    return {"Put": {"Item": item(plate, size_bytes)}}


def written(half_units: int) -> tuple[Arm, ...]:
    return (Arm("other", None, write_half_units=half_units),)


@pytest.mark.parametrize(
    ("sizes_bytes", "units"),
    [([100, 100], 4), ([100] * 25, 50), ([2560] * 3, 18), ([100, 1536, 1536], 10)],
)
def test_a_transactions_puts_are_doubled_and_added_up(sizes_bytes: list[int], units: int) -> None:
    actions = transaction(*(put(f"P{n}", size) for n, size in enumerate(sizes_bytes)))
    images = [Image(None, action.item) for action in actions]
    assert meter.of_images("TransactWriteItems", actions, images) == written(units * 2)


def test_a_condition_check_costs_twice_what_it_looks_at() -> None:
    actions = transaction({"ConditionCheck": {"Key": key("A")}})
    stored = item("A", 3000)
    assert meter.of_images("TransactWriteItems", actions, [Image(stored, None)]) == written(12)
    assert meter.of_images("TransactWriteItems", actions, [Image(None, None)]) == written(4)


def test_a_replay_consumes_reads_by_the_larger_image() -> None:
    actions = transaction(put("A", 1536), {"Delete": {"Key": key("B")}})
    images = [Image(None, item("A", 1536)), Image(item("B", 9000), None)]
    assert meter.of_replay(actions, images) == (Arm("other", None, read_half_units=4 + 12),)


def test_a_cancelled_transaction_consumes_as_though_it_had_succeeded() -> None:
    actions = transaction(
        put("A", 1536), {"Delete": {"Key": key("B")}}, {"Update": {"Key": key("C")}}
    )
    stored = [None, item("B", 3000), item("C", 2000)]
    images = [Image(before, before) for before in stored]
    assert meter.of_error(meter.CANCELLED, actions, images) == written(8 + 12 + 8)


def test_a_failed_condition_is_charged_by_the_item_that_is_there() -> None:
    (action,) = actions_of("PutItem", {"TableName": "other", "Item": item("A")}, find) or ()
    assert meter.of_failed_condition(action, item("A", 3000)) == written(6)
    assert meter.of_failed_condition(action, None) == written(2)


@pytest.mark.parametrize(("strong", "half_units"), [(False, 1), (True, 2)])
def test_a_search_that_reads_nothing_consumes_the_least(strong: bool, half_units: int) -> None:
    body = {"TableName": "lot", "IndexName": "cpf-all", "ConsistentRead": strong}
    actions = actions_of("Query", body, find) or ()
    nothing = {"TableName": "lot", "CapacityUnits": 0.0, "Table": {"CapacityUnits": 0.0}}
    assert meter.of_answer("Query", actions, {"ConsumedCapacity": nothing}) == (
        Arm("lot", "cpf-all", read_half_units=half_units),
    )


def test_a_batch_consumes_the_least_for_each_missing_key() -> None:
    keys = [key("A"), key("B"), key("C"), key("D")]
    body = {"RequestItems": {"other": {"Keys": keys, "ConsistentRead": True}}}
    answer = {
        "Responses": {"other": [item("A")]},
        "UnprocessedKeys": {"other": {"Keys": [key("D")]}},
        "ConsumedCapacity": [{"TableName": "other", "CapacityUnits": 1.0}],
    }
    actions = actions_of("BatchGetItem", body, find) or ()
    assert meter.of_answer("BatchGetItem", actions, answer) == (
        Arm("other", None, read_half_units=2 + 2 * 2),
    )


@pytest.mark.parametrize(
    ("name", "body", "needed"),
    [
        ("PutItem", {"TableName": "other", "Item": item("A")}, False),
        ("UpdateItem", {"TableName": "other", "Key": key("A")}, False),
        ("UpdateItem", {"TableName": "other", "Key": key("A"), "AttributeUpdates": {}}, True),
        ("PutItem", {"TableName": "other", "Item": item("A"), "Expected": {}}, True),
        (
            "BatchWriteItem",
            {"RequestItems": {"other": [{"PutRequest": {"Item": item("A")}}]}},
            False,
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"other": [{"DeleteRequest": {"Key": key("A")}}]}},
            True,
        ),
    ],
)
def test_items_are_read_only_where_the_engine_is_wrong(
    name: str, body: dict[str, Any], needed: bool
) -> None:
    assert meter.needs_images(name, actions_of(name, body, find) or ()) is needed


@pytest.mark.parametrize(
    ("index", "more", "looked_at"),
    [
        ("cpf-keys", {}, True),
        ("cpf-all", {}, False),
        (None, {}, False),
        ("cpf-keys", {"Select": "ALL_ATTRIBUTES"}, False),
    ],
)
def test_only_a_scan_of_an_index_with_less_than_the_items_is_charged_by_its_entries(
    index: str | None, more: dict[str, Any], looked_at: bool
) -> None:
    named = {} if index is None else {"IndexName": index}
    (scan,) = actions_of("Scan", {"TableName": "lot"} | named | more, find) or ()
    assert meter.reads_entries(scan) is looked_at
    (query,) = actions_of("Query", {"TableName": "lot"} | named | more, find) or ()
    assert not meter.reads_entries(query)


def test_a_page_of_entries_is_rounded_once() -> None:
    body = {"TableName": "lot", "IndexName": "cpf-keys", "ConsistentRead": False}
    (scan,) = actions_of("Scan", body, find) or ()
    entries = [item("A", 3000), item("B", 3000)]
    assert meter.of_entries(scan, entries) == (Arm("lot", "cpf-keys", read_half_units=2),)
    assert meter.of_entries(scan, []) == (Arm("lot", "cpf-keys", read_half_units=1),)


@pytest.mark.parametrize("table", ["lot", "other"])
def test_writes_to_indexes_that_the_engine_misjudges_go_by_their_items(table: str) -> None:
    put = {"TableName": table, "Item": item("A") | {"n": {"N": "1"}}}
    needed = meter.needs_images("PutItem", actions_of("PutItem", put, find) or ())
    assert needed is (table == "lot")


def test_statements_that_failed_by_a_condition_are_apart_from_those_that_did_not() -> None:
    deletes = transaction(*({"Delete": {"Key": key(name)}} for name in "ABC"))
    images = [Image(item(name, 3000), None) for name in "ABC"]
    errors = [None, "ConditionalCheckFailed", "ValidationError"]
    assert meter.of_images("BatchExecuteStatement", deletes, images, errors) == written(6)
    assert meter.of_failed_members(deletes, images, errors) == written(6)
