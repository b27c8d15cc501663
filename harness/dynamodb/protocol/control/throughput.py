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
    """The ProvisionedThroughput of a table or an index, None where the request has none."""
    throughput = owner.get("ProvisionedThroughput")
    if throughput is None:
        return None
    return Throughput(int(throughput["ReadCapacityUnits"]), int(throughput["WriteCapacityUnits"]))


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
    requested: dict[str | None, Throughput | None] = {
        update.get("IndexName"): requested_throughput(update)
        for update in index_updates(body, "Update")
    }
    requested[None] = requested_throughput(body)
    if switch:
        for index in table.global_indexes:
            requested.setdefault(index.name, None)
    return tuple(
        ThroughputChange(index, throughput, switch, now_ns, due_ns)
        for index, throughput in requested.items()
        if switch or throughput is not None
    )


def with_settings(table: Table, body: JsonObject) -> Table:
    """The table with the maxima and the warm throughput that a CreateTable or an UpdateTable
    gives it; both take effect at once (DDB-TABLE-178; warm throughput takes AWS minutes)."""
    requested = dict(owners(body))
    indexes = tuple(
        _with_own_settings(index, requested.get(index.name, {})) for index in table.indexes
    )
    return replace(_with_own_settings(table, body), indexes=indexes)


def _with_own_settings(owner: Owner, requested: JsonObject) -> Owner:
    return replace(
        owner,
        on_demand_maximum=_maximum(
            owner.on_demand_maximum, requested.get("OnDemandThroughput") or {}
        ),
        warm_throughput=_warm(owner, requested.get("WarmThroughput") or {}),
    )


def _maximum(before: OnDemandMaximum, requested: JsonObject) -> OnDemandMaximum:
    """Member by member; -1 clears one."""
    units = (
        requested.get("MaxReadRequestUnits") or before.read_units,
        requested.get("MaxWriteRequestUnits") or before.write_units,
    )
    return OnDemandMaximum(*(None if most == -1 else most for most in units))


def _warm(owner: Table | Index, requested: JsonObject) -> Throughput | None:
    if not requested:
        return owner.warm_throughput
    least = warm_throughput(owner)
    return Throughput(
        requested.get("ReadUnitsPerSecond") or least.read_units,
        requested.get("WriteUnitsPerSecond") or least.write_units,
    )
