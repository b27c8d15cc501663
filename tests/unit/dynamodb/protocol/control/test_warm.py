from dataclasses import replace

from harness.dynamodb.protocol.control.warm import cold_when_created, colder_when_updated
from harness.model.table import Throughput
from tests.unit.dynamodb.protocol.control.cars import (
    index,
    on_demand,
    provisioned,
    units,
    updating,
)

INVALID = "One or more parameter values were invalid: "


def warm(**members: int) -> dict[str, object]:
    return {"WarmThroughput": {f"{name}UnitsPerSecond": members[name] for name in members}}


def created(body) -> list[str]:
    return [refusal.message for refusal in cold_when_created(body, "eu-west-1")]


def updated(table, body) -> list[str]:
    return [refusal.message for refusal in colder_when_updated(body, table, "eu-west-1")]


def test_a_new_on_demand_table_is_warmer_than_every_one_is() -> None:
    assert created(warm(Read=12_000)) == []
    assert created(warm(Write=3_999)) == [
        f"{INVALID}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than "
        "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/"
        "developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
    ]


def test_a_new_provisioned_table_is_warmer_than_it_is_provisioned() -> None:
    assert created(units(10, 10) | warm(Read=10)) == []
    assert created(units(10, 10) | warm(Read=5)) == [
        f"{INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
        "ReadCapacityUnits of ProvisionedThroughput"
    ]


def test_it_never_falls() -> None:
    lower = (
        f"{INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current "
        "WarmThroughput, decreasing WarmThroughput is not supported"
    )
    assert updated(on_demand(), warm(Read=11_999)) == [lower]
    assert updated(on_demand(), warm(Read=12_000)) == []
    once_higher = replace(provisioned(1, 1), warm_throughput=Throughput(3, 3))
    assert updated(once_higher, warm(Read=2)) == [lower]
    assert updated(once_higher, warm(Read=3)) == []


def test_an_index_is_held_to_its_own() -> None:
    table = provisioned(50, 50, index(5, 5))
    assert updated(table, updating(**warm(Read=5))) == []
    (message,) = updated(table, updating(**warm(Write=4)))
    assert "WriteUnitsPerSecond for WarmThroughput for index by-colour is lower" in message


def test_it_is_within_the_quota() -> None:
    assert updated(on_demand(), warm(Read=40_001)) == [
        "Subscriber limit exceeded: Requested ReadUnitsPerSecond for WarmThroughput for table "
        "exceeds TableMaxReadCapacityUnits of the account in region eu-west-1"
    ]
