from typing import Any

import pytest

from harness.dynamodb.protocol.access import (
    depends_on_stored_item,
    key_identity,
    named_attributes,
    operation_of,
    partition_hash,
    readable_key,
    touched_with,
)
from harness.dynamodb.protocol.action import Action, actions_of
from harness.model.operation import Access
from tests.unit.dynamodb.lot import LOT, find

KEY = {"placa": {"S": "ABC1D23"}, "n": {"N": "1"}}
OWNED = KEY | {"cpf": {"S": "1"}, "ano": {"N": "2020"}}
HASH = partition_hash({"S": "ABC1D23"})


def actions(name: str, **body: Any) -> tuple[Action, ...]:
    return actions_of(name, {"TableName": "lot"} | body, find) or ()


def access(name: str, **body: Any) -> Access:
    return operation_of(name, actions(name, **body)).accesses[0]


def touched(name: str, **body: Any) -> list[str]:
    return [touch.index for touch in access(name, **body).touches]


def update(expression: str, **names: str) -> Action:
    substitutes = {f"#{name}": path for name, path in names.items()}
    (action,) = actions(
        "UpdateItem", Key=KEY, UpdateExpression=expression, ExpressionAttributeNames=substitutes
    )
    return action


def test_a_get_concerns_one_partition() -> None:
    assert access("GetItem", Key=KEY) == Access("lot", None, write=False, partition=HASH)


def test_a_strong_read_consumes_a_unit_at_least() -> None:
    assert access("GetItem", Key=KEY, ConsistentRead=True).least_half_units == 2


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


def test_a_put_alone_consumes_a_unit_and_in_a_batch_by_its_size() -> None:
    big = OWNED | {"x": {"S": "x" * 3000}}
    assert access("PutItem", Item=big).least_half_units == 2
    puts = [{"PutRequest": {"Item": item}} for item in (OWNED, big)]
    batch = operation_of("BatchWriteItem", actions("BatchWriteItem", RequestItems={"lot": puts}))
    assert [each.least_half_units for each in batch.accesses] == [2, 6]


def test_a_transaction_consumes_twice() -> None:
    put = {"Put": {"TableName": "lot", "Item": OWNED}}
    transaction = operation_of(
        "TransactWriteItems", actions("TransactWriteItems", TransactItems=[put])
    )
    assert transaction.accesses[0].least_half_units == 4


def test_a_put_may_change_every_global_index_and_no_local_one() -> None:
    assert touched("PutItem", Item=KEY) == ["cpf-all", "cpf-keys"]


def test_an_update_may_change_only_the_indexes_that_project_what_it_names() -> None:
    assert touched("UpdateItem", Key=KEY, UpdateExpression="SET cor = :c") == ["cpf-all"]
    assert touched("UpdateItem", Key=KEY, UpdateExpression="SET ano = :a") == [
        "cpf-all",
        "cpf-keys",
    ]


def test_a_condition_check_changes_no_index() -> None:
    check = {"ConditionCheck": {"TableName": "lot", "Key": KEY}}
    transaction = operation_of(
        "TransactWriteItems", actions("TransactWriteItems", TransactItems=[check])
    )
    assert transaction.accesses[0].touches == ()


def test_an_update_names_attributes_through_substitutes_and_paths() -> None:
    action = update(
        "SET #a.b[1] = :x, cor = if_not_exists(cor, :y) REMOVE #c", a="endereco", c="n2"
    )
    assert named_attributes(action.request) >= {"endereco", "cor", "n2"}
    assert "b" not in named_attributes(action.request)


def test_a_deletion_touches_the_indexes_that_have_the_stored_item() -> None:
    (delete,) = actions("DeleteItem", Key=KEY)
    assert [touch.index for touch in touched_with(delete, OWNED)] == ["cpf-all", "cpf-keys"]
    assert touched_with(delete, KEY) == ()
    assert touched_with(delete, None) == ()


def test_an_update_of_an_item_that_is_in_no_index_touches_none() -> None:
    assert touched_with(update("SET cor = :c"), KEY) == ()
    assert [touch.index for touch in touched_with(update("SET cpf = :c"), KEY)] == ["cpf-all"]


def test_only_a_put_that_is_in_every_index_needs_no_look_at_what_is_stored() -> None:
    (full,) = actions("PutItem", Item=OWNED)
    (partial,) = actions("PutItem", Item=KEY)
    assert not depends_on_stored_item(full)
    assert depends_on_stored_item(partial)
    assert depends_on_stored_item(update("SET cor = :c"))


@pytest.mark.parametrize("text", ["100", "1e2", "100.0", "0100", "+100"])
def test_a_number_is_one_key_however_it_is_written(text: str) -> None:
    key = {"placa": {"S": "A"}, "n": {"N": text}}
    assert key_identity(LOT, key) == ("lot", "S", "A", "N", "100")
    assert partition_hash({"N": text}) == partition_hash({"N": "100"})


def test_what_is_no_number_is_no_key() -> None:
    with pytest.raises(ValueError, match="x"):
        key_identity(LOT, {"placa": {"S": "A"}, "n": {"N": "x"}})


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


def test_a_write_touches_the_partition_of_all_attributes_and_none_where_one_is_missing() -> None:
    whole = {"placa": {"S": "A"}, "cpf": {"S": "1"}, "ano": {"N": "2020"}}
    for item, partition in ((whole, BOTH), ({"placa": {"S": "A"}, "cpf": {"S": "1"}}, None)):
        (touch,) = access("PutItem", TableName="multi", Item=item).touches
        assert touch.partition == partition


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
