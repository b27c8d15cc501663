"""What AWS refuses of UpdateTable."""

from collections.abc import Iterator, Sequence

from harness.dynamodb.protocol.control.encryption import (
    refuse_encryption,
    refuse_same_encryption,
)
from harness.dynamodb.protocol.control.index_update import refuse_index_updates, refuse_stream
from harness.dynamodb.protocol.control.quota import RegionTables, out_of_bounds, over_when_updated
from harness.dynamodb.protocol.control.state import (
    TableState,
    ThroughputChange,
    lowers,
    signing_name_of,
)
from harness.dynamodb.protocol.control.throughput import (
    index_updates,
    requested_mode,
    throughput_changes,
)
from harness.dynamodb.protocol.control.throughput_bounds import refuse_colder_update, refuse_maxima
from harness.dynamodb.protocol.refusal import (
    HIGHER_LIMITS,
    first,
    in_use,
    invalid,
    limit_exceeded,
    validation,
)
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import BillingMode, Table, Throughput
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

# UpdateStreamEnabled is what AWS's message calls it.
_MEMBERS = (
    "ProvisionedThroughput",
    "BillingMode",
    "TableThroughputMode",
    "StreamSpecification",
    "GlobalSecondaryIndexUpdates",
    "SSESpecification",
    "ReplicaUpdates",
    "MultiRegionConsistency",
    "DeletionProtectionEnabled",
    "OnDemandThroughput",
    "WarmThroughput",
    "TableClass",
)
_NOTHING = (
    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
    "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, "
    "ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, "
    "OnDemandThroughput, WarmThroughput or TableClass is required"
)
_NEITHER = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"


def refuse_update(
    body: JsonObject, state: TableState | None, account: RegionTables, now_ns: int
) -> Refusal | None:
    """None where nothing is refused. ``body``: one that validation lets through.

    ``state`` None: there is no such table, which the engine answers with its error.
    """
    refusal = first(_refuse_nothing(body), out_of_bounds(body), _refuse_mode(body))
    if refusal is not None or state is None:
        return refusal
    table = state.table
    mode = requested_mode(body) or table.billing_mode
    changes = throughput_changes(table, body, now_ns, now_ns)
    return first(
        _refuse_on_demand(body) if mode is BillingMode.PAY_PER_REQUEST else (),
        _refuse_provisioned(body, table) if mode is BillingMode.PROVISIONED else (),
        _refuse_in_use(body, state, changes),
        refuse_index_updates(body, table),
        refuse_stream(body, table),
        refuse_encryption(body),
        refuse_same_encryption(body, state.encryption),
        _refuse_same(table, changes),
        refuse_maxima(body, mode, account.region, create=False),
        refuse_colder_update(body, table, account.region),
        _refuse_decreases(state, changes, now_ns),
        _refuse_switch(state, changes, now_ns),
        over_when_updated(table, changes, account),
    )


def _refuse_nothing(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-015."""
    if all(body.get(member) in (None, []) for member in _MEMBERS):
        yield validation(_NOTHING)


def _refuse_mode(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-056."""
    mode, provisioned = requested_mode(body), body.get("ProvisionedThroughput") is not None
    if provisioned and mode is BillingMode.PAY_PER_REQUEST:
        yield invalid(
            "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST"
        )
    if not provisioned and mode is BillingMode.PROVISIONED:
        yield invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")


def _refuse_on_demand(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-056, -152; the words for a new index as a user of ecto_dynamo met them."""
    if body.get("ProvisionedThroughput") is not None:
        yield invalid(f"{_NEITHER} when BillingMode is PAY_PER_REQUEST")
    for name in _provisioned(body, "Create"):
        yield invalid(f"{_NEITHER} for index: {name} when BillingMode is PAY_PER_REQUEST")
    for name in _provisioned(body, "Update"):
        yield invalid(
            f"The only Updates for index: {name} when TableThroughputMode is PAY_PER_REQUEST can "
            "be to OnDemandThroughput, WarmThroughput"
        )


def _refuse_provisioned(body: JsonObject, table: Table) -> Iterator[Refusal]:
    """DDB-TABLE-152; the list of names: dynalite's test of a switch."""
    provisioned = _provisioned(body, "Create")
    for index in index_updates(body, "Create"):
        if index.get("IndexName") not in provisioned:
            yield invalid(
                "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: "
                f"{index.get('IndexName')}"
            )
    provisioned = _provisioned(body, "Update")
    missing = [index.name for index in table.global_indexes if index.name not in provisioned]
    if missing and table.billing_mode is BillingMode.PAY_PER_REQUEST:
        names = ",".join(missing)
        yield invalid(f"ProvisionedThroughput must be specified for index: {names}")


def _provisioned(body: JsonObject, action: str) -> list[str | None]:
    """The indexes that an action gives provisioned throughput."""
    return [
        update.get("IndexName")
        for update in index_updates(body, action)
        if update.get("ProvisionedThroughput") is not None
    ]


def _refuse_in_use(
    body: JsonObject, state: TableState, changes: Sequence[ThroughputChange]
) -> Iterator[Refusal]:
    """DDB-TABLE-369, -370, -452; for an index that is being updated doubtful."""
    name, busy = state.table.name, {change.index for change in state.changes}
    if any(change.index in busy for change in changes):
        yield in_use(f"Table IOPS are currently being updated. Table: {name}")
    if state.switching and body.get("OnDemandThroughput"):
        yield in_use("OnDemandThroughput cannot be updated while BillingMode update is in progress")
    if None in busy and body.get("StreamSpecification"):
        what = "Can't enable or disable stream while table IOPS are being updated."
        yield in_use(f"{what} Table: {name}")


def _refuse_same(table: Table, changes: Sequence[ThroughputChange]) -> Iterator[Refusal]:
    """dynalite's test of a table; DDB-TABLE-164 of an index."""
    for change in changes:
        owner = signing_name_of(table, change.index)
        now = None if owner is None else owner.throughput
        if now is not None and now == change.throughput:
            yield _same(change.index, now)


def _same(index: str | None, units: Throughput) -> Refusal:
    whose, of = (
        ("the table", "the table") if index is None else (f"the index {index}", f"index {index}")
    )
    return validation(
        f"The provisioned throughput for {whose} will not change. "
        "The requested value equals the current value. "
        f"Current ReadCapacityUnits provisioned for {of}: {units.read_units}. "
        f"Requested ReadCapacityUnits: {units.read_units}. "
        f"Current WriteCapacityUnits provisioned for {of}: {units.write_units}. "
        f"Requested WriteCapacityUnits: {units.write_units}. {HIGHER_LIMITS}"
    )


def _refuse_decreases(
    state: TableState, changes: Sequence[ThroughputChange], now_ns: int
) -> Iterator[Refusal]:
    """The table and each index have a budget of their own; one refused refuses all
    (DDB-TABLE-157)."""
    for change in changes:
        owner = signing_name_of(state.table, change.index)
        if owner is not None and lowers(owner.throughput, change.throughput):
            message = state.history(change.index).decreases.refuse(now_ns // NS_PER_S)
            if message is not None:
                yield limit_exceeded(message)


def _refuse_switch(
    state: TableState, changes: Sequence[ThroughputChange], now_ns: int
) -> Iterator[Refusal]:
    if any(change.to_on_demand for change in changes):
        message = state.switches.refuse(now_ns // NS_PER_S)
        if message is not None:
            yield limit_exceeded(message)
