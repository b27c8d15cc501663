from dataclasses import replace

import pytest

from harness.dynamodb.protocol.control.throughput_bounds import (
    refuse_cold_create,
    refuse_colder_update,
    refuse_maxima,
)
from harness.model.table import BillingMode, Throughput
from tests.unit.dynamodb.protocol.control.cars import (
    index,
    on_demand,
    provisioned,
    updating,
)
from tests.unit.dynamodb.protocol.control.cars import units as provisioning

INVALID = "One or more parameter values were invalid: "
READ = "MaxReadRequestUnits for OnDemandThroughput"


def refused(body, mode=BillingMode.PAY_PER_REQUEST, *, create=False) -> list[tuple[str, str]]:
    return [
        (refusal.name, refusal.message)
        for refusal in refuse_maxima(body, mode, "eu-west-1", create=create)
    ]


def maximum(**members: int) -> dict[str, object]:
    return {"OnDemandThroughput": {f"Max{name}RequestUnits": members[name] for name in members}}


@pytest.mark.parametrize(
    ("create", "message"),
    [
        (True, f"{INVALID}{READ} cannot be specified when table BillingMode is PROVISIONED."),
        (False, f"{INVALID}{READ} cannot be specified when the table BillingMode is PROVISIONED"),
    ],
)
def test_a_provisioned_table_has_no_maximum(create, message) -> None:
    found = refused(maximum(Read=5), BillingMode.PROVISIONED, create=create)
    assert found == [("ValidationException", message)]


def test_nor_has_its_index() -> None:
    ((_, message),) = refused(updating(**maximum(Write=5)), BillingMode.PROVISIONED)
    assert message == (
        f"{INVALID}MaxWriteRequestUnits for OnDemandThroughput for index: by-colour cannot be "
        "specified when the table BillingMode is PROVISIONED"
    )


@pytest.mark.parametrize(("units", "create"), [(0, True), (0, False), (-2, False), (-1, True)])
def test_a_maximum_is_1_or_more(units, create) -> None:
    found = refused(maximum(Read=units), create=create)
    message = f"{INVALID}Requested {READ} for table is outside of valid range"
    assert found == [("ValidationException", message)]


def test_an_update_clears_a_maximum_with_minus_1() -> None:
    assert refused(maximum(Read=-1, Write=1)) == []


def test_a_maximum_is_within_the_quota() -> None:
    assert refused(maximum(Read=40_000)) == []
    assert refused(updating(**maximum(Read=40_001))) == [
        (
            "LimitExceededException",
            f"Subscriber limit exceeded: Requested {READ} for index : by-colour exceeds "
            "TableMaxReadCapacityUnits of the account in region eu-west-1",
        )
    ]


def warm(**members: int) -> dict[str, object]:
    return {"WarmThroughput": {f"{name}UnitsPerSecond": members[name] for name in members}}


def created(body) -> list[str]:
    return [refusal.message for refusal in refuse_cold_create(body, "eu-west-1")]


def updated(table, body) -> list[str]:
    return [refusal.message for refusal in refuse_colder_update(body, table, "eu-west-1")]


def test_a_new_on_demand_table_is_warmer_than_every_one_is() -> None:
    assert created(warm(Read=12_000)) == []
    assert created(warm(Write=3_999)) == [
        f"{INVALID}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than "
        "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/"
        "developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
    ]


def test_a_new_provisioned_table_is_warmer_than_it_is_provisioned() -> None:
    assert created(provisioning(10, 10) | warm(Read=10)) == []
    assert created(provisioning(10, 10) | warm(Read=5)) == [
        f"{INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
        "ReadCapacityUnits of ProvisionedThroughput"
    ]


def test_warm_throughput_never_falls() -> None:
    lower = (
        f"{INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current "
        "WarmThroughput, decreasing WarmThroughput is not supported"
    )
    assert updated(on_demand(), warm(Read=11_999)) == [lower]
    assert updated(on_demand(), warm(Read=12_000)) == []
    once_higher = replace(provisioned(1, 1), warm_throughput=Throughput(3, 3))
    assert updated(once_higher, warm(Read=2)) == [lower]
    assert updated(once_higher, warm(Read=3)) == []


def test_an_index_is_held_to_its_own_warm_throughput() -> None:
    table = provisioned(50, 50, index(5, 5))
    assert updated(table, updating(**warm(Read=5))) == []
    (message,) = updated(table, updating(**warm(Write=4)))
    assert "WriteUnitsPerSecond for WarmThroughput for index by-colour is lower" in message


def test_warm_throughput_is_within_the_quota() -> None:
    assert updated(on_demand(), warm(Read=40_001)) == [
        "Subscriber limit exceeded: Requested ReadUnitsPerSecond for WarmThroughput for table "
        "exceeds TableMaxReadCapacityUnits of the account in region eu-west-1"
    ]
