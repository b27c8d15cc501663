"""CreateTable and UpdateTable as the engine understands them: it knows less than AWS.

DynamoDB Local 3.3.1, tried 2026-11-23, drops TableThroughputMode, TableClass, WarmThroughput,
SSESpecification, Tags and ResourcePolicy; an OnDemandThroughput with one member is an internal
error, one with -1 in it clears both members, and an index's is kept as it was made.
"""

from harness.dynamodb.protocol.control.throughput import requested_mode, told
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import OnDemandMaximum, Table

_NOT_UNDERSTOOD = frozenset(
    (
        "TableThroughputMode",
        "TableClass",
        "WarmThroughput",
        "OnDemandThroughput",
        "SSESpecification",
        "Tags",
        "ResourcePolicy",
    )
)

_ACTIONS = ("Create", "Update")

# Changes nothing, but what is kept of the maximum, and that in any billing mode.
_NO_MAXIMUM = {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}


def create_table(body: JsonObject) -> JsonObject:
    asked = _understood(body)
    indexes = asked.get("GlobalSecondaryIndexes")
    if indexes:
        asked["GlobalSecondaryIndexes"] = [_without(index) for index in indexes]
    maximum = body.get("OnDemandThroughput") or {}
    if all(maximum.get(member) for member in _NO_MAXIMUM):
        asked["OnDemandThroughput"] = maximum
    return asked


def update_table(body: JsonObject, table: Table) -> JsonObject:
    """``table``: as it is in force. What leaves the engine nothing to do is still no error."""
    asked = _understood(body)
    if asked.get("BillingMode") == table.billing_mode:
        # Said again it changes nothing; while a switch is under way the engine would take it back.
        del asked["BillingMode"]
    updates = [_update(update) for update in asked.pop("GlobalSecondaryIndexUpdates", None) or ()]
    if any(updates):
        asked["GlobalSecondaryIndexUpdates"] = [update for update in updates if update]
    if body.get("OnDemandThroughput") or asked.keys() <= {"TableName", "AttributeDefinitions"}:
        asked["OnDemandThroughput"] = _kept(told(table, body).on_demand_maximum)
    return asked


def _understood(body: JsonObject) -> JsonObject:
    mode = requested_mode(body)
    return _without(body) | ({} if mode is None else {"BillingMode": str(mode)})


def _update(update: JsonObject) -> JsonObject:
    """Nothing for an Update that the engine need not know of."""
    kept = update | {name: _without(update[name]) for name in _ACTIONS if update.get(name)}
    known = kept.keys() != {"Update"} or "ProvisionedThroughput" in (kept["Update"] or ())
    return kept if known else {}


def _kept(maximum: OnDemandMaximum) -> JsonObject:
    read, write = maximum.read_units, maximum.write_units
    if read is None or write is None:
        return _NO_MAXIMUM
    return {"MaxReadRequestUnits": read, "MaxWriteRequestUnits": write}


def _without(asked: JsonObject) -> JsonObject:
    return {
        name: value
        for name, value in asked.items()
        if name not in _NOT_UNDERSTOOD and value is not None
    }
