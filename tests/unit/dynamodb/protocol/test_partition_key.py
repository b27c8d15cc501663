from typing import Any

import pytest

from harness.dynamodb.protocol.partition_key import partition_hash, readable_key
from tests.unit.dynamodb.lot import KEY, access, actions

HASH = partition_hash({"S": "ABC1D23"})


@pytest.mark.parametrize(
    "query",
    [
        {"KeyConditionExpression": "placa = :p"},
        {"KeyConditionExpression": ":p=placa AND n > :n"},
        {
            "KeyConditionExpression": "n > :n and #k = :p",
            "ExpressionAttributeNames": {"#k": "placa"},
        },
    ],
)
def test_a_query_concerns_the_partition_of_its_key_condition(query: dict[str, Any]) -> None:
    values = {":n": {"N": "1"}, ":p": {"S": "ABC1D23"}}
    assert access("Query", ExpressionAttributeValues=values, **query).partition == HASH


def test_a_legacy_query_likewise() -> None:
    condition = {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "ABC1D23"}]}
    assert access("Query", KeyConditions={"placa": condition}).partition == HASH


def test_an_index_query_concerns_a_partition_of_the_index() -> None:
    values = {":c": {"S": "1"}}
    found = access(
        "Query",
        IndexName="cpf-all",
        KeyConditionExpression="cpf = :c",
        ExpressionAttributeValues=values,
    )
    assert (found.index, found.partition) == ("cpf-all", partition_hash({"S": "1"}))


@pytest.mark.parametrize("expression", ["placa = :gone", "", "placa BETWEEN :p AND :p"])
def test_a_query_without_a_partition_has_none(expression: str) -> None:
    assert access("Query", KeyConditionExpression=expression).partition is None


def test_a_readable_key_starts_as_the_key_does_and_depends_on_the_salt() -> None:
    get = actions("GetItem", Key=KEY)
    one, other = (readable_key(get, salt) or "" for salt in (b"1", b"2"))
    assert one.startswith("ABC…")
    assert one != other
    assert "D23" not in one
    assert readable_key((*get, *get), b"1") is None


# An index whose partition key has two attributes (Developer Guide, multi-attribute keys, 2025-11).

BOTH = partition_hash({"S": "1"}, {"N": "2020"})
VALUES = {":c": {"S": "1"}, ":a": {"N": "2.02e3"}, ":k": {"S": "red"}}


def equal(attribute: str, value: str) -> dict[str, Any]:
    return {attribute: {"ComparisonOperator": "EQ", "AttributeValueList": [VALUES[value]]}}


@pytest.mark.parametrize(
    ("query", "partition"),
    [
        ({"KeyConditionExpression": "cpf = :c AND ano = :a"}, BOTH),
        ({"KeyConditionExpression": "cor = :k AND ano = :a AND cpf = :c"}, BOTH),
        ({"KeyConditionExpression": "cpf = :c"}, None),
        ({"KeyConditionExpression": "ano = :a"}, None),
        ({"KeyConditionExpression": "cpf = :c AND ano > :a"}, None),
        ({"KeyConditions": equal("cpf", ":c") | equal("ano", ":a")}, BOTH),
        ({"KeyConditions": equal("cpf", ":c")}, None),
    ],
)
def test_all_partition_attributes_together_name_the_partition(query, partition) -> None:
    asked = access(
        "Query", TableName="multi", IndexName="by-all", ExpressionAttributeValues=VALUES, **query
    )
    assert asked.partition == partition


@pytest.mark.parametrize("other", [("1", "22020"), ("12", "020"), ("", "12020")])
def test_several_values_are_one_key_only_where_each_is_the_same(other) -> None:
    owner, year = other
    assert partition_hash({"S": owner}, {"S": year}) != partition_hash({"S": "1"}, {"S": "2020"})
    assert partition_hash({"S": "1"}, {"N": "2020.0"}) == BOTH


def test_a_readable_key_of_two_attributes_tells_both_apart() -> None:
    query = {"IndexName": "by-all", "KeyConditionExpression": "cpf = :c AND ano = :a"}
    keys = {
        readable_key(
            actions(
                "Query",
                TableName="multi",
                ExpressionAttributeValues={":c": {"S": "ABC1"}, ":a": {"N": year}},
                **query,
            ),
            b"1",
        )
        for year in ("2020", "2021")
    }
    assert len(keys) == 2
    assert all((key or "").startswith("ABC…") for key in keys)
