"""What AWS remembers of a table and DynamoDB Local does not: changes under way, their history."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from harness.capacity.decreases import DecreaseBudget, SwitchBudget
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.subresources import Subresources
from harness.model.table import (
    ON_DEMAND_START,
    BillingMode,
    Index,
    OnDemandMaximum,
    Table,
    Throughput,
)
from harness.model.time import NS_PER_S

Owner = TypeVar("Owner", Table, Index)


@dataclass(frozen=True, slots=True)
class ThroughputChange:
    """Throughput accepted by UpdateTable, in force from ``due_ns`` on.

    ``index`` None: the table. ``throughput`` None: on demand. ``switch``: the table's billing mode
    changes with it. Times are since the epoch.
    """

    index: str | None
    throughput: Throughput | None
    switch: bool
    requested_ns: int
    due_ns: int

    @property
    def to_on_demand(self) -> bool:
        """Whether the table switches from provisioned to on demand."""
        return self.switch and self.throughput is None


@dataclass(slots=True)
class ThroughputHistory:
    """Of the provisioned throughput of a table or of one global index."""

    increased_ns: int | None = None
    decreases: DecreaseBudget = field(default_factory=DecreaseBudget)


@dataclass(slots=True)
class TableState:
    """One table. ``table``: what is in force now. ``active_ns``: from when on it can be used.
    ``encryption``: its SSEDescription, None where AWS's own key encrypts it. Times are since the
    epoch."""

    table: Table
    changes: tuple[ThroughputChange, ...] = ()
    table_class: str | None = None
    class_changed_ns: int | None = None
    switches: SwitchBudget = field(default_factory=SwitchBudget)
    histories: dict[str | None, ThroughputHistory] = field(default_factory=dict)
    time_to_live_changed_ns: int | None = None
    active_ns: int = 0
    encryption: JsonObject | None = None
    subresources: Subresources = field(default_factory=Subresources)

    def history(self, index: str | None) -> ThroughputHistory:
        """The history of the table (None) or of an index, new where there is none."""
        return self.histories.setdefault(index, ThroughputHistory())

    def change(self, index: str | None) -> ThroughputChange | None:
        """The change under way of the table (None) or of an index."""
        return next((change for change in self.changes if change.index == index), None)

    @property
    def switching(self) -> bool:
        """Whether a change of the billing mode is under way."""
        return any(change.switch for change in self.changes)

    def take_effect(self, now_ns: int) -> bool:
        """Put what is due in force; whether anything was."""
        due = [change for change in self.changes if change.due_ns <= now_ns]
        for change in due:
            self._put_in_force(change)
        self.changes = tuple(change for change in self.changes if change not in due)
        return bool(due)

    def _put_in_force(self, change: ThroughputChange) -> None:
        owner = signing_name_of(self.table, change.index)
        if owner is None:  # the index was deleted meanwhile
            return
        before = owner.throughput
        self.table = _changed(self.table, change)
        history = self.history(change.index)
        if change.switch:
            # The switch to on demand counts as a decrease of each index, not of the table
            # (DDB-TABLE-153; dynalite's test of it agrees).
            if change.to_on_demand and change.index is not None:
                history.decreases.accept(change.due_ns // NS_PER_S)
            return
        if raises(before, change.throughput):
            history.increased_ns = change.due_ns
        if lowers(before, change.throughput):
            history.decreases.accept(change.due_ns // NS_PER_S)


def raises(before: Throughput | None, after: Throughput | None) -> bool:
    """Whether reads or writes rise; False unless provisioned before and after."""
    return lowers(after, before)


def lowers(before: Throughput | None, after: Throughput | None) -> bool:
    """Reads or writes; of what is provisioned before and after."""
    if before is None or after is None:
        return False
    return after.read_units < before.read_units or after.write_units < before.write_units


def signing_name_of(table: Table, index: str | None) -> Table | Index | None:
    """Whose throughput it is: the table's or a global index's."""
    return table if index is None else table.index(index)


def warm_throughput(owner: Table | Index) -> Throughput:
    """AWS shows it always, and it never falls: what was asked for, the highest that was ever
    provisioned, 12,000 and 4,000 once on demand (DDB-TABLE-061, -134)."""
    least = owner.throughput or ON_DEMAND_START
    return least if owner.warm_throughput is None else highest(least, owner.warm_throughput)


def highest(one: Throughput, other: Throughput) -> Throughput:
    """The higher of the reads and the higher of the writes."""
    return Throughput(
        max(one.read_units, other.read_units), max(one.write_units, other.write_units)
    )


def _changed(table: Table, change: ThroughputChange) -> Table:
    if change.index is None:
        table = _rewarmed(table, change.throughput)
        return _switched(table) if change.switch else table
    return replace(
        table,
        indexes=tuple(
            _rewarmed(index, change.throughput) if index.name == change.index else index
            for index in table.indexes
        ),
    )


def _rewarmed(owner: Owner, throughput: Throughput | None) -> Owner:
    """With another throughput, as warm as it was and as that needs."""
    warm = highest(warm_throughput(owner), throughput or ON_DEMAND_START)
    return replace(owner, throughput=throughput, warm_throughput=warm)


def _switched(table: Table) -> Table:
    """A switch drops the maxima, of the indexes too (DDB-TABLE-153)."""
    on_demand = table.throughput is None
    return replace(
        table,
        billing_mode=BillingMode.PAY_PER_REQUEST if on_demand else BillingMode.PROVISIONED,
        on_demand_maximum=table.on_demand_maximum if on_demand else OnDemandMaximum(),
        indexes=tuple(
            index if on_demand else replace(index, on_demand_maximum=OnDemandMaximum())
            for index in table.indexes
        ),
    )
