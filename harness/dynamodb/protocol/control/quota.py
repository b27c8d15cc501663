"""The quotas of a table, of an index and of the account, where throughput is set."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from harness.capacity.quotas import ACCOUNT_UNITS, TABLE_UNITS, provisioned_units
from harness.dynamodb.protocol.control.state import ThroughputChange
from harness.dynamodb.protocol.control.throughput import owners, requested_throughput
from harness.dynamodb.protocol.refusal import HIGHER_LIMITS, limit_exceeded, validation
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import Table, Throughput
from harness.wire.refusal import Refusal

_BOUND_UNITS = 1_000_000_000_000

# An index, None for the table, and the throughput it is to have; None: on demand.
_Requested = tuple[str | None, Throughput | None]


@dataclass(frozen=True, slots=True)
class RegionTables:
    """``tables``: all of the Region, as they are in force."""

    region: str
    tables: tuple[Table, ...]


def out_of_bounds(body: JsonObject) -> Iterator[Refusal]:
    """dynalite's tests."""
    throughput = body.get("ProvisionedThroughput") or {}
    for member in ("ReadCapacityUnits", "WriteCapacityUnits"):
        if throughput.get(member, 0) > _BOUND_UNITS:
            yield validation(f"Given value {throughput[member]} for {member} is out of bounds")


def over_when_created(body: JsonObject, account: RegionTables) -> Iterator[Refusal]:
    """Refuse throughput above the quotas; of a table that exists, the engine says that it does."""
    if all(table.name != body.get("TableName") for table in account.tables):
        requested = [(index, requested_throughput(owner)) for index, owner in owners(body)]
        yield from _over(requested, account.region, account.tables)


def over_when_updated(
    table: Table, changes: Iterable[ThroughputChange], account: RegionTables
) -> Iterator[Refusal]:
    """Refuse changes after which a table, an index or the account is above its quota."""
    requested = [(change.index, change.throughput) for change in changes]
    rest = _without(table, {index for index, _ in requested})
    others = (other for other in account.tables if other.name != table.name)
    yield from _over(requested, account.region, (rest, *others))


def _without(table: Table, changing: set[str | None]) -> Table:
    """Less the throughput that is about to be another."""
    return replace(
        table,
        throughput=None if None in changing else table.throughput,
        indexes=tuple(
            replace(index, throughput=None) if index.name in changing else index
            for index in table.indexes
        ),
    )


def _over(
    requested: Iterable[_Requested], region: str, others: Iterable[Table]
) -> Iterator[Refusal]:
    """DDB-TABLE-170. Doubtful: what the account's message counts as reserved where a table and its
    indexes change together; here each is counted after the one before."""
    provisioned = [provisioned_units(table) for table in others]
    reserved_read = sum(units.read_units for units in provisioned)
    reserved_write = sum(units.write_units for units in provisioned)
    for index, throughput in requested:
        if throughput is not None:
            read, write = throughput.read_units, throughput.write_units
            yield from _over_one("Read", index, read, reserved_read, region)
            yield from _over_one("Write", index, write, reserved_write, region)
            reserved_read, reserved_write = reserved_read + read, reserved_write + write


def _over_one(
    kind: str, index: str | None, units: int, reserved: int, region: str
) -> Iterator[Refusal]:
    member = f"{kind}CapacityUnits"
    if units > TABLE_UNITS:
        of, per = ("", "table") if index is None else (f" for index {index}", "index")
        yield limit_exceeded(
            f"The requested {member}{of}, {units}, is above the per {per} maximum for the account "
            f"in {region}. Per table maximum: {TABLE_UNITS}. {HIGHER_LIMITS}"
        )
    if reserved + units > ACCOUNT_UNITS:
        yield limit_exceeded(
            f"This request would have caused the {member} limit to be exceeded for the account in "
            f"{region}. Current {member} reserved by the account: {reserved}. "
            f"Limit: {ACCOUNT_UNITS}. Requested: {units}. {HIGHER_LIMITS}"
        )
