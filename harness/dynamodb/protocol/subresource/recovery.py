"""Point-in-time recovery: switched on and off, and described; nothing is ever restored.

Sources: ack-api-quirks DDB-TABLE-083 to -085, -098, measured on AWS, 2026-10-08.
"""

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import DYNAMODB, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.dynamodb.protocol.subresource.state import Recovery
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

PERIOD_DAYS = 35

# What was written less than 5 minutes ago cannot be restored yet.
_LAG_NS = 300 * NS_PER_S
_DAY_NS = 86_400 * NS_PER_S
_SPECIFICATION = "PointInTimeRecoverySpecification"


def describe(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    state = _table(body, lookup)
    if isinstance(state, Refusal):
        return state
    return _described(state.subresources.recovery, lookup.now_ns)


def update(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    """In force at once, on AWS too. Switching it on again changes the period alone."""
    refusal = _refuse_period(body)
    if refusal is not None:
        return refusal
    state = _table(body, lookup)
    if isinstance(state, Refusal):
        return state
    wanted, kept = body[_SPECIFICATION], state.subresources
    if wanted["PointInTimeRecoveryEnabled"]:
        since_ns = lookup.now_ns if kept.recovery is None else kept.recovery.since_ns
        kept.recovery = Recovery(since_ns, wanted.get("RecoveryPeriodInDays") or PERIOD_DAYS)
    else:
        kept.recovery = None
    return _described(kept.recovery, lookup.now_ns)


def _table(body: JsonObject, lookup: TableLookup) -> TableState | Refusal:
    state = lookup.table(body)
    if isinstance(state, Refusal) and state.name == "ResourceNotFoundException":
        message = f"Table not found: {table_name(body['TableName'])}"
        return Refusal(DYNAMODB + "TableNotFoundException", message)
    return state


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


def _refuse_period(body: JsonObject) -> Refusal | None:
    wanted = body[_SPECIFICATION]
    if wanted["PointInTimeRecoveryEnabled"] or wanted.get("RecoveryPeriodInDays") is None:
        return None
    return validation(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time "
        "recovery."
    )
