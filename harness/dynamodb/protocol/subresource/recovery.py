"""Point-in-time recovery: switched on and off, and described; nothing is ever restored.

Sources: ack-api-quirks DDB-TABLE-083 to -085, -098, measured on AWS, 2026-10-08.
"""

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import DYNAMODB, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.dynamodb.protocol.subresource.subresources import Recovery
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

PERIOD_DAYS = 35

# What was written less than 5 minutes ago cannot be restored yet.
_LAG_NS = 300 * NS_PER_S
_DAY_NS = 86_400 * NS_PER_S
_SPECIFICATION = "PointInTimeRecoverySpecification"


def find_table(lookup: TableLookup, body: JsonObject) -> TableState | Refusal:
    """The table that is named; these operations have an error of their own for a missing one."""
    state = lookup.table(body)
    if isinstance(state, Refusal) and state.name == "ResourceNotFoundException":
        message = f"Table not found: {table_name(body['TableName'])}"
        return Refusal(DYNAMODB + "TableNotFoundException", message)
    return state


def describe(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer DescribeContinuousBackups."""
    return _described(state.subresources.recovery, now_ns)


def update(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer UpdateContinuousBackups, in force at once, on AWS too.

    Switching it on again changes the period alone.
    """
    specification, recovery = body[_SPECIFICATION], state.subresources.recovery
    if specification["PointInTimeRecoveryEnabled"]:
        since_ns = now_ns if recovery is None else recovery.since_ns
        days = specification.get("RecoveryPeriodInDays") or PERIOD_DAYS
        state.subresources.recovery = Recovery(since_ns, days)
    else:
        state.subresources.recovery = None
    return _described(state.subresources.recovery, now_ns)


def refuse_period(body: JsonObject) -> Refusal | None:
    """AWS's refusal of a period for what is switched off."""
    specification = body[_SPECIFICATION]
    if (
        specification["PointInTimeRecoveryEnabled"]
        or specification.get("RecoveryPeriodInDays") is None
    ):
        return None
    return validation(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time "
        "recovery."
    )


def _described(recovery: Recovery | None, now_ns: int) -> JsonObject:
    description: JsonObject = {"PointInTimeRecoveryStatus": "DISABLED"}
    if recovery is not None:
        first_ns = max(recovery.since_ns, now_ns - recovery.period_days * _DAY_NS)
        description = {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": recovery.period_days,
            "EarliestRestorableDateTime": first_ns // NS_PER_S,
            "LatestRestorableDateTime": max(recovery.since_ns, now_ns - _LAG_NS) // NS_PER_S,
        }
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": description,
        }
    }
