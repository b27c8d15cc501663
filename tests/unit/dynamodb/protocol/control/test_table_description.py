from dataclasses import replace
from uuid import UUID

import pytest

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.table_description import created, described, updated
from harness.dynamodb.protocol.control.throughput import throughput_changes
from harness.model.table import OnDemandMaximum, Throughput
from tests.unit.dynamodb.protocol.control.cars import (
    NOON_NS,
    S_NS,
    index,
    on_demand,
    provisioned,
    units,
    updating,
)

ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/cars"
NOON = NOON_NS / S_NS
SUMMARY = {"BillingMode": "PAY_PER_REQUEST", "LastUpdateToPayPerRequestDateTime": 1.5}

# What DynamoDB Local 3.3.1 says, as far as it is touched.
SAID = {
    "TableName": "cars",
    "TableStatus": "ACTIVE",
    "CreationDateTime": 1795451391.716,
    "ProvisionedThroughput": {"LastIncreaseDateTime": 0.0, "ReadCapacityUnits": 7},
    "TableArn": "arn:aws:dynamodb:ddblocal:000000000000:table/cars",
}
INDEXES = {
    "GlobalSecondaryIndexes": [{"IndexName": "by-colour", "IndexStatus": "ACTIVE"}],
    "LocalSecondaryIndexes": [{"IndexName": "by-year"}],
}


def shown(standing: TableState, said=SAID, now_ns: int = NOON_NS):
    return described(said, standing, ARN, now_ns)


def under_change(table, body) -> TableState:
    changes = throughput_changes(table, body, NOON_NS, NOON_NS + S_NS)
    return TableState(table, changes=changes)


def test_a_provisioned_table_is_shown_with_what_is_in_force() -> None:
    found = shown(TableState(provisioned(5, 6)))
    assert found["TableStatus"] == "ACTIVE"
    assert found["ProvisionedThroughput"] == {
        "NumberOfDecreasesToday": 0,
        "ReadCapacityUnits": 5,
        "WriteCapacityUnits": 6,
    }
    assert found["WarmThroughput"] == {
        "ReadUnitsPerSecond": 5,
        "WriteUnitsPerSecond": 6,
        "Status": "ACTIVE",
    }
    assert found["TableArn"] == ARN
    hidden = {"OnDemandThroughput", "TableClassSummary", "BillingModeSummary"}
    assert not hidden & found.keys()


