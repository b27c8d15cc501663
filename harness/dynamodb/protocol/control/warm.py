"""WarmThroughput: what a table or an index is told to be ready for."""

from collections.abc import Iterator

from harness.capacity.quotas import TABLE_UNITS
from harness.dynamodb.protocol.control.state import owner_of, warm_throughput
from harness.dynamodb.protocol.control.throughput import owners, requested_throughput
from harness.dynamodb.protocol.control.words import invalid, limit_exceeded
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import ON_DEMAND_START, Table, Throughput
from harness.wire.refusal import Refusal

_INITIAL = (
    "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/"
    "developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
)
_NEVER_FALLS = "current WarmThroughput, decreasing WarmThroughput is not supported"


def cold_when_created(body: JsonObject, region: str) -> Iterator[Refusal]:
    """DDB-TABLE-039, -128; for a provisioned index doubtful."""
    for index, owner in owners(body):
        throughput = requested_throughput(owner)
        for kind, units, least in _asked(owner, throughput or ON_DEMAND_START):
            if units < least:
                own = f"{kind}CapacityUnits of ProvisionedThroughput"
                yield _lower(kind, index, _INITIAL if throughput is None else own)
            yield from _over(kind, index, units, region)


def colder_when_updated(body: JsonObject, table: Table, region: str) -> Iterator[Refusal]:
    """DDB-TABLE-059, -061; for an index doubtful."""
    for index, asked in owners(body):
        owner = owner_of(table, index)
        least = ON_DEMAND_START if owner is None else warm_throughput(owner)
        for kind, units, floor in _asked(asked, least):
            if units < floor and owner is not None:
                yield _lower(kind, index, _NEVER_FALLS)
            yield from _over(kind, index, units, region)


def _asked(owner: JsonObject, least: Throughput) -> Iterator[tuple[str, int, int]]:
    """Read or Write, the units a second asked for, the least that may be."""
    asked = owner.get("WarmThroughput") or {}
    for kind, floor in (("Read", least.read_units), ("Write", least.write_units)):
        units = asked.get(f"{kind}UnitsPerSecond")
        if units is not None:
            yield kind, units, floor


def _lower(kind: str, index: str | None, than: str) -> Refusal:
    return invalid(f"Requested {_of(kind, index)} is lower than {than}")


def _over(kind: str, index: str | None, units: int, region: str) -> Iterator[Refusal]:
    """DDB-TABLE-154, of an index; for a table doubtful."""
    if units > TABLE_UNITS:
        yield limit_exceeded(
            f"Subscriber limit exceeded: Requested {_of(kind, index)} exceeds "
            f"TableMax{kind}CapacityUnits of the account in region {region}"
        )


def _of(kind: str, index: str | None) -> str:
    of = "table" if index is None else f"index {index}"
    return f"{kind}UnitsPerSecond for WarmThroughput for {of}"
