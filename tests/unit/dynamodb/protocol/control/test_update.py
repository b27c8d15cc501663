import pytest

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.throughput import throughput_changes
from harness.dynamodb.protocol.control.update import refuse_update
from tests.unit.dynamodb.protocol.control.cars import (
    NOON_NS,
    S_NS,
    account,
    index,
    on_demand,
    provisioned,
    units,
    updating,
)

INVALID = "One or more parameter values were invalid: "
IN_USE = "Attempt to change a resource which is still in use: "
ON_DEMAND = {"BillingMode": "PAY_PER_REQUEST"}
PROVISIONED = {"BillingMode": "PROVISIONED"}
HOUR_NS = 3600 * S_NS


def refused(standing: TableState | None, body, now_ns: int = NOON_NS) -> tuple[str, str] | None:
    tables = () if standing is None else (standing.table,)
    body = {"TableName": "cars", **body}
    refusal = refuse_update(body, standing, account(*tables), now_ns)
    return None if refusal is None else (refusal.name, refusal.message)


def invalid(what: str) -> tuple[str, str]:
    return "ValidationException", f"{INVALID}{what}"


def in_use(what: str) -> tuple[str, str]:
    return "ResourceInUseException", f"{IN_USE}{what}"


def changed(standing: TableState, body, at_ns: int) -> None:
    """Accepted and in force at once."""
    standing.changes += throughput_changes(standing.table, body, at_ns, at_ns)
    standing.take_effect(at_ns)


def test_something_has_to_change() -> None:
    for body in ({}, {"GlobalSecondaryIndexUpdates": []}, {"AttributeDefinitions": [{}]}):
        name, message = refused(TableState(provisioned(1, 1)), body) or ("", "")
        assert name == "ValidationException"
        assert message.startswith("At least one of ProvisionedThroughput, BillingMode, UpdateStre")
        assert message.endswith("OnDemandThroughput, WarmThroughput or TableClass is required")


