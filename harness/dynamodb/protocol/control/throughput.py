"""What CreateTable and UpdateTable ask of throughput."""

from collections.abc import Iterator
from dataclasses import replace

from harness.dynamodb.protocol.control.state import Owner, ThroughputChange, warm_throughput
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import BillingMode, Index, OnDemandMaximum, Table, Throughput


def requested_mode(body: JsonObject) -> BillingMode | None:
    """TableThroughputMode is another name of BillingMode, which wins (ExtendDB, 2026-08-21)."""
    mode = body.get("BillingMode") or body.get("TableThroughputMode")
    return None if mode is None else BillingMode(mode)


def requested_throughput(owner: JsonObject) -> Throughput | None:
    asked = owner.get("ProvisionedThroughput")
    if asked is None:
        return None
    return Throughput(int(asked["ReadCapacityUnits"]), int(asked["WriteCapacityUnits"]))


def owners(body: JsonObject) -> Iterator[tuple[str | None, JsonObject]]:
    """Who may have throughput in a request: the table, as None, and each global index."""
    yield None, body
    for index in body.get("GlobalSecondaryIndexes") or ():
        yield index.get("IndexName"), index
    for action in ("Create", "Update"):
        for index in index_updates(body, action):
            yield index.get("IndexName"), index


def index_updates(body: JsonObject, action: str) -> Iterator[JsonObject]:
    """The Create, Update or Delete entries of GlobalSecondaryIndexUpdates."""
    for update in body.get("GlobalSecondaryIndexUpdates") or ():
        if update.get(action):
            yield update[action]


def throughput_changes(
    table: Table, body: JsonObject, now_ns: int, due_ns: int
) -> tuple[ThroughputChange, ...]:
    """The throughput that an acceptable UpdateTable changes."""
    mode = requested_mode(body)
    switch = mode is not None and mode is not table.billing_mode
    wanted: dict[str | None, Throughput | None] = {
        update.get("IndexName"): requested_throughput(update)
        for update in index_updates(body, "Update")
    }
    wanted[None] = requested_throughput(body)
    if switch:
        for index in table.global_indexes:
            wanted.setdefault(index.name, None)
    return tuple(
        ThroughputChange(index, throughput, switch, now_ns, due_ns)
        for index, throughput in wanted.items()
        if switch or throughput is not None
    )


def told(table: Table, body: JsonObject) -> Table:
    """The table with the maxima and the warm throughput that a CreateTable or an UpdateTable
    gives it; both take effect at once (DDB-TABLE-178; warm throughput takes AWS minutes)."""
    asked = dict(owners(body))
    indexes = tuple(_told(index, asked.get(index.name, {})) for index in table.indexes)
    return replace(_told(table, body), indexes=indexes)


def _told(owner: Owner, asked: JsonObject) -> Owner:
    return replace(
        owner,
        on_demand_maximum=_maximum(owner.on_demand_maximum, asked.get("OnDemandThroughput") or {}),
        warm_throughput=_warm(owner, asked.get("WarmThroughput") or {}),
    )


def _maximum(before: OnDemandMaximum, asked: JsonObject) -> OnDemandMaximum:
    """Member by member; -1 clears one."""
    units = (
        asked.get("MaxReadRequestUnits") or before.read_units,
        asked.get("MaxWriteRequestUnits") or before.write_units,
    )
    return OnDemandMaximum(*(None if each == -1 else each for each in units))


def _warm(owner: Table | Index, asked: JsonObject) -> Throughput | None:
    if not asked:
        return owner.warm_throughput
    least = warm_throughput(owner)
    return Throughput(
        asked.get("ReadUnitsPerSecond") or least.read_units,
        asked.get("WriteUnitsPerSecond") or least.write_units,
    )
