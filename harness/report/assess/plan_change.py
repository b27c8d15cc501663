"""What of the template's plan the advice changes: only that is worth pasting."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from harness.model.table import Table
from harness.report.values.projection import TrafficProjection
from harness.simulate.outcome import Fit
from harness.simulate.plan import AutoScaled, CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import ResourceId
from harness.template.expand import SIMPLE_TABLE

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ModeChange:
    """Reads or writes of a table or index, today and as advised. ``units``: what the advice has
    provisioned at first; 0 on demand."""

    resource: ResourceId
    today: CapacityMode
    advised: CapacityMode
    units: int

    @property
    def word(self) -> str:
        """``Read`` or ``Write``, as AWS's names for it begin."""
        return "Write" if self.resource.write else "Read"

    @property
    def is_change(self) -> bool:
        """Whether AWS would be told anything new."""
        return _settings(self.today) != _settings(self.advised)


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """A table (``index`` None) or one of its global indexes, which AWS changes reads and writes
    of together."""

    index: str | None
    reads: ModeChange
    writes: ModeChange

    @property
    def modes(self) -> tuple[ModeChange, ModeChange]:
        """Reads, then writes."""
        return self.reads, self.writes

    @property
    def is_on_demand(self) -> bool:
        """As advised."""
        return isinstance(self.reads.advised, OnDemand)

    @property
    def was_on_demand(self) -> bool:
        """Today."""
        return isinstance(self.reads.today, OnDemand)


@dataclass(frozen=True, slots=True)
class TableChange:
    """``changes``: the table, where it changes itself, then the indexes that do. ``logical_id``:
    empty where the run does not know it."""

    table: str
    logical_id: str
    is_simple: bool
    is_on_demand: bool
    was_on_demand: bool
    changes: tuple[CapacityChange, ...]


def plan_changes(projection: TrafficProjection, tables: Iterable[Table]) -> tuple[TableChange, ...]:
    """By table name; empty where the template's plan fits and no other that does costs less.
    ``tables``: the run's, for their logical ids."""
    if not is_worth_changing(projection):
        return ()
    declared = {table.name: table for table in tables}
    names = dict.fromkeys(resource.table for resource in projection.advice.resources)
    changes = (_table_change(projection, name, declared.get(name)) for name in names)
    return tuple(change for change in changes if change.changes)


def is_worth_changing(projection: TrafficProjection) -> bool:
    """Whether the plan does not fit, or the advice costs a cent a month less."""
    if projection.fit is not Fit.FITS:
        return True
    today, best = projection.bill.throughput, projection.advice_usd
    return today is not None and best is not None and _to_the_cent(best) < _to_the_cent(today)


def _to_the_cent(usd: Decimal) -> Decimal:
    return usd.quantize(_CENT, ROUND_HALF_UP)


def _table_change(projection: TrafficProjection, name: str, declared: Table | None) -> TableChange:
    indexes = dict.fromkeys(
        resource.index for resource in projection.advice.resources if resource.table == name
    )
    changes = [
        CapacityChange(
            index,
            _mode_change(projection, ResourceId(name, index, False)),
            _mode_change(projection, ResourceId(name, index, True)),
        )
        for index in indexes
    ]
    return TableChange(
        name,
        declared.logical_id if declared else "",
        declared is not None and declared.resource_type == SIMPLE_TABLE,
        changes[0].is_on_demand,
        changes[0].was_on_demand,
        tuple(change for change in changes if any(mode.is_change for mode in change.modes)),
    )


def _mode_change(projection: TrafficProjection, resource: ResourceId) -> ModeChange:
    advised = projection.advice.capacity[resource]
    return ModeChange(
        resource,
        projection.plan.capacity[resource],
        advised,
        _first_units(projection, resource, advised),
    )


def _first_units(projection: TrafficProjection, resource: ResourceId, advised: CapacityMode) -> int:
    match advised:
        case OnDemand():
            return 0
        case Provisioned(units):
            return units
        case AutoScaled(minimum=minimum):
            runs = (
                use.units
                for use in projection.advice_outcome.resources
                if use.resource == resource and use.units
            )
            return next((units[0].units for units in runs), minimum)


def maximum_of(mode: CapacityMode) -> int | None:
    """Of an on-demand mode that has one."""
    return mode.maximum if isinstance(mode, OnDemand) else None


def _settings(mode: CapacityMode) -> tuple[object, ...]:
    match mode:
        case Provisioned(units):
            return ("provisioned", units)
        case AutoScaled(minimum, maximum, target):
            return ("scaled", minimum, maximum, target)
        case OnDemand(maximum):
            return ("on demand", maximum)