@pytest.mark.parametrize(
    ("table", "body", "what"),
    [
        (
            provisioned(1, 1),
            ON_DEMAND | units(1, 1),
            "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST",
        ),
        (
            on_demand(),
            units(1, 1),
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST",
        ),
        (
            on_demand(),
            PROVISIONED,
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        ),
        (
            on_demand(),
            {"TableThroughputMode": "PROVISIONED"},
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        ),
        (
            on_demand(index(), index(name="by-year")),
            PROVISIONED | units(1, 1),
            "ProvisionedThroughput must be specified for index: by-colour,by-year",
        ),
        (
            on_demand(index()),
            updating(**units(1, 1)),
            "The only Updates for index: by-colour when TableThroughputMode is PAY_PER_REQUEST can "
            "be to OnDemandThroughput, WarmThroughput",
        ),
        (
            on_demand(),
            {"GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "x", **units(1, 1)}}]},
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: x when "
            "BillingMode is PAY_PER_REQUEST",
        ),
        (
            provisioned(1, 1),
            {"GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "x"}}]},
            "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: x",
        ),
    ],
)
def test_what_does_not_go_with_the_billing_mode_is_refused(table, body, what) -> None:
    assert refused(TableState(table), body) == invalid(what)


@pytest.mark.parametrize(
    ("table", "body"),
    [
        (provisioned(1, 1), ON_DEMAND),
        (provisioned(1, 1), ON_DEMAND | {"OnDemandThroughput": {"MaxReadRequestUnits": 9}}),
        (on_demand(), ON_DEMAND),
        (on_demand(index()), PROVISIONED | units(1, 1) | updating(**units(1, 1))),
        (provisioned(1, 1), PROVISIONED | units(2, 1)),
        (provisioned(1, 1, index(1, 1)), updating(**units(2, 1))),
        (provisioned(1, 1), {"TableClass": "STANDARD"}),
        (provisioned(1, 1), {"DeletionProtectionEnabled": False}),
    ],
)
def test_what_goes_with_it_is_accepted(table, body) -> None:
    assert refused(TableState(table), body) is None


def test_a_table_that_is_not_there_is_told_of_by_the_engine() -> None:
    assert refused(None, units(1, 1)) is None


HIGHER = (
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
    "limits."
)


@pytest.mark.parametrize(
    ("body", "whose", "of"),
    [
        (units(10, 5), "the table", "the table"),
        (PROVISIONED | units(10, 5), "the table", "the table"),
        (updating(**units(10, 5)), "the index by-colour", "index by-colour"),
    ],
)
def test_the_same_throughput_is_no_change(body, whose, of) -> None:
    assert refused(TableState(provisioned(10, 5, index(10, 5))), body) == (
        "ValidationException",
        f"The provisioned throughput for {whose} will not change. "
        "The requested value equals the current value. "
        f"Current ReadCapacityUnits provisioned for {of}: 10. Requested ReadCapacityUnits: 10. "
        f"Current WriteCapacityUnits provisioned for {of}: 5. Requested WriteCapacityUnits: 5. "
        f"{HIGHER}",
    )


def test_while_throughput_changes_it_is_not_changed_again() -> None:
    standing = TableState(provisioned(1, 1, index(1, 1)))
    standing.changes = throughput_changes(standing.table, units(2, 2), NOON_NS, NOON_NS + 1)
    busy = in_use("Table IOPS are currently being updated. Table: cars")
    assert refused(standing, units(3, 3)) == busy
    assert refused(standing, units(1, 1)) == busy
    assert refused(standing, ON_DEMAND) == busy
    assert refused(standing, {"StreamSpecification": {"StreamEnabled": False}}) == in_use(
        "Can't enable or disable stream while table IOPS are being updated. Table: cars"
    )
    assert refused(standing, updating(**units(2, 2))) is None
    assert refused(standing, {"DeletionProtectionEnabled": True}) is None


def test_while_the_mode_changes_no_maximum_is_set() -> None:
    standing = TableState(provisioned(1, 1))
    standing.changes = throughput_changes(standing.table, ON_DEMAND, NOON_NS, NOON_NS + 1)
    maximum = {"OnDemandThroughput": {"MaxReadRequestUnits": 9}}
    assert refused(standing, ON_DEMAND | maximum) == in_use(
        "Table IOPS are currently being updated. Table: cars"
    )
    standing.table = on_demand()
    assert refused(standing, maximum) == in_use(
        "OnDemandThroughput cannot be updated while BillingMode update is in progress"
    )


def test_the_fifth_decrease_of_a_day_waits_an_hour() -> None:
    standing = TableState(provisioned(10, 10))
    for read in (9, 8, 7, 6):
        assert refused(standing, units(read, 10)) is None
        changed(standing, units(read, 10), NOON_NS)
    assert refused(standing, units(5, 10), NOON_NS + HOUR_NS - S_NS) == (
        "LimitExceededException",
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        "UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be "
        "performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at "
        "Monday, November 23, 2026 at 12:00:00 PM Coordinated Universal Time. Next decrease can be "
        "made at Monday, November 23, 2026 at 1:00:00 PM Coordinated Universal Time",
    )
    assert refused(standing, units(5, 20)) is not None
    assert refused(standing, units(7, 10)) is None
    assert refused(standing, units(5, 10), NOON_NS + HOUR_NS) is None


def test_an_index_has_a_budget_of_its_own_and_one_refusal_refuses_all() -> None:
    standing = TableState(provisioned(10, 10, index(10, 10)))
    for read in (9, 8, 7, 6):
        changed(standing, units(read, 10), NOON_NS)
    assert refused(standing, updating(**units(9, 10))) is None
    assert refused(standing, units(5, 10) | updating(**units(9, 10))) is not None


def test_a_table_goes_on_demand_four_times_a_day() -> None:
    standing = TableState(provisioned(1, 1))
    for _ in range(4):
        assert refused(standing, ON_DEMAND) is None
        standing.switches.accept(NOON_NS // S_NS)
    name, message = refused(standing, ON_DEMAND) or ("", "")
    assert name == "LimitExceededException"
    assert "Update to PayPerRequest mode are limited to" in message
    assert refused(standing, ON_DEMAND, NOON_NS + 24 * HOUR_NS) is None
