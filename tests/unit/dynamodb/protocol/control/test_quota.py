import pytest

from harness.dynamodb.protocol.control.quota import (
    out_of_bounds,
    over_when_created,
    over_when_updated,
)
from harness.dynamodb.protocol.control.throughput import throughput_changes
from tests.unit.dynamodb.protocol.control.cars import (
    account,
    index,
    on_demand,
    provisioned,
    units,
    updating,
)

HIGHER = (
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
    "limits."
)


def created(body, *tables) -> list[str]:
    refusals = list(over_when_created({"TableName": "new", **body}, account(*tables)))
    assert {refusal.name for refusal in refusals} <= {"LimitExceededException"}
    return [refusal.message for refusal in refusals]


def updated(table, body, *others) -> list[str]:
    changes = throughput_changes(table, body, 0, 0)
    return [each.message for each in over_when_updated(table, changes, account(table, *others))]


def test_a_table_may_have_40_000_of_each() -> None:
    assert created(units(40_000, 40_000)) == []
    assert created(units(40_001, 1)) == [
        "The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in "
        f"eu-west-1. Per table maximum: 40000. {HIGHER}"
    ]


def test_an_index_may_too_and_is_counted_by_itself() -> None:
    body = units(39_900, 1) | {"GlobalSecondaryIndexes": [{"IndexName": "x", **units(200, 1)}]}
    assert created(body) == []
    body["GlobalSecondaryIndexes"][0].update(units(1, 40_001))
    assert created(body) == [
        "The requested WriteCapacityUnits for index x, 40001, is above the per index maximum for "
        f"the account in eu-west-1. Per table maximum: 40000. {HIGHER}"
    ]


def test_the_account_may_have_80_000_of_each_indexes_counted() -> None:
    others = (provisioned(40_000, 1, index(136, 1)), on_demand(name="free"))
    assert created(units(39_864, 1), *others) == []
    assert created(units(39_865, 1), *others) == [
        "This request would have caused the ReadCapacityUnits limit to be exceeded for the account "
        "in eu-west-1. Current ReadCapacityUnits reserved by the account: 40136. Limit: 80000. "
        f"Requested: 39865. {HIGHER}"
    ]


def test_a_table_and_its_index_do_not_get_past_it_together() -> None:
    body = units(30_000, 1) | {"GlobalSecondaryIndexes": [{"IndexName": "x", **units(30_000, 1)}]}
    (message,) = created(body, provisioned(30_000, 1))
    assert "reserved by the account: 60000. Limit: 80000. Requested: 30000." in message


def test_of_a_table_that_is_there_the_engine_speaks() -> None:
    assert created(units(40_001, 1), provisioned(1, 1, name="new")) == []


def test_what_is_replaced_is_not_counted() -> None:
    table = provisioned(30_000, 1, index(10_000, 1))
    other = provisioned(40_000, 1, name="other")
    assert updated(table, units(29_999, 1), other) == []
    assert updated(table, units(30_000, 2) | updating(**units(10_000, 2)), other) == []
    (message,) = updated(table, units(30_001, 1), other)
    assert "reserved by the account: 50000. Limit: 80000. Requested: 30001." in message


@pytest.mark.parametrize("units_wanted", [(40_001, 1), (1, 40_001)])
def test_an_update_is_held_to_the_table_s_quota_too(units_wanted) -> None:
    (message,) = updated(provisioned(1, 1), units(*units_wanted))
    assert ", 40001, is above the per table maximum" in message


def test_a_million_millions_is_the_bound_reads_looked_at_first() -> None:
    messages = [refusal.message for refusal in out_of_bounds(units(10**12 + 1, 10**12 + 1))]
    assert messages[0] == "Given value 1000000000001 for ReadCapacityUnits is out of bounds"
    assert not list(out_of_bounds(units(10**12, 10**12)))
