"""What the engine is asked for, where AWS understands more than it does."""

from typing import Any, NamedTuple

from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.standing import wanted_mode
from harness.model.table import BillingMode

# DynamoDB Local 3.3.1 (tried 2026-11-23) drops the first three, and fails with an internal error
# where an OnDemandThroughput has one member only.
_NOT_UNDERSTOOD = ("TableThroughputMode", "TableClass", "WarmThroughput", "OnDemandThroughput")


class Forward(NamedTuple):
    """``operation`` is not always the one that the caller asked for: an UpdateTable that leaves
    the engine nothing to do is a DescribeTable, whose answer ``Tables.follow`` turns round."""

    operation: str
    body: JsonObject


def create_table(body: JsonObject) -> Forward:
    asked = _understood(body, body)
    if asked.get("GlobalSecondaryIndexes"):
        asked["GlobalSecondaryIndexes"] = [
            _without(index) for index in asked["GlobalSecondaryIndexes"]
        ]
    return Forward("CreateTable", asked)


def update_table(body: JsonObject, mode: BillingMode) -> Forward:
    """``mode``: the table's now."""
    asked = _understood(body, body)
    if asked.get("BillingMode") == mode:
        # Said again it changes nothing; while a switch is under way the engine would take it back.
        del asked["BillingMode"]
    if asked.get("GlobalSecondaryIndexUpdates"):
        updates = [_update(update) for update in asked["GlobalSecondaryIndexUpdates"]]
        asked["GlobalSecondaryIndexUpdates"] = [update for update in updates if update]
    asked = {member: value for member, value in asked.items() if value not in (None, [])}
    if asked.keys() <= {"TableName", "AttributeDefinitions"}:
        return Forward("DescribeTable", {"TableName": body["TableName"]})
    return Forward("UpdateTable", asked)


def _understood(asked: JsonObject, body: JsonObject) -> JsonObject:
    mode = wanted_mode(body)
    return _without(asked) | ({} if mode is None else {"BillingMode": str(mode)})


def _update(update: JsonObject) -> JsonObject:
    """Nothing for an Update that the engine need not know of."""
    kept: dict[str, Any] = {action: _without(entry) for action, entry in update.items() if entry}
    if set(kept.get("Update", {"?": 0})) == {"IndexName"}:
        del kept["Update"]
    return kept


def _without(asked: JsonObject) -> JsonObject:
    return {name: value for name, value in asked.items() if name not in _NOT_UNDERSTOOD}
