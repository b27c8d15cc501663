"""Point-in-time recovery: switched on and off, and described; nothing is ever restored.

Sources: ack-api-quirks DDB-TABLE-083 to -085, -098, measured on AWS, 2026-10-08.
"""

from collections.abc import Iterator

from harness.capacity.bucket import NS_PER_S
from harness.dynamodb.protocol.constraint import violation, violations
from harness.dynamodb.protocol.control.standing import Standing
from harness.dynamodb.protocol.refusal import DYNAMODB, Refusal, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.subresource.catalog import Catalog
from harness.dynamodb.protocol.subresource.state import Recovery

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
    refusal = violations(_violations(body)) or _refuse_period(body)
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
        return Refusal(DYNAMODB, "TableNotFoundException", message)
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


def _violations(body: JsonObject) -> Iterator[str]:
    wanted = body.get(_SPECIFICATION)
    if wanted is None:
        yield violation("null", _SPECIFICATION, "Member must not be null")
        return
    at = "pointInTimeRecoverySpecification"
    if wanted.get("PointInTimeRecoveryEnabled") is None:
        yield violation("null", f"{at}.pointInTimeRecoveryEnabled", "Member must not be null")
    days = wanted.get("RecoveryPeriodInDays")
    for bound, beyond in (
        ("greater than or equal to 1", days is not None and days < 1),
        (f"less than or equal to {PERIOD_DAYS}", days is not None and days > PERIOD_DAYS),
    ):
        if beyond:
            what = f"Member must have value {bound}"
            yield violation(f"'{days}'", f"{at}.recoveryPeriodInDays", what)


def _refuse_period(body: JsonObject) -> Refusal | None:
    wanted = body[_SPECIFICATION]
    if wanted["PointInTimeRecoveryEnabled"] or wanted.get("RecoveryPeriodInDays") is None:
        return None
    return validation(
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time "
        "recovery."
    )
