"""What AWS refuses of CreateTable, UpdateTable and DeleteTable because of throughput.

Words as measured on AWS in October 2026 (ack-api-quirks, named here by their DDB-TABLE numbers),
as older measurements have them (dynalite's tests) or as ExtendDB's tests of August 2026 do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from harness.capacity.quotas import ACCOUNT_UNITS, TABLE_UNITS, provisioned_units
from harness.dynamodb.protocol.constraint import detected, violations
from harness.dynamodb.protocol.refusal import DYNAMODB, Refusal, validation
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.standing import (
    ON_DEMAND_WARM,
    S_NS,
    Change,
    Standing,
    changes_of,
    index_updates,
    lowers,
    owner_of,
    wanted_mode,
    wanted_throughput,
    warm_throughput,
)
from harness.model.table import BillingMode, Table, Throughput

_INVALID = "One or more parameter values were invalid: "
_IN_USE = "Attempt to change a resource which is still in use: "
_HIGHER_LIMITS = (
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
    "limits."
)
_NEITHER = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
_ON_DEMAND = "when BillingMode is PAY_PER_REQUEST"

# dynalite's tests.
_BOUND_UNITS = 1_000_000_000_000

# DDB-TABLE-015.
_EFFECTIVE = (
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


@dataclass(frozen=True, slots=True)
class Account:
    """``tables``: all of the Region."""

    region: str
    tables: tuple[Table, ...]


def refuse_create(body: JsonObject, account: Account) -> Refusal | None:
    """AWS's refusal of a ``well_typed`` CreateTable, or None where throughput is no reason."""
    sentences = violations(body)
    if sentences:
        return validation(detected(sentences))
    return _first(
        _create_mode(body),
        _bounds(body),
        _create_indexes(body),
        _maxima(body, wanted_mode(body) or BillingMode.PROVISIONED, account, create=True),
        _create_warm(body),
        _create_quota(body, account),
    )


def refuse_update(
    body: JsonObject, standing: Standing | None, account: Account, now_ns: int
) -> Refusal | None:
    """AWS's refusal of a ``well_typed`` UpdateTable. ``standing`` None: there is no such table."""
    sentences = violations(body)
    if sentences:
        return validation(detected(sentences))
    refusal = _first(_update_empty(body), _bounds(body), _update_mode(body))
    if refusal is not None or standing is None:
        return refusal
    table = standing.table
    mode = wanted_mode(body) or table.billing_mode
    changes = changes_of(table, body, now_ns, now_ns)
    return _first(
        _update_on_demand(body, table, mode),
        _update_indexes(body, table, mode),
        _in_use(standing, changes, body),
        _unchanged(table, changes),
        _maxima(body, mode, account, create=False),
        _update_warm(body, table),
        _decreases(standing, changes, now_ns),
        _switches(standing, changes, now_ns),
        _update_quota(table, changes, account),
    )


def refuse_delete(standing: Standing) -> Refusal | None:
    """DDB-TABLE-063, -150."""
    if standing.change(None) is not None:
        name = standing.table.name
        return _resource_in_use(f"Table: {name} is in the process of being updated.")
    if standing.changes:
        what = "Cannot delete table while indexes are being created, updated, or deleted."
        return _resource_in_use(what)
    return None


def _first(*refusals: Iterator[Refusal]) -> Refusal | None:
    return next((refusal for each in refusals for refusal in each), None)


