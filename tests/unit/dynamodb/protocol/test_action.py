from typing import Any

import pytest

from harness.dynamodb.protocol.action import actions_of
from tests.unit.dynamodb.lot import LOT, find

KEY = {"placa": {"S": "ABC1D23"}, "n": {"N": "1"}}
ITEM = KEY | {"cpf": {"S": "1"}}
NAMED = {"TableName": "lot"}


@pytest.mark.parametrize(
    ("name", "body", "kinds"),
    [
        ("GetItem", NAMED | {"Key": KEY}, ["Get"]),
        ("PutItem", NAMED | {"Item": ITEM}, ["Put"]),
        ("UpdateItem", NAMED | {"Key": KEY}, ["Update"]),
        ("DeleteItem", NAMED | {"Key": KEY}, ["Delete"]),
        ("BatchGetItem", {"RequestItems": {"lot": {"Keys": [KEY, KEY]}}}, ["Get", "Get"]),
        (
            "BatchWriteItem",
            {
                "RequestItems": {
                    "lot": [{"PutRequest": {"Item": ITEM}}, {"DeleteRequest": {"Key": KEY}}]
                }
            },
            ["Put", "Delete"],
        ),
        ("TransactGetItems", {"TransactItems": [{"Get": NAMED | {"Key": KEY}}]}, ["Get"]),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": NAMED | {"Item": ITEM}},
                    {"ConditionCheck": NAMED | {"Key": KEY}},
                ]
            },
            ["Put", "ConditionCheck"],
        ),
    ],
)
def test_every_action_names_its_item(name: str, body: dict[str, Any], kinds: list[str]) -> None:
    actions = actions_of(name, body, find)
    assert actions is not None
    assert [action.kind for action in actions] == kinds
    assert all(action.table is LOT and action.key == KEY for action in actions)


def test_a_query_names_its_index_and_no_item() -> None:
    (query,) = actions_of("Query", NAMED | {"IndexName": "cpf-all"}, find) or ()
    assert (query.index, query.key, query.write) == ("cpf-all", None, False)


def test_a_batch_reads_each_table_as_strongly_as_it_says() -> None:
    body = {"RequestItems": {"lot": {"Keys": [KEY], "ConsistentRead": True}, "x": {"Keys": [KEY]}}}
    assert [action.strong for action in actions_of("BatchGetItem", body, find) or ()] == [
        True,
        False,
    ]


def test_a_table_is_known_by_its_arn_and_keeps_the_name_that_it_was_called_by() -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/lot"
    (get,) = actions_of("GetItem", {"TableName": arn, "Key": KEY}, find) or ()
    assert (get.table, get.named) == (LOT, arn)


@pytest.mark.parametrize(
    ("name", "body", "scans"),
    [
        ("Scan", NAMED, True),
        ("Query", NAMED, False),
        ("ExecuteStatement", {"Statement": "SELECT * FROM lot WHERE cpf = '1'"}, True),
        ("ExecuteStatement", {"Statement": "SELECT * FROM lot WHERE placa = 'A'"}, False),
    ],
)
def test_a_scan_is_known_in_a_statement_too(name: str, body: dict[str, Any], scans: bool) -> None:
    (action,) = actions_of(name, body, find) or ()
    assert action.scans is scans


def test_an_unknown_table_is_still_an_action() -> None:
    (get,) = actions_of("GetItem", {"TableName": "nope", "Key": KEY}, find) or ()
    assert (get.table, get.table_name) == (None, "nope")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ListTables", {}),
        ("PutItem", {}),
        ("PutItem", NAMED | {"Item": []}),
        ("PutItem", NAMED | {"Item": {"placa": {}}}),
        ("PutItem", NAMED | {"Item": {"placa": {"S": "a", "N": "1"}}}),
        ("GetItem", {"TableName": 5, "Key": KEY}),
        ("BatchWriteItem", {"RequestItems": None}),
        ("BatchWriteItem", {"RequestItems": {"lot": [{}]}}),
        ("TransactWriteItems", {"TransactItems": [None]}),
        ("TransactWriteItems", {"TransactItems": [{"Get": NAMED | {"Key": KEY}}]}),
    ],
)
def test_what_is_unknown_or_malformed_is_left_to_the_engine(
    name: str, body: dict[str, Any]
) -> None:
    assert actions_of(name, body, find) is None
