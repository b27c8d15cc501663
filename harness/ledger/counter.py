"""The one count in Python of what ``figures.sql`` counts of a ledger: kept up as entries come, for
the live view, the progress display and the tests that share a stack."""

from dataclasses import dataclass, field

from harness.ledger.rate import Rate
from harness.model.caller import SETUP
from harness.model.entry import CallEntry, Entry
from harness.model.time import NS_PER_S

# A test suite that makes one table after the other forgets the oldest here.
KEYS_MAX = 2_000

# Table, index (None: the table itself), write.
Key = tuple[str, str | None, bool]


@dataclass(slots=True)
class Flow:
    """``consumed``: half-units. ``throttled``: calls refused for want of this throughput, in whole
    or in part; in mode ``measure``: those that AWS would have."""

    consumed: Rate = field(default_factory=Rate)
    throttled: Rate = field(default_factory=Rate)


@dataclass(slots=True)
class Calls:
    """Of one function, or of ``client``: everybody else."""

    count: int = 0
    read_half_units: int = 0
    write_half_units: int = 0
    throttled: int = 0


@dataclass(slots=True)
class Counter:
    """``count`` is called for every entry: it takes a few microseconds. Setting up is left out.

    ``errors``: invocations that ended in one. ``throttled``: calls refused, in whole or in part.
    ``flows``: of each table and index, reads and writes. ``callers``: of each function.
    """

    invocations: int = 0
    errors: int = 0
    calls: int = 0
    throttled: int = 0
    flows: dict[Key, Flow] = field(default_factory=dict)
    callers: dict[str, Calls] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted yet."""
        return not (self.invocations or self.calls)

    def count(self, entry: Entry) -> None:
        """Add an entry to its figures."""
        if not isinstance(entry, CallEntry):
            self.invocations += 1
            self.errors += entry.error is not None
        elif entry.caller != SETUP:
            self.calls += 1
            self._count(entry)

    def _count(self, entry: CallEntry) -> None:
        calls = self.callers.get(entry.caller)
        if calls is None:
            calls = self.callers[entry.caller] = Calls()
        calls.count += 1
        second = entry.time_ns // NS_PER_S
        for arm in entry.arms:
            if arm.read_half_units:
                calls.read_half_units += arm.read_half_units
                flow = self._flow((arm.table, arm.index, False))
                flow.consumed.add(arm.read_half_units, second)
            if arm.write_half_units:
                calls.write_half_units += arm.write_half_units
                flow = self._flow((arm.table, arm.index, True))
                flow.consumed.add(arm.write_half_units, second)
        if entry.throttles:
            self.throttled += 1
            calls.throttled += 1
            self._throttled(entry, second)

    def _throttled(self, entry: CallEntry, second: int) -> None:
        for key in {
            (throttle.table, throttle.index, "Write" in throttle.reason)
            for throttle in entry.throttles
        }:
            self._flow(key).throttled.add(1, second)

    def _flow(self, key: Key) -> Flow:
        flow = self.flows.get(key)
        if flow is None:
            if len(self.flows) >= KEYS_MAX:
                del self.flows[next(iter(self.flows))]
            flow = self.flows[key] = Flow()
        return flow