def _create_mode(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-024, -038."""
    on_demand = wanted_mode(body) is BillingMode.PAY_PER_REQUEST
    given = body.get("ProvisionedThroughput") is not None
    if on_demand and given:
        yield _invalid(f"{_NEITHER} {_ON_DEMAND}")
    if not on_demand and not given:
        yield _invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
            "PROVISIONED"
        )


def _bounds(body: JsonObject) -> Iterator[Refusal]:
    asked = body.get("ProvisionedThroughput") or {}
    for member in ("ReadCapacityUnits", "WriteCapacityUnits"):
        if asked.get(member, 0) > _BOUND_UNITS:
            yield validation(f"Given value {asked[member]} for {member} is out of bounds")


def _create_indexes(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-128."""
    on_demand = wanted_mode(body) is BillingMode.PAY_PER_REQUEST
    for index in body.get("GlobalSecondaryIndexes") or ():
        name, given = index.get("IndexName"), index.get("ProvisionedThroughput") is not None
        if on_demand and given:
            yield _invalid(
                f"ProvisionedThroughput should not be specified for index: {name} {_ON_DEMAND}"
            )
        if not on_demand and not given:
            yield _invalid(f"ProvisionedThroughput is not specified for index: {name}")


def _create_warm(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-039, -128; of a provisioned index doubtful."""
    owners = [
        (None, body),
        *((i.get("IndexName"), i) for i in body.get("GlobalSecondaryIndexes") or ()),
    ]
    for index, owner in owners:
        throughput = wanted_throughput(owner)
        least = throughput or ON_DEMAND_WARM
        for member, units, floor in _warm_members(owner, least):
            if units >= floor:
                continue
            unit = member.replace("UnitsPerSecond", "CapacityUnits")
            why = (
                f"{unit} of ProvisionedThroughput"
                if throughput is not None
                else "initial throughput for OnDemand. See: https://docs.aws.amazon.com/"
                "amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"
                "#on-demand-capacity-mode-initial"
            )
            yield _invalid(
                f"Requested {member} for WarmThroughput for {_of_warm(index)} is lower than {why}"
            )


def _create_quota(body: JsonObject, account: Account) -> Iterator[Refusal]:
    if any(table.name == body.get("TableName") for table in account.tables):
        return  # it is there already: the engine says so
    wanted = [(None, wanted_throughput(body))]
    wanted += [
        (index.get("IndexName"), wanted_throughput(index))
        for index in body.get("GlobalSecondaryIndexes") or ()
    ]
    yield from _quota(wanted, account, account.tables)


def _update_empty(body: JsonObject) -> Iterator[Refusal]:
    if not any(body.get(member) not in (None, []) for member in _EFFECTIVE):
        yield validation(_NOTHING)


def _update_mode(body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-056."""
    mode, given = wanted_mode(body), body.get("ProvisionedThroughput") is not None
    if mode is BillingMode.PAY_PER_REQUEST and given:
        yield _invalid(f"ProvisionedThroughput cannot be specified {_ON_DEMAND}")
    if mode is BillingMode.PROVISIONED and not given:
        yield _invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")


def _update_on_demand(body: JsonObject, table: Table, mode: BillingMode) -> Iterator[Refusal]:
    """DDB-TABLE-059, -152; the words for a new index are from a user's report (ecto_dynamo)."""
    if mode is BillingMode.PAY_PER_REQUEST:
        if body.get("ProvisionedThroughput") is not None:
            yield _invalid(f"{_NEITHER} {_ON_DEMAND}")
        for index in index_updates(body, "Create"):
            if index.get("ProvisionedThroughput") is not None:
                yield _invalid(f"{_NEITHER} for index: {index.get('IndexName')} {_ON_DEMAND}")
        for index in index_updates(body, "Update"):
            if index.get("ProvisionedThroughput") is not None:
                yield _invalid(
                    f"The only Updates for index: {index.get('IndexName')} when "
                    "TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, "
                    "WarmThroughput"
                )


def _update_indexes(body: JsonObject, table: Table, mode: BillingMode) -> Iterator[Refusal]:
    """DDB-TABLE-152; the list of names: dynalite's test of a switch."""
    if mode is BillingMode.PAY_PER_REQUEST:
        return
    for index in index_updates(body, "Create"):
        if index.get("ProvisionedThroughput") is None:
            yield _invalid(
                "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: "
                f"{index.get('IndexName')}"
            )
    if table.billing_mode is not mode:
        given = {
            update.get("IndexName")
            for update in index_updates(body, "Update")
            if update.get("ProvisionedThroughput") is not None
        }
        missing = [index.name for index in table.global_indexes if index.name not in given]
        if missing:
            names = ",".join(missing)
            yield _invalid(f"ProvisionedThroughput must be specified for index: {names}")


def _in_use(standing: Standing, changes: tuple[Change, ...], body: JsonObject) -> Iterator[Refusal]:
    """DDB-TABLE-370, -452; of an index, and of a new one, doubtful."""
    name = standing.table.name
    busy = {change.index for change in standing.changes}
    if any(change.index in busy for change in changes):
        yield _resource_in_use(f"Table IOPS are currently being updated. Table: {name}")
    if standing.switching and body.get("OnDemandThroughput"):
        yield _resource_in_use(
            "OnDemandThroughput cannot be updated while BillingMode update is in progress"
        )
    if None in busy and body.get("StreamSpecification"):
        yield _resource_in_use(
            f"Can't enable or disable stream while table IOPS are being updated. Table: {name}"
        )


def _unchanged(table: Table, changes: tuple[Change, ...]) -> Iterator[Refusal]:
    """dynalite's test; DDB-TABLE-164 for an index."""
    for change in changes:
        owner = owner_of(table, change.index)
        now, wanted = None if owner is None else owner.throughput, change.throughput
        if now is None or now != wanted:
            continue
        whose = "table" if change.index is None else f"index {change.index}"
        what = "the table" if change.index is None else f"index {change.index}"
        yield validation(
            f"The provisioned throughput for the {whose} will not change. "
            "The requested value equals the current value. "
            f"Current ReadCapacityUnits provisioned for {what}: {now.read_units}. "
            f"Requested ReadCapacityUnits: {now.read_units}. "
            f"Current WriteCapacityUnits provisioned for {what}: {now.write_units}. "
            f"Requested WriteCapacityUnits: {now.write_units}. {_HIGHER_LIMITS}"
        )


def _maxima(
    body: JsonObject, mode: BillingMode, account: Account, *, create: bool
) -> Iterator[Refusal]:
    """DDB-TABLE-038, -039, -051, -059, -128, -154."""
    for index, owner in _owners(body):
        of_index = "" if index is None else f" for index: {index}"
        of = "table" if index is None else f"index : {index}"
        for member, units in (owner.get("OnDemandThroughput") or {}).items():
            kind = member.removeprefix("Max").removesuffix("RequestUnits")
            if mode is BillingMode.PROVISIONED:
                where = (
                    "table BillingMode is PROVISIONED."
                    if create
                    else ("the table BillingMode is PROVISIONED")
                )
                yield _invalid(
                    f"{member} for OnDemandThroughput{of_index} cannot be specified when {where}"
                )
            elif units < 1 and (create or units != -1):
                yield _invalid(
                    f"Requested {member} for OnDemandThroughput for {of} is outside of valid range"
                )
            elif units > TABLE_UNITS:
                yield _limit(
                    _over_maximum(f"{member} for OnDemandThroughput for {of}", kind, account)
                )


def _update_warm(body: JsonObject, table: Table) -> Iterator[Refusal]:
    """DDB-TABLE-059, -061; of an index doubtful."""
    for index, asked in _owners(body):
        owner = owner_of(table, index)
        if owner is None:
            continue
        for member, units, least in _warm_members(asked, warm_throughput(owner)):
            if units < least:
                yield _invalid(
                    f"Requested {member} for WarmThroughput for {_of_warm(index)} is lower than "
                    "current WarmThroughput, decreasing WarmThroughput is not supported"
                )


def _decreases(standing: Standing, changes: tuple[Change, ...], now_ns: int) -> Iterator[Refusal]:
    """The table and each index have a budget of their own; one refused refuses all
    (DDB-TABLE-157)."""
    for change in changes:
        owner = owner_of(standing.table, change.index)
        if owner is not None and lowers(owner.throughput, change.throughput):
            message = standing.history(change.index).decreases.refuse(now_ns // S_NS)
            if message is not None:
                yield _limit(message)


def _switches(standing: Standing, changes: tuple[Change, ...], now_ns: int) -> Iterator[Refusal]:
    if any(change.switch and change.throughput is None for change in changes):
        message = standing.switches.refuse(now_ns // S_NS)
        if message is not None:
            yield _limit(message)


def _update_quota(table: Table, changes: tuple[Change, ...], account: Account) -> Iterator[Refusal]:
    wanted = [(change.index, change.throughput) for change in changes]
    others = tuple(_without(other, table, wanted) for other in account.tables)
    yield from _quota(wanted, account, others)


def _without(
    other: Table, table: Table, wanted: list[tuple[str | None, Throughput | None]]
) -> Table:
    """A table of the account less what it is about to have instead."""
    if other.name != table.name:
        return other
    names = {index for index, _ in wanted}
    return replace(
        other,
        throughput=None if None in names else other.throughput,
        indexes=tuple(
            replace(index, throughput=None) if index.name in names else index
            for index in other.indexes
        ),
    )


def _quota(
    wanted: Iterable[tuple[str | None, Throughput | None]],
    account: Account,
    others: tuple[Table, ...],
) -> Iterator[Refusal]:
    """DDB-TABLE-170. What the account's message counts as reserved and as requested is doubtful
    where a table and its indexes change together: here each is counted after the one before."""
    reserved = _sum(provisioned_units(table) for table in others)
    for index, throughput in wanted:
        if throughput is None:
            continue
        for kind, units, taken in (
            ("Read", throughput.read_units, reserved.read_units),
            ("Write", throughput.write_units, reserved.write_units),
        ):
            if units > TABLE_UNITS:
                of = "" if index is None else f" for index {index}"
                per = "per table" if index is None else "per index"
                yield _limit(
                    f"The requested {kind}CapacityUnits{of}, {units}, is above the {per} maximum "
                    f"for the account in {account.region}. Per table maximum: {TABLE_UNITS}. "
                    f"{_HIGHER_LIMITS}"
                )
            if taken + units > ACCOUNT_UNITS:
                yield _limit(
                    f"This request would have caused the {kind}CapacityUnits limit to be exceeded "
                    f"for the account in {account.region}. Current {kind}CapacityUnits reserved by "
                    f"the account: {taken}. Limit: {ACCOUNT_UNITS}. Requested: {units}. "
                    f"{_HIGHER_LIMITS}"
                )
        reserved = _sum((reserved, throughput))


def _sum(throughputs: Iterable[Throughput]) -> Throughput:
    read = write = 0
    for throughput in throughputs:
        read += throughput.read_units
        write += throughput.write_units
    return Throughput(read, write)


def _owners(body: JsonObject) -> list[tuple[str | None, JsonObject]]:
    indexes = [
        *(body.get("GlobalSecondaryIndexes") or ()),
        *index_updates(body, "Create"),
        *index_updates(body, "Update"),
    ]
    return [(None, body), *((index.get("IndexName"), index) for index in indexes)]


def _warm_members(owner: JsonObject, least: Throughput) -> Iterator[tuple[str, int, int]]:
    asked = owner.get("WarmThroughput") or {}
    for member, floor in (
        ("ReadUnitsPerSecond", least.read_units),
        ("WriteUnitsPerSecond", least.write_units),
    ):
        if asked.get(member) is not None:
            yield member, asked[member], floor


def _of_warm(index: str | None) -> str:
    return "table" if index is None else f"index {index}"


def _over_maximum(what: str, kind: str, account: Account) -> str:
    return (
        f"Subscriber limit exceeded: Requested {what} exceeds TableMax{kind}CapacityUnits of the "
        f"account in region {account.region}"
    )


def _invalid(what: str) -> Refusal:
    return validation(_INVALID + what)


def _limit(message: str) -> Refusal:
    return Refusal(DYNAMODB, "LimitExceededException", message)


def _resource_in_use(what: str) -> Refusal:
    return Refusal(DYNAMODB, "ResourceInUseException", _IN_USE + what)
