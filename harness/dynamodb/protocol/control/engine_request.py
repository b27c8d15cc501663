"""CreateTable and UpdateTable as the engine understands them: it knows less than AWS.

DynamoDB Local 3.3.1, tried 2026-11-23, drops TableThroughputMode, TableClass, WarmThroughput,
SSESpecification, Tags and ResourcePolicy; an OnDemandThroughput with one member is an internal
error, one with -1 in it clears both members, and an index's is kept as it was made.
"""

from harness.dynamodb.protocol.control.throughput import requested_mode, with_settings
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import OnDemandMaximum, Table

_AWS_ONLY = frozenset(
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
    """The CreateTable that the engine is sent."""
    request = _known_members(body)
    indexes = request.get("GlobalSecondaryIndexes")
    if indexes:
        request["GlobalSecondaryIndexes"] = [_without(index) for index in indexes]
    maximum = body.get("OnDemandThroughput") or {}
    if all(maximum.get(member) for member in _NO_MAXIMUM):
        request["OnDemandThroughput"] = maximum
    return request


def update_table(body: JsonObject, table: Table) -> JsonObject:
    """``table``: as it is in force. What leaves the engine nothing to do is still no error."""
    request = _known_members(body)
    if request.get("BillingMode") == table.billing_mode:
        # Said again it changes nothing; while a switch is under way the engine would take it back.
        del request["BillingMode"]
    updates = [_update(update) for update in request.pop("GlobalSecondaryIndexUpdates", None) or ()]
    if any(updates):
        request["GlobalSecondaryIndexUpdates"] = [update for update in updates if update]
    if body.get("OnDemandThroughput") or request.keys() <= {"TableName", "AttributeDefinitions"}:
        request["OnDemandThroughput"] = _maximum(with_settings(table, body).on_demand_maximum)
    return request


def _known_members(body: JsonObject) -> JsonObject:
    mode = requested_mode(body)
    return _without(body) | ({} if mode is None else {"BillingMode": str(mode)})


def _update(update: JsonObject) -> JsonObject:
    """Nothing for an Update that the engine need not know of."""
    engine_update = update | {name: _without(update[name]) for name in _ACTIONS if update.get(name)}
    relevant = engine_update.keys() != {"Update"} or "ProvisionedThroughput" in (
        engine_update["Update"] or ()
    )
    return engine_update if relevant else {}


def _maximum(maximum: OnDemandMaximum) -> JsonObject:
    read, write = maximum.read_units, maximum.write_units
    if read is None or write is None:
        return _NO_MAXIMUM
    return {"MaxReadRequestUnits": read, "MaxWriteRequestUnits": write}


def _without(request: JsonObject) -> JsonObject:
    return {
        name: value
        for name, value in request.items()
        if name not in _AWS_ONLY and value is not None
    }
