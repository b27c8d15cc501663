"""Point-in-time recovery: switched on and off, and described; nothing is ever restored.

Sources: ack-api-quirks DDB-TABLE-083 to -085, -098, measured on AWS, 2026-10-08.
"""

from harness.capacity.bucket import NS_PER_S
from harness.dynamodb.protocol.control.standing import Standing
from harness.dynamodb.protocol.refusal import DYNAMODB, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.subresource.catalog import Catalog
from harness.dynamodb.protocol.subresource.state import Recovery
from harness.wire.refusal import Refusal

PERIOD_DAYS = 35

# What was written less than 5 minutes ago cannot be restored yet.
_LAG_NS = 300 * NS_PER_S
_DAY_NS = 86_400 * NS_PER_S
_SPECIFICATION = "PointInTimeRecoverySpecification"


def describe(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    standing = _table(body, catalog)
    if isinstance(standing, Refusal):
        return standing
    return _described(standing.subresources.recovery, catalog.now_ns)


def update(body: JsonObject, catalog: Catalog) -> JsonObject | Refusal:
    """In force at once, on AWS too. Switching it on again changes the period alone."""
    refusal = _refuse_period(body)
    if refusal is not None:
        return refusal
    standing = _table(body, catalog)
    if isinstance(standing, Refusal):
        return standing
    wanted, kept = body[_SPECIFICATION], standing.subresources
    if wanted["PointInTimeRecoveryEnabled"]:
        since_ns = catalog.now_ns if kept.recovery is None else kept.recovery.since_ns
        kept.recovery = Recovery(since_ns, wanted.get("RecoveryPeriodInDays") or PERIOD_DAYS)
    else:
        kept.recovery = None
    return _described(kept.recovery, catalog.now_ns)


def _table(body: JsonObject, catalog: Catalog) -> Standing | Refusal:
    standing = catalog.table(body)
    if isinstance(standing, Refusal) and standing.name == "ResourceNotFoundException":
        message = f"Table not found: {table_name(body['TableName'])}"
        return Refusal(DYNAMODB + "TableNotFoundException", message)
    return standing


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