def test_an_on_demand_table_is_shown_with_0_units_and_both_summaries() -> None:
    table = replace(on_demand(), on_demand_maximum=OnDemandMaximum(None, 9))
    found = shown(TableState(table), SAID | {"BillingModeSummary": SUMMARY})
    assert found["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert found["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    assert found["BillingModeSummary"] == SUMMARY
    assert found["TableThroughputModeSummary"] == {
        "TableThroughputMode": "PAY_PER_REQUEST",
        "LastUpdateToPayPerRequestDateTime": 1.5,
    }
    assert found["OnDemandThroughput"] == {"MaxWriteRequestUnits": 9}


def test_a_table_keeps_its_id_and_another_of_its_name_has_another() -> None:
    one = shown(TableState(provisioned(1, 1)))["TableId"]
    later = shown(TableState(on_demand()), now_ns=NOON_NS + S_NS)["TableId"]
    made_again = shown(TableState(provisioned(1, 1)), SAID | {"CreationDateTime": 2.0})["TableId"]
    assert one == later == str(UUID(one))
    assert made_again != one


def test_a_change_under_way_shows_its_date_and_the_old_units() -> None:
    found = shown(under_change(provisioned(5, 5), units(9, 4)))
    assert found["TableStatus"] == "UPDATING"
    assert found["ProvisionedThroughput"] == {
        "LastIncreaseDateTime": NOON,
        "LastDecreaseDateTime": NOON,
        "NumberOfDecreasesToday": 0,
        "ReadCapacityUnits": 5,
        "WriteCapacityUnits": 5,
    }


def test_a_change_that_is_done_shows_its_own_date_and_counts() -> None:
    standing = under_change(provisioned(5, 5), units(4, 5))
    standing.take_effect(NOON_NS + S_NS)
    assert shown(standing)["TableStatus"] == "ACTIVE"
    assert shown(standing)["ProvisionedThroughput"] == {
        "LastDecreaseDateTime": NOON + 1,
        "NumberOfDecreasesToday": 1,
        "ReadCapacityUnits": 4,
        "WriteCapacityUnits": 5,
    }
    tomorrow = shown(standing, now_ns=NOON_NS + 12 * 3600 * S_NS)["ProvisionedThroughput"]
    assert (tomorrow["NumberOfDecreasesToday"], tomorrow["LastDecreaseDateTime"]) == (0, NOON + 1)


def test_a_switch_under_way_shows_the_new_mode_and_no_date_of_it() -> None:
    standing = under_change(provisioned(5, 5), {"BillingMode": "PAY_PER_REQUEST"})
    found = shown(standing, SAID | {"BillingModeSummary": SUMMARY})
    assert found["TableStatus"] == "UPDATING"
    assert found["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert found["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    assert found["TableThroughputModeSummary"] == {"TableThroughputMode": "PAY_PER_REQUEST"}


def test_an_index_has_all_of_that_and_a_local_one_its_arn_only() -> None:
    standing = under_change(provisioned(5, 5, index(2, 2)), updating(**units(1, 2)))
    found = shown(standing, SAID | INDEXES)
    assert found["TableStatus"] == "ACTIVE"
    (by_colour,) = found["GlobalSecondaryIndexes"]
    assert by_colour["IndexStatus"] == "UPDATING"
    assert by_colour["IndexArn"] == f"{ARN}/index/by-colour"
    assert by_colour["ProvisionedThroughput"]["LastDecreaseDateTime"] == NOON
    assert by_colour["ProvisionedThroughput"]["ReadCapacityUnits"] == 2
    assert by_colour["WarmThroughput"]["WriteUnitsPerSecond"] == 2
    assert found["LocalSecondaryIndexes"] == [
        {"IndexName": "by-year", "IndexArn": f"{ARN}/index/by-year"}
    ]


def test_an_index_that_is_going_is_shown_as_the_engine_shows_it() -> None:
    found = shown(TableState(provisioned(5, 5)), SAID | INDEXES)
    assert found["GlobalSecondaryIndexes"] == [
        {
            "IndexName": "by-colour",
            "IndexStatus": "ACTIVE",
            "IndexArn": f"{ARN}/index/by-colour",
        }
    ]


def test_the_table_class_comes_back_with_the_date_of_its_change() -> None:
    standing = TableState(provisioned(1, 1), table_class="STANDARD_INFREQUENT_ACCESS")
    assert shown(standing)["TableClassSummary"] == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
    standing.class_changed_ns = NOON_NS
    assert shown(standing)["TableClassSummary"]["LastUpdateDateTime"] == NOON


def test_create_table_says_less_than_describe_table() -> None:
    said = SAID | INDEXES | {"BillingModeSummary": SUMMARY}
    standing = TableState(on_demand(index()))
    found = created(shown(standing, said), {})
    assert found["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    assert found["TableThroughputModeSummary"] == {"TableThroughputMode": "PAY_PER_REQUEST"}
    assert "WarmThroughput" not in found
    assert "WarmThroughput" not in found["GlobalSecondaryIndexes"][0]


def test_create_table_says_that_it_warms_up_where_it_was_asked_to() -> None:
    standing = TableState(replace(on_demand(), warm_throughput=Throughput(13_000, 4_000)))
    asked = {"WarmThroughput": {"ReadUnitsPerSecond": 13_000}}
    for answer in (created, updated):
        assert answer(shown(standing), asked)["WarmThroughput"] == {
            "ReadUnitsPerSecond": 13_000,
            "WriteUnitsPerSecond": 4_000,
            "Status": "UPDATING",
        }


# ack-api-quirks DDB-TABLE-002, -017, -156, -177, measured on AWS, 2026-10-08.
@pytest.mark.parametrize(
    ("member", "status"),
    [
        ({"BillingMode": "PAY_PER_REQUEST"}, "UPDATING"),
        ({"TableClass": "STANDARD"}, "UPDATING"),
        ({"StreamSpecification": {"StreamEnabled": False}}, "UPDATING"),
        ({"DeletionProtectionEnabled": True}, "ACTIVE"),
    ],
)
def test_update_table_says_updating_though_it_is_done(member, status) -> None:
    assert updated(shown(TableState(on_demand())), member)["TableStatus"] == status


def test_update_table_gives_back_the_minus_1_that_cleared_a_maximum() -> None:
    table = replace(on_demand(), on_demand_maximum=OnDemandMaximum(None, 9))
    asked = {"OnDemandThroughput": {"MaxReadRequestUnits": -1}}
    assert updated(shown(TableState(table)), asked)["OnDemandThroughput"] == {
        "MaxReadRequestUnits": -1,
        "MaxWriteRequestUnits": 9,
    }
