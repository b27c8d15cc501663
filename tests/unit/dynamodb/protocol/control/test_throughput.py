from harness.dynamodb.protocol.control.throughput import (
    requested_mode,
    throughput_changes,
    with_settings,
)
from harness.model.table import BillingMode, OnDemandMaximum, Throughput
from tests.unit.dynamodb.protocol.control.cars import index, on_demand

ON_DEMAND = {"BillingMode": "PAY_PER_REQUEST"}


def test_a_maximum_changes_member_by_member_and_minus_1_clears_one() -> None:
    table = with_settings(on_demand(), {"OnDemandThroughput": {"MaxReadRequestUnits": 9}})
    assert table.on_demand_maximum == OnDemandMaximum(9, None)
    clear = {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": 8}
    assert with_settings(table, {"OnDemandThroughput": clear}).on_demand_maximum == OnDemandMaximum(
        None, 8
    )


def test_an_index_is_told_of_its_own_when_it_is_made_and_later() -> None:
    most = {"OnDemandThroughput": {"MaxWriteRequestUnits": 7}}
    asked = {"IndexName": "by-colour", **most, "WarmThroughput": {"ReadUnitsPerSecond": 12_001}}
    for body in (
        {"GlobalSecondaryIndexes": [asked]},
        {"GlobalSecondaryIndexUpdates": [{"Create": asked}]},
        {"GlobalSecondaryIndexUpdates": [{"Update": asked}]},
    ):
        table = with_settings(on_demand(index()), body)
        assert table.indexes[0].on_demand_maximum == OnDemandMaximum(None, 7)
        assert table.indexes[0].warm_throughput == Throughput(12_001, 4_000)
        assert table.on_demand_maximum == OnDemandMaximum()
        assert table.warm_throughput is None


def test_billing_mode_wins_over_its_other_name() -> None:
    both = {"BillingMode": "PROVISIONED", "TableThroughputMode": "PAY_PER_REQUEST"}
    assert requested_mode(both) is BillingMode.PROVISIONED
    assert requested_mode({"TableThroughputMode": "PAY_PER_REQUEST"}) is BillingMode.PAY_PER_REQUEST
    assert requested_mode({}) is None


def test_the_mode_that_a_table_has_already_is_no_change() -> None:
    assert throughput_changes(on_demand(index()), ON_DEMAND, 0, 0) == ()


def test_a_member_that_is_null_leaves_what_there_was() -> None:
    table = with_settings(on_demand(), {"OnDemandThroughput": {"MaxReadRequestUnits": 9}})
    nulls = {"MaxReadRequestUnits": None, "MaxWriteRequestUnits": 8}
    assert with_settings(table, {"OnDemandThroughput": nulls}).on_demand_maximum == OnDemandMaximum(
        9, 8
    )
    assert with_settings(table, {"OnDemandThroughput": None}) == table
