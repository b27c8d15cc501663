"""A TableDescription as AWS gives it: DynamoDB Local's, with what the engine forgets."""

from uuid import NAMESPACE_URL, uuid5

from harness.dynamodb.protocol.control.lifecycle import creating
from harness.dynamodb.protocol.control.state import (
    TableState,
    ThroughputChange,
    lowers,
    raises,
    signing_name_of,
    warm_throughput,
)
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import Index, OnDemandMaximum, Table, Throughput
from harness.model.time import NS_PER_S

_MODE_SUMMARIES = (
    ("BillingModeSummary", "BillingMode"),
    ("TableThroughputModeSummary", "TableThroughputMode"),
)
_LAST_ON_DEMAND = "LastUpdateToPayPerRequestDateTime"

# Members of an UpdateTable that is answered with UPDATING (DDB-TABLE-002, -052, -177).
_UPDATING = ("BillingMode", "TableThroughputMode", "TableClass", "StreamSpecification")

_NOT_SET = Throughput(0, 0)


def described(description: JsonObject, state: TableState, arn: str, now_ns: int) -> JsonObject:
    """As DescribeTable answers. ``arn``: the table's. Dates are seconds since the epoch.

    Sources: DDB-TABLE-025, -028, -032, -055, -060, -064, -134, -138; of TableThroughputModeSummary
    ExtendDB's tests. ``TableId`` is made of the ARN and the creation date, so it stays the same in
    a later run on the same files.
    """
    answer = description | {
        "TableArn": arn,
        "TableId": str(uuid5(NAMESPACE_URL, f"{arn} {description.get('CreationDateTime')}")),
        **_throughput_members(state, state.table, None, now_ns),
        **_mode_summaries(description, state),
    }
    if state.encryption is not None:
        answer["SSEDescription"] = state.encryption
    if state.change(None) is not None:
        answer["TableStatus"] = "UPDATING"
    if state.table_class is not None:
        answer["TableClassSummary"] = _class_summary(state)
    for member in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if member in description:
            answer[member] = [_index(index, state, arn, now_ns) for index in description[member]]
    return answer


def _index(description: JsonObject, state: TableState, arn: str, now_ns: int) -> JsonObject:
    name = description["IndexName"]
    answer = description | {"IndexArn": f"{arn}/index/{name}"}
    index = state.table.index(name)
    if index is None or index not in state.table.global_indexes:
        return answer
    answer |= _throughput_members(state, index, name, now_ns)
    if state.change(name) is not None:
        answer["IndexStatus"] = "UPDATING"
    return answer


def _throughput_members(
    state: TableState, owner: Table | Index, index: str | None, now_ns: int
) -> JsonObject:
    warm = warm_throughput(owner)
    members: JsonObject = {
        "ProvisionedThroughput": _provisioned(state, index, now_ns),
        "WarmThroughput": {
            "ReadUnitsPerSecond": warm.read_units,
            "WriteUnitsPerSecond": warm.write_units,
            "Status": "ACTIVE",
        },
    }
    if owner.on_demand_maximum != OnDemandMaximum():
        members["OnDemandThroughput"] = _maximum(owner.on_demand_maximum)
    return members


def _provisioned(state: TableState, index: str | None, now_ns: int) -> JsonObject:
    """A change under way shows its date at once; its units only when the mode switches too
    (DDB-TABLE-060, -064)."""
    change, history = state.change(index), state.history(index)
    owner = signing_name_of(state.table, index)
    before = None if owner is None else owner.throughput
    shown = change.throughput if change is not None and change.switch else before
    shown = shown or _NOT_SET
    increased_ns, decreased_s = history.increased_ns, history.decreases.last_s
    if change is not None and not change.switch:
        increased_ns = change.requested_ns if raises(before, change.throughput) else increased_ns
        decreased_s = _decreased_s(change, before, decreased_s)
    dates = {
        "LastIncreaseDateTime": None if increased_ns is None else _date(increased_ns),
        "LastDecreaseDateTime": decreased_s,
    }
    return {name: date for name, date in dates.items() if date is not None} | {
        "NumberOfDecreasesToday": history.decreases.today(now_ns // NS_PER_S),
        "ReadCapacityUnits": shown.read_units,
        "WriteCapacityUnits": shown.write_units,
    }


def _decreased_s(
    change: ThroughputChange, before: Throughput | None, last_s: int | None
) -> int | None:
    return change.requested_ns // NS_PER_S if lowers(before, change.throughput) else last_s


def _mode_summaries(description: JsonObject, state: TableState) -> JsonObject:
    """Both or neither, with the same date; it is missing until the switch is done."""
    summary = description.get("BillingModeSummary")
    if summary is None:
        return {}
    change = state.change(None)
    date = (
        {}
        if change is not None and change.to_on_demand
        else {_LAST_ON_DEMAND: summary.get(_LAST_ON_DEMAND)}
    )
    known = {name: value for name, value in date.items() if value is not None}
    return {member: {mode: summary.get("BillingMode")} | known for member, mode in _MODE_SUMMARIES}


def created(answer: JsonObject, request: JsonObject) -> JsonObject:
    """What CreateTable answers of that: less (DDB-TABLE-033), and CREATING (-001)."""
    for member, mode in _MODE_SUMMARIES:
        if member in answer:
            answer[member] = {mode: answer[member][mode]}
    for index in answer.get("GlobalSecondaryIndexes") or ():
        index.pop("WarmThroughput", None)
    if request.get("WarmThroughput"):
        return creating(_warming(answer))
    del answer["WarmThroughput"]
    return creating(answer)


def updated(answer: JsonObject, request: JsonObject) -> JsonObject:
    """What UpdateTable answers of that: UPDATING, though nothing may be under way
    (DDB-TABLE-156, -179), and -1 for a maximum that was cleared (DDB-TABLE-182)."""
    if any(request.get(member) for member in _UPDATING):
        answer["TableStatus"] = "UPDATING"
    maximum = request.get("OnDemandThroughput") or {}
    cleared = {member: units for member, units in maximum.items() if units == -1}
    if cleared:
        answer["OnDemandThroughput"] = answer.get("OnDemandThroughput", {}) | cleared
    if request.get("SSESpecification") is not None:
        answer["SSEDescription"] = answer.get("SSEDescription", {}) | {"Status": "UPDATING"}
    return _warming(answer) if request.get("WarmThroughput") else answer


def _warming(answer: JsonObject) -> JsonObject:
    answer["WarmThroughput"]["Status"] = "UPDATING"
    return answer


def _class_summary(state: TableState) -> JsonObject:
    summary: JsonObject = {"TableClass": state.table_class}
    if state.class_changed_ns is not None:
        summary["LastUpdateDateTime"] = _date(state.class_changed_ns)
    return summary


def _maximum(maximum: OnDemandMaximum) -> JsonObject:
    members = {
        "MaxReadRequestUnits": maximum.read_units,
        "MaxWriteRequestUnits": maximum.write_units,
    }
    return {name: units for name, units in members.items() if units is not None}


def _date(epoch_ns: int) -> float:
    """To the millisecond, as AWS gives dates."""
    return round(epoch_ns / NS_PER_S, 3)
