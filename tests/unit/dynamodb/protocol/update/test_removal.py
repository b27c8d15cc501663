from typing import Any

import pytest

from harness.dynamodb.protocol.action import Action, actions_of
from harness.dynamodb.protocol.update.removal import (
    as_deletes,
    on_condition_of_an_item,
    only_removes,
    without_updates,
)
from tests.unit.dynamodb.lot import find

KEY = {"placa": {"S": "ABC1D23"}, "n": {"N": "1"}}
DELETION = {"Action": "DELETE"}
PUT = {"Action": "PUT", "Value": {"S": "x"}}
CONDITION = {
    "ConditionExpression": "attribute_not_exists(#c) OR cor = :c",
    "ExpressionAttributeNames": {"#c": "cor", "#r": "rodas"},
    "ExpressionAttributeValues": {":c": {"S": "red"}, ":s": {"SS": ["x"]}},
}


def update(**members: Any) -> Action:
    body = {"TableName": "lot", "Key": KEY} | members
    (action,) = actions_of("UpdateItem", body, find) or ()
    return action


@pytest.mark.parametrize(
    ("members", "removes"),
    [
        ({"UpdateExpression": "REMOVE a"}, True),
        ({"UpdateExpression": "remove a, b.c, d[0]"}, True),
        ({"UpdateExpression": "DELETE a :s"}, True),
        ({"UpdateExpression": "REMOVE a DELETE b :s"}, True),
        ({"UpdateExpression": "REMOVE a SET b = :v"}, False),
        ({"UpdateExpression": "SET a = :v"}, False),
        ({"UpdateExpression": "ADD a :n"}, False),
        ({"UpdateExpression": "ADD a :n DELETE b :s"}, False),
        ({"UpdateExpression": ""}, False),
        ({"UpdateExpression": 7}, False),
        ({"AttributeUpdates": {"a": DELETION}}, True),
        ({"AttributeUpdates": {"a": DELETION | {"Value": {"SS": ["x"]}}, "b": DELETION}}, True),
        ({"AttributeUpdates": {"a": DELETION, "b": PUT}}, False),
        ({"AttributeUpdates": {"a": {"Value": {"S": "x"}}}}, False),  # PUT is the default
        ({"UpdateExpression": "REMOVE a, placa"}, False),
        ({"UpdateExpression": "REMOVE #k", "ExpressionAttributeNames": {"#k": "n"}}, False),
        ({"AttributeUpdates": {"n": DELETION}}, False),
        ({"AttributeUpdates": {"a": DELETION | {"Value": {"S": "x"}}}}, False),
        ({"AttributeUpdates": {}}, False),
        ({"AttributeUpdates": {"a": 7}}, False),
        ({"UpdateExpression": "REMOVE a", "ExpressionAttributeNames": ["a"]}, False),
        ({"UpdateExpression": "REMOVE #a", "ExpressionAttributeNames": {"#a": []}}, True),
        ({"UpdateExpression": "SET a = :v", "AttributeUpdates": {"a": DELETION}}, False),
        ({}, False),
    ],
)
def test_only_remove_and_delete_make_no_item(members, removes) -> None:
    assert only_removes(update(**members)) is removes


def test_no_other_action_removes() -> None:
    (get,) = actions_of("GetItem", {"TableName": "lot", "Key": KEY}, find) or ()
    statement = {"Statement": "UPDATE lot REMOVE a WHERE placa = 'A' AND n = 1"}
    (stated,) = actions_of("ExecuteStatement", statement, find) or ()
    assert stated.kind == "Update"
    assert not only_removes(get)
    assert not only_removes(stated)


@pytest.mark.parametrize(
    ("members", "condition"),
    [
        ({}, "attribute_exists(#harness_key)"),
        (CONDITION, f"({CONDITION['ConditionExpression']}) AND attribute_exists(#harness_key)"),
    ],
)
def test_the_update_is_tried_on_condition_of_an_item(members, condition) -> None:
    members = {"UpdateExpression": "DELETE #r :s", "ReturnValues": "ALL_NEW"} | members
    by_arn = {"TableName": "arn:aws:dynamodb:us-east-1:123456789012:table/lot"}
    tried = on_condition_of_an_item(update(**members, **by_arn))
    assert tried["TableName"] == "lot"
    assert tried["ConditionExpression"] == condition
    assert tried["ExpressionAttributeNames"]["#harness_key"] == "placa"
    for member in ("UpdateExpression", "ReturnValues", "ExpressionAttributeValues"):
        assert tried.get(member) == members.get(member)


def test_a_legacy_update_is_tried_with_an_expectation() -> None:
    legacy = {
        "AttributeUpdates": {"a": DELETION},
        "Expected": {"b": {"Exists": False}, "c": {"Exists": False}},
        "ConditionalOperator": "OR",
    }
    assert on_condition_of_an_item(update(**legacy)) == {
        "TableName": "lot",
        "Key": KEY,
        "AttributeUpdates": {"a": DELETION},
        "Expected": {"placa": {"ComparisonOperator": "NOT_NULL"}},
    }


def test_a_delete_with_the_same_condition_stands_for_the_update() -> None:
    body = {
        "TableName": "lot",
        "Key": KEY,
        "UpdateExpression": "DELETE #r :s",
        "ReturnValues": "ALL_NEW",
        "ReturnConsumedCapacity": "TOTAL",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    kept = {
        "TableName": "lot",
        "Key": KEY,
        "ReturnConsumedCapacity": "TOTAL",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    used = {
        "ConditionExpression": CONDITION["ConditionExpression"],
        "ExpressionAttributeNames": {"#c": "cor"},
        "ExpressionAttributeValues": {":c": {"S": "red"}},
    }
    assert without_updates("UpdateItem", body, [True]) == ("DeleteItem", kept)
    assert without_updates("UpdateItem", body | CONDITION, [True]) == ("DeleteItem", kept | used)


def test_in_a_transaction_only_the_chosen_updates_are_replaced() -> None:
    updates = [
        {"Update": {"TableName": "lot", "Key": KEY, "UpdateExpression": f"REMOVE {name}"}}
        for name in "ab"
    ]
    check = {"ConditionCheck": {"TableName": "lot", "Key": KEY}}
    body = {"TransactItems": [*updates, check], "ClientRequestToken": "t"}
    assert without_updates("TransactWriteItems", body, [False, True, True]) == (
        "TransactWriteItems",
        {
            "TransactItems": [updates[0], {"Delete": {"TableName": "lot", "Key": KEY}}, check],
            "ClientRequestToken": "t",
        },
    )
    actions = actions_of("TransactWriteItems", body, find) or ()
    kinds = [action.kind for action in as_deletes(actions, [False, True, False])]
    assert kinds == ["Update", "Delete", "ConditionCheck"]
