from typing import Any

import pytest

from harness.dynamodb.protocol.validation.probe import (
    EMPTY_TABLE,
    MISSING_TABLE,
    Probe,
    fault_of,
    identity_of,
    is_of_keys,
    probes,
)

KEY = {"placa": {"S": "ABC1D23"}}
VALUES = {":v": {"S": "x"}}
SET = {"UpdateExpression": "SET a = :v", "ExpressionAttributeValues": VALUES}
IF = {"ConditionExpression": "a = :v", "ExpressionAttributeValues": VALUES}


def sent(operation: str, body: dict[str, Any]) -> list[Probe]:
    return list(probes(operation, {"TableName": "lot", **body}))


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("PutItem", {"Item": KEY}),
        ("UpdateItem", {"Key": KEY, "AttributeUpdates": {}}),
        ("GetItem", {"Key": KEY}),
        ("Query", {"KeyConditions": {}}),
        ("Scan", {"Limit": 5}),
        ("BatchGetItem", {"RequestItems": {"lot": {"Keys": [KEY]}}}),
        ("BatchWriteItem", {"RequestItems": {"lot": []}}),
        ("ExecuteStatement", {"Statement": "SELECT"}),
    ],
)
def test_without_an_expression_nothing_is_asked(operation: str, body: dict[str, Any]) -> None:
    assert not sent(operation, body)


@pytest.mark.parametrize(
    ("operation", "members", "kind"),
    [
        ("UpdateItem", SET, "Update"),
        ("UpdateItem", SET | IF, "Update"),
        ("UpdateItem", IF, "ConditionCheck"),
        ("PutItem", IF, "ConditionCheck"),
        ("DeleteItem", IF, "ConditionCheck"),
    ],
)
def test_a_write_is_asked_about_on_a_table_that_is_missing(operation, members, kind) -> None:
    (probe,) = sent(operation, {"Key": KEY, "Item": KEY, "ReturnValues": "ALL_OLD", **members})
    assert probe.operation == "TransactWriteItems"
    ((named, request),) = probe.body["TransactItems"][0].items()
    assert named == kind
    assert request["TableName"] == MISSING_TABLE
    assert request.items() >= members.items()
    assert request.keys() - members.keys() == {"TableName", "Key"}


@pytest.mark.parametrize(
    ("operation", "body", "asked"),
    [
        ("GetItem", {"Key": KEY, "ProjectionExpression": "a"}, {"ProjectionExpression": "a"}),
        ("Scan", {"FilterExpression": "a", "IndexName": "i"}, {"FilterExpression": "a"}),
        ("Query", {"KeyConditions": {}, "FilterExpression": "a"}, {"FilterExpression": "a"}),
        (
            "BatchGetItem",
            {"RequestItems": {"lot": {"Keys": [KEY], "ProjectionExpression": "a"}}},
            {"ProjectionExpression": "a"},
        ),
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"Key": KEY, "ProjectionExpression": "a"}}]},
            {"ProjectionExpression": "a"},
        ),
    ],
)
def test_a_read_is_asked_about_in_a_scan_of_an_empty_table(operation, body, asked) -> None:
    assert sent(operation, body) == [Probe("Scan", {"TableName": EMPTY_TABLE, **asked})]


def test_a_query_is_asked_about_in_a_query() -> None:
    members = {"KeyConditionExpression": "a = :v", "ExpressionAttributeValues": VALUES}
    body = members | {"IndexName": "i", "ExclusiveStartKey": KEY, "Select": "COUNT"}
    assert sent("Query", body) == [Probe("Query", {"TableName": EMPTY_TABLE, **members})]


def test_a_transaction_is_asked_about_as_a_whole() -> None:
    items = [{"Put": {"TableName": "lot", "Item": KEY}}, {"Update": {"TableName": "b", **SET}}]
    (probe,) = sent("TransactWriteItems", {"TransactItems": items})
    assert probe.body == {
        "TransactItems": [
            {"Put": {"TableName": MISSING_TABLE, "Item": KEY}},
            {"Update": {"TableName": MISSING_TABLE, **SET}},
        ]
    }


def test_requests_that_differ_in_their_values_alone_are_one() -> None:
    def identity(value: dict[str, str], expression: str = "a = :v") -> bytes:
        body = {"ConditionExpression": expression, "ExpressionAttributeValues": {":v": value}}
        (probe,) = sent("PutItem", {"Item": KEY, **body})
        return identity_of(probe)

    assert identity({"S": "a"}) == identity({"S": "b"})
    assert identity({"S": "a"}) != identity({"N": "1"})
    assert identity({"S": "a"}) != identity({"S": "a"}, "b = :v")
    between = "a BETWEEN :v AND :v"
    assert identity({"S": "a"}, between) != identity({"S": "b"}, between)


def test_only_what_is_said_of_expressions_is_a_fault() -> None:
    syntax = "Invalid ConditionExpression: Syntax error"
    keys = "One of the required keys was not given a value"
    assert fault_of("ValidationException", syntax) == syntax
    assert fault_of("ValidationException", keys) is None
    assert fault_of("ResourceNotFoundException", "Cannot do operations") is None
    assert fault_of(None, "") is None
    assert is_of_keys(keys)
    assert not is_of_keys(syntax)
