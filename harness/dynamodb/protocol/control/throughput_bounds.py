"""OnDemandThroughput and WarmThroughput: the units that AWS lets a table or an index have."""

from collections.abc import Iterator

from harness.capacity.quotas import TABLE_UNITS
from harness.dynamodb.protocol.control.state import signing_name_of, warm_throughput
from harness.dynamodb.protocol.control.throughput import owners, requested_throughput
from harness.dynamodb.protocol.refusal import invalid, limit_exceeded
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import ON_DEMAND_START, BillingMode, Table, Throughput
from harness.wire.refusal import Refusal

_INITIAL = (
    "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/"
    "developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
)
_NEVER_FALLS = "current WarmThroughput, decreasing WarmThroughput is not supported"


def refuse_maxima(
    body: JsonObject, mode: BillingMode, region: str, *, create: bool
) -> Iterator[Refusal]:
    """Refuse an OnDemandThroughput: DDB-TABLE-038, -039, -051, -059, -128, -154.

    ``mode``: the billing mode that the table is to have.
    """
    for index, owner in owners(body):
        maximum = owner.get("OnDemandThroughput") or {}
        for kind in ("Read", "Write"):
            units = maximum.get(f"Max{kind}RequestUnits")
            if units is None:
                continue
            if mode is BillingMode.PROVISIONED:
                yield _provisioned(kind, index, create=create)
            of = "table" if index is None else f"index : {index}"
            member = f"Max{kind}RequestUnits for OnDemandThroughput for {of}"
            if units < 1 and (create or units != -1):
                yield invalid(f"Requested {member} is outside of valid range")
            yield from _over_quota(kind, member, units, region)


def refuse_cold_create(body: JsonObject, region: str) -> Iterator[Refusal]:
    """Refuse a WarmThroughput of CreateTable: DDB-TABLE-039, -128; for a provisioned index
    doubtful."""
    for index, owner in owners(body):
        throughput = requested_throughput(owner)
        for kind, member, units, least in _warm(index, owner, throughput or ON_DEMAND_START):
            if units < least:
                provisioned = f"{kind}CapacityUnits of ProvisionedThroughput"
                than = _INITIAL if throughput is None else provisioned
                yield invalid(f"Requested {member} is lower than {than}")
            yield from _over_quota(kind, member, units, region)


def refuse_colder_update(body: JsonObject, table: Table, region: str) -> Iterator[Refusal]:
    """Refuse a WarmThroughput of UpdateTable: DDB-TABLE-059, -061; for an index doubtful."""
    for index, request in owners(body):
        owner = signing_name_of(table, index)
        current = ON_DEMAND_START if owner is None else warm_throughput(owner)
        for kind, member, units, least in _warm(index, request, current):
            if units < least and owner is not None:
                yield invalid(f"Requested {member} is lower than {_NEVER_FALLS}")
            yield from _over_quota(kind, member, units, region)


def _warm(
    index: str | None, owner: JsonObject, least: Throughput
) -> Iterator[tuple[str, str, int, int]]:
    """Read or Write, what AWS calls the member, the units requested, the least that may be."""
    warm = owner.get("WarmThroughput") or {}
    of = "table" if index is None else f"index {index}"
    for kind, least_units in (("Read", least.read_units), ("Write", least.write_units)):
        units = warm.get(f"{kind}UnitsPerSecond")
        if units is not None:
            yield kind, f"{kind}UnitsPerSecond for WarmThroughput for {of}", units, least_units


def _provisioned(kind: str, index: str | None, *, create: bool) -> Refusal:
    of = "" if index is None else f" for index: {index}"
    # Where UpdateTable has an article, CreateTable has a full stop.
    mode = "table BillingMode is PROVISIONED." if create else "the table BillingMode is PROVISIONED"
    return invalid(
        f"Max{kind}RequestUnits for OnDemandThroughput{of} cannot be specified when {mode}"
    )


def _over_quota(kind: str, member: str, units: int, region: str) -> Iterator[Refusal]:
    """DDB-TABLE-154, of an index; of a table's warm throughput doubtful."""
    if units > TABLE_UNITS:
        yield limit_exceeded(
            f"Subscriber limit exceeded: Requested {member} exceeds "
            f"TableMax{kind}CapacityUnits of the account in region {region}"
        )
