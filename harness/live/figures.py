"""The running figures: by table and index, read and write, and by function."""

from dataclasses import dataclass, field

from harness.capacity.bucket import NS_PER_S
from harness.live.rate import Rate
from harness.model.caller import SETUP
from harness.model.entry import CallEntry, Entry

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


class Figures:
    """``count`` is called for every entry: it takes a few microseconds. Setting up is left out."""

    def __init__(self) -> None:
        self.flows: dict[Key, Flow] = {}
        self.calls: dict[str, Calls] = {}

    def count(self, entry: Entry) -> None:
        if not isinstance(entry, CallEntry) or entry.caller == SETUP:
            return
        calls = self.calls.get(entry.caller)
        if calls is None:
            calls = self.calls[entry.caller] = Calls()
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
