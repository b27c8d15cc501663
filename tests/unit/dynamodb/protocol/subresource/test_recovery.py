"""Shapes and words: ack-api-quirks DDB-TABLE-083 to -085, measured on AWS, 2026-10-08."""

from typing import Any

import pytest

from tests.unit.dynamodb.protocol.control.cars import NOON_NS, S_NS
from tests.unit.dynamodb.protocol.subresource.catalog_of import Desk

NOON_S = NOON_NS // S_NS
AT = "pointInTimeRecoverySpecification"


def recovery(answer: Any) -> Any:
    description = answer["ContinuousBackupsDescription"]
    assert description["ContinuousBackupsStatus"] == "ENABLED"
    return description["PointInTimeRecoveryDescription"]


def update(desk: Desk, **members: Any) -> Any:
    return desk.ask(
        "UpdateContinuousBackups", TableName="cars", PointInTimeRecoverySpecification=members
    )


def test_recovery_is_off_on_with_35_days_and_off_again() -> None:
    desk = Desk()
    off = {"PointInTimeRecoveryStatus": "DISABLED"}
    assert recovery(desk.ask("DescribeContinuousBackups", TableName="cars")) == off
    on = recovery(update(desk, PointInTimeRecoveryEnabled=True))
    assert on == {
        "PointInTimeRecoveryStatus": "ENABLED",
        "RecoveryPeriodInDays": 35,
        "EarliestRestorableDateTime": NOON_S,
        "LatestRestorableDateTime": NOON_S,
    }
    assert recovery(desk.ask("DescribeContinuousBackups", TableName="cars")) == on
    assert recovery(update(desk, PointInTimeRecoveryEnabled=False)) == off


def test_the_span_moves_on_with_time_and_another_period_does_not_restart_it() -> None:
    desk = Desk()
    update(desk, PointInTimeRecoveryEnabled=True)
    desk.now_ns += 3_600 * S_NS
    later = recovery(update(desk, PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=1))
    assert later["RecoveryPeriodInDays"] == 1
    assert later["EarliestRestorableDateTime"] == NOON_S
    assert later["LatestRestorableDateTime"] == NOON_S + 3_300
    desk.now_ns += 86_400 * S_NS
    described = recovery(desk.ask("DescribeContinuousBackups", TableName="cars"))
    assert described["EarliestRestorableDateTime"] == NOON_S + 3_600


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {},
            f"1 validation error detected: Value null at '{AT}.pointInTimeRecoveryEnabled' failed "
            "to satisfy constraint: Member must not be null",
        ),
        (
            {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 36},
            f"1 validation error detected: Value '36' at '{AT}.recoveryPeriodInDays' failed to "
            "satisfy constraint: Member must have value less than or equal to 35",
        ),
        (
            {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 0},
            f"1 validation error detected: Value '0' at '{AT}.recoveryPeriodInDays' failed to "
            "satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            {"PointInTimeRecoveryEnabled": False, "RecoveryPeriodInDays": 7},
            "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time "
            "recovery.",
        ),
    ],
)
def test_a_specification_is_whole_and_within_bounds(members, message) -> None:
    assert update(Desk(), **members) == ("ValidationException", message)
