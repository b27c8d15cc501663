from dataclasses import replace

import pytest

from harness.dynamodb.protocol.control.engine_request import create_table, update_table
from harness.model.table import OnDemandMaximum
from tests.unit.dynamodb.protocol.control.cars import (
    index,
    on_demand,
    provisioned,
    units,
    updating,
)

CLEAR = {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}
UNKNOWN = {"TableClass": "STANDARD", "WarmThroughput": {"ReadUnitsPerSecond": 13_000}}
HALF = {"OnDemandThroughput": {"MaxReadRequestUnits": 9}}
WHOLE = {"OnDemandThroughput": {"MaxReadRequestUnits": 9, "MaxWriteRequestUnits": 8}}
NAME = {"TableName": "cars"}


def test_the_other_name_of_billing_mode_becomes_it() -> None:
    body = {"TableName": "cars", "TableThroughputMode": "PAY_PER_REQUEST"}
    assert create_table(body) == {"TableName": "cars", "BillingMode": "PAY_PER_REQUEST"}
    assert update_table(body, provisioned(1, 1))["BillingMode"] == "PAY_PER_REQUEST"


def test_a_new_table_comes_without_what_the_engine_drops_or_fails_at() -> None:
    body = NAME | UNKNOWN | HALF | {"GlobalSecondaryIndexes": [{"IndexName": "x", **WHOLE}]}
    assert create_table(body) == NAME | {"GlobalSecondaryIndexes": [{"IndexName": "x"}]}
    assert create_table(NAME | WHOLE) == NAME | WHOLE


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (UNKNOWN, {"OnDemandThroughput": CLEAR}),
        (HALF, {"OnDemandThroughput": CLEAR}),
        (WHOLE, WHOLE),
        ({"BillingMode": "PAY_PER_REQUEST"}, {"OnDemandThroughput": CLEAR}),
        (updating(**HALF), {"OnDemandThroughput": CLEAR}),
        ({"BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": True}, None),
    ],
)
def test_an_update_that_leaves_the_engine_nothing_to_do_is_still_none_that_it_refuses(
    body, asked
) -> None:
    asked = {"DeletionProtectionEnabled": True} if asked is None else asked
    assert update_table(NAME | body, on_demand(index())) == NAME | asked


def test_a_second_half_of_a_maximum_makes_it_whole() -> None:
    table = replace(on_demand(), on_demand_maximum=OnDemandMaximum(9, None))
    body = NAME | {"OnDemandThroughput": {"MaxWriteRequestUnits": 8}}
    assert update_table(body, table) == NAME | WHOLE


def test_throughput_goes_through() -> None:
    body = NAME | units(2, 2) | updating(**units(3, 3), **UNKNOWN)
    assert update_table(body, provisioned(1, 1, index(1, 1))) == NAME | units(2, 2) | updating(
        **units(3, 3)
    )


def test_what_is_made_or_deleted_goes_through() -> None:
    updates = [{"Delete": {"IndexName": "x"}}, {"Create": {"IndexName": "y", **HALF}}]
    asked = update_table(NAME | {"GlobalSecondaryIndexUpdates": updates}, on_demand())
    assert asked["GlobalSecondaryIndexUpdates"] == [
        {"Delete": {"IndexName": "x"}},
        {"Create": {"IndexName": "y"}},
    ]


def test_the_caller_s_request_is_left_as_it_was() -> None:
    body = NAME | UNKNOWN | updating(**HALF)
    kept = repr(body)
    update_table(body, on_demand(index()))
    create_table(body | {"GlobalSecondaryIndexes": [{"IndexName": "x", **WHOLE}]})
    assert repr(body) == kept
