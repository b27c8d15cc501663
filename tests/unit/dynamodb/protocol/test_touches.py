from typing import Any

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.operation_plan import operation_of
from harness.dynamodb.protocol.partition_key import partition_hash
from harness.dynamodb.protocol.touches import (
    depends_on_stored_item,
    named_attributes,
    recorded_touches,
    touched_with,
)
from tests.unit.dynamodb.lot import KEY, OWNED, access, actions

BOTH = partition_hash({"S": "1"}, {"N": "2020"})


def touched(name: str, **body: Any) -> list[str]:
    return [touch.index for touch in access(name, **body).touches]


def update(expression: str, **names: str) -> Action:
    substitutes = {f"#{name}": path for name, path in names.items()}
    (action,) = actions(
        "UpdateItem", Key=KEY, UpdateExpression=expression, ExpressionAttributeNames=substitutes
    )
    return action


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


def test_a_write_touches_the_partition_of_all_attributes_and_none_where_one_is_missing() -> None:
    whole = {"placa": {"S": "A"}, "cpf": {"S": "1"}, "ano": {"N": "2020"}}
    for item, partition in ((whole, BOTH), ({"placa": {"S": "A"}, "cpf": {"S": "1"}}, None)):
        (touch,) = access("PutItem", TableName="multi", Item=item).touches
        assert touch.partition == partition


def test_touches_are_recorded_where_a_charge_does_not_tell_of_them() -> None:
    """A put that is in every index may have left them as they were; what a partial put or a
    deletion changed, it was charged for."""
    both = (("lot", "cpf-all"), ("lot", "cpf-keys"))
    setting = {"Key": KEY, "UpdateExpression": "SET cor = :c"}
    for name, body, touches in (
        ("PutItem", {"Item": OWNED}, both),
        ("PutItem", {"Item": KEY}, ()),
        ("DeleteItem", {"Key": KEY}, ()),
        ("UpdateItem", setting, both[:1]),
        ("GetItem", {"Key": KEY}, ()),
    ):
        parts = actions(name, **body)
        assert recorded_touches(operation_of(name, parts).accesses, parts) == touches
