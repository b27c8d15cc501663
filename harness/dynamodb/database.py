"""One set of tables: what holds them, what limits them, and by which time."""

from collections.abc import Sequence
from dataclasses import replace

from harness.capacity.limiter import Limiter
from harness.clock import Clock, StoppedClock
from harness.dynamodb.expressions import Expressions
from harness.dynamodb.key_order import Key, KeyOrder
from harness.dynamodb.metering import Metering
from harness.dynamodb.protocol import batch
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.key_identity import item_identity
from harness.dynamodb.protocol.request import is_read
from harness.dynamodb.tables import Tables
from harness.dynamodb.upstream import Upstream
from harness.model.item import Item
from harness.model.table import BillingMode, Table, Throughput

# Where a limit is set for reads or writes alone: the quota of a table (Service quotas, 2026).
_PLENTY = Throughput(40_000, 40_000)

_ASKING = ("Describe", "List")


class Database:
    """``limits``: ``enforce``; ``measure`` (nothing is refused, what AWS would have refused is
    marked and takes nothing from the buckets); ``off``. ``in_flight``: calls that are being served.
    ``written``: the tables whose items may have changed, and which by their keys, None where that
    is not known of all or they are many; ``altered``: whether the tables themselves may have."""

    def __init__(
        self, upstream: Upstream, tables: Tables, limiter: Limiter, limits: str, clock: Clock
    ) -> None:
        self.metering = Metering(upstream)
        self.tables = tables
        self.limiter = limiter
        self.limits = limits
        self.clock = clock
        self.order = KeyOrder()
        self.upstream = upstream
        self.expressions = Expressions(upstream)
        self.in_flight = 0
        self.written: dict[str, dict[Key, Item] | None] = {}
        self.altered = False
        self._given: dict[tuple[str, str | None], Throughput] = {}

    def advance(self, by_ns: int) -> None:
        """Stop this database's time, if it runs, and set it ahead."""
        if not isinstance(self.clock, StoppedClock):
            self.clock = StoppedClock(self.clock)
        self.clock.skip(by_ns)

    def follow_tables(self, now_ns: int) -> None:
        """Have the limiter enforce what tables have by now. ``now_ns``: since the epoch."""
        for name, table in self.tables.due(now_ns):
            if table is None:
                self.limiter.remove_table(name)
            else:
                self.limiter.set_table(table, self.clock.monotonic_ns())

    def note(self, operation: str, actions: Sequence[Action]) -> None:
        """A call was made."""
        if is_read(operation) or operation.startswith(_ASKING):
            return
        self.altered |= not actions
        for action in actions:
            if action.write:
                self._note_write(action)

    def _note_write(self, action: Action) -> None:
        keys = self.written.setdefault(action.table_name, {})
        if keys is None:
            return
        identity = item_identity(action)
        if identity is None or action.key is None or len(keys) == batch.WRITE_ITEMS_MAX:
            self.written[action.table_name] = None
        else:
            keys[identity] = action.key

    def set_limits(
        self,
        name: str,
        index: str | None,
        read_units: int | None,
        write_units: int | None,
        saved_s: int,
    ) -> bool:
        """Enforce so many units a second, of which the buckets hold ``saved_s`` seconds' worth.

        None leaves the other dimension as it is. DescribeTable goes on to say what the template
        says. False where there is no such table or global index.
        """
        table = self.tables.get(name)
        if table is None or not (index is None or table.index(index) in table.global_indexes):
            return False
        before = self._throughput(table, index)
        self._given[name, index] = Throughput(
            before.read_units if read_units is None else read_units,
            before.write_units if write_units is None else write_units,
        )
        self.limits = "enforce"
        now_ns = self.clock.monotonic_ns()
        self.limiter.set_table(self._limited(table), now_ns)
        for write, units in ((False, read_units), (True, write_units)):
            if units is not None:
                self.limiter.save(name, index, saved_s, write=write, now_ns=now_ns)
        return True

    def _limited(self, table: Table) -> Table:
        return replace(
            table,
            billing_mode=BillingMode.PROVISIONED,
            throughput=self._throughput(table, None),
            indexes=tuple(
                replace(index, throughput=self._throughput(table, index.name))
                if index in table.global_indexes
                else index
                for index in table.indexes
            ),
        )

    def _throughput(self, table: Table, index: str | None) -> Throughput:
        shown = table if index is None else table.index(index)
        given = self._given.get((table.name, index))
        return given or (None if shown is None else shown.throughput) or _PLENTY
