"""The ledger, one entry at a time, into tallies whose size does not depend on how many there are.

Memory grows with the run's seconds, kinds, functions and tables, and with the invocations in
flight: an invocation's calls come before its own entry and wait for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.model.caller import CLIENT, SETUP
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Verdict
from harness.model.table import IndexType, Table
from harness.report.growth import Line
from harness.report.heat import HeatTally
from harness.report.histogram import Histogram
from harness.report.retrying import RetryTally
from harness.report.summary import Dimension, ResourceKey

NS_PER_S = 1_000_000_000
_NS_PER_MS = 1_000_000

# What a function raises when DynamoDB refused to the end: botocore 1.44.5, DynamoDB's model.
THROTTLING_ERRORS = frozenset(
    ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded")
)

ArmKey = tuple[str, str | None]


class ArmTally:
    """Half-units by table and index."""

    __slots__ = ("_units",)

    def __init__(self) -> None:
        self._units: dict[ArmKey, list[int]] = {}

    @classmethod
    def of(cls, *groups: Iterable[Arm]) -> "ArmTally":
        tally = cls()
        for arms in groups:
            tally.add(arms)
        return tally

    def add(self, arms: Iterable[Arm]) -> None:
        for arm in arms:
            units = self._units.setdefault((arm.table, arm.index), [0, 0])
            units[0] += arm.read_half_units
            units[1] += arm.write_half_units

    def arms(self) -> tuple[Arm, ...]:
        return tuple(
            Arm(table, index, read, write) for (table, index), (read, write) in self._units.items()
        )


@dataclass(slots=True)
class _Borne:
    """What one table or one index bore: half-units, in all and by second."""

    read: int = 0
    write: int = 0
    read_by_second: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    write_by_second: dict[int, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class OutcomeTally:
    requests: int = 0
    throttled: int = 0
    failed: int = 0
    declined: int = 0

    def add(self, entry: InvocationEntry, *, refused_last: bool) -> None:
        self.requests += 1
        if entry.error in THROTTLING_ERRORS or (entry.error is not None and refused_last):
            self.throttled += 1
        elif entry.error is not None:
            self.failed += 1
        elif entry.function_status is not None and entry.function_status >= 400:
            self.declined += 1

    def add_call(self, entry: CallEntry) -> None:
        self.requests += 1
        if entry.verdict is Verdict.THROTTLED:
            self.throttled += 1
        elif entry.error is not None:
            self.failed += 1


@dataclass(slots=True)
class KindTally:
    """``lost``: requests whose last call was refused, by second; ``lost_arms`` what they consumed
    before. ``served`` and ``served_arms``: the others; ``lines``: half-units each over time."""

    outcomes: OutcomeTally = field(default_factory=OutcomeTally)
    served: int = 0
    served_arms: ArmTally = field(default_factory=ArmTally)
    lost: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lost_arms: ArmTally = field(default_factory=ArmTally)
    operations: Counter[str] = field(default_factory=Counter)
    lines: dict[Dimension, Line] = field(
        default_factory=lambda: {dimension: Line() for dimension in Dimension}
    )
    latency: Histogram = field(default_factory=Histogram)

    def end(self, arms: Iterable[Arm], second: int, *, lost: bool) -> None:
        """One request is over."""
        (self.lost_arms if lost else self.served_arms).add(arms)
        if lost:
            self.lost[second] += 1
            return
        self.served += 1
        self.lines[Dimension.READ].add(second, sum(arm.read_half_units for arm in arms))
        self.lines[Dimension.WRITE].add(second, sum(arm.write_half_units for arm in arms))


@dataclass(slots=True)
class FunctionTally:
    outcomes: OutcomeTally = field(default_factory=OutcomeTally)
    billed_ms: int = 0
    calls: int = 0
    refused_calls: int = 0
    read_half_units: int = 0
    write_half_units: int = 0
    duration: Histogram = field(default_factory=Histogram)
    init: Histogram = field(default_factory=Histogram)

    def add(self, entry: InvocationEntry, *, refused_last: bool) -> None:
        self.outcomes.add(entry, refused_last=refused_last)
        self.duration.add(entry.duration_ns)
        if entry.init_ns is not None:
            self.init.add(entry.init_ns)
        billed_ns = entry.duration_ns + (entry.init_ns or 0)
        self.billed_ms += -(-billed_ns // _NS_PER_MS)


@dataclass(slots=True)
class _InFlight:
    """An invocation whose own entry has not come yet."""

    kind: str
    second: int
    arms: list[Arm] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    refused_last: bool = False


class Fold:
    """Seconds are counted from the first entry added; ``first_ns`` may turn out earlier. ``salt``:
    the limiter's."""

    def __init__(self, tables: Iterable[Table], salt: int = 0) -> None:
        tables = tuple(tables)
        self.heat = HeatTally(tables, salt)
        self.retries = RetryTally()
        self._local_indexes = frozenset(
            (table.name, index.name)
            for table in tables
            for index in table.indexes
            if index.type is IndexType.LOCAL
        )
        self._in_flight: dict[str, _InFlight] = {}
        self.anchor_ns: int | None = None
        self.first_ns = 0
        self.last_ns = 0
        self.calls = 0
        self.refused_calls = 0
        self.over_calls = 0
        self._borne: dict[ArmKey, _Borne] = defaultdict(_Borne)
        self.refused: dict[ResourceKey, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.kinds: dict[str, KindTally] = defaultdict(KindTally)
        self.functions: dict[str, FunctionTally] = defaultdict(FunctionTally)
        self.call_errors: Counter[str] = Counter()
        self.request_errors: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        if isinstance(entry, InvocationEntry):
            self._see(entry.time_ns)
            self._add_invocation(entry)
        elif entry.caller != SETUP:
            self._see(entry.time_ns)
            self._add_call(entry)

    def end(self) -> None:
        """The ledger is over: what is still in flight consumed units and answered nobody."""
        for flight in self._in_flight.values():
            self.kinds[flight.kind].served_arms.add(flight.arms)
        self._in_flight.clear()

    def arms(self) -> tuple[Arm, ...]:
        """All units, by table and index."""
        return tuple(
            Arm(table, index, borne.read, borne.write)
            for (table, index), borne in self._borne.items()
        )

    def consumed(self) -> dict[ResourceKey, dict[int, int]]:
        """Half-units by second, of each provisioned number."""
        consumed: dict[ResourceKey, dict[int, int]] = {}
        for (table, index), borne in self._borne.items():
            for dimension, by_second in (
                (Dimension.READ, borne.read_by_second),
                (Dimension.WRITE, borne.write_by_second),
            ):
                whole = consumed.setdefault(self.payer(table, index, dimension), {})
                for second, half_units in by_second.items():
                    whole[second] = whole.get(second, 0) + half_units
        return consumed

    def payer(self, table: str, index: str | None, dimension: Dimension) -> ResourceKey:
        """A local index draws on its table's throughput."""
        return (table, None if (table, index) in self._local_indexes else index, dimension)

    def _see(self, time_ns: int) -> None:
        if self.anchor_ns is None:
            self.anchor_ns = self.first_ns = self.last_ns = time_ns
        elif time_ns > self.last_ns:
            self.last_ns = time_ns
        elif time_ns < self.first_ns:
            self.first_ns = time_ns

    def _second(self, time_ns: int) -> int:
        return (time_ns - (self.anchor_ns or 0)) // NS_PER_S

    def _add_call(self, entry: CallEntry) -> None:
        second = self._second(entry.time_ns)
        self.calls += 1
        self.operations[entry.operation] += 1
        if entry.error is not None:
            self.call_errors[entry.error] += 1
        function = self.functions[entry.caller]
        function.calls += 1
        self._add_units(entry.arms, second, function)
        if entry.verdict is Verdict.OVER:
            self.over_calls += 1
        elif entry.throttles:
            function.refused_calls += 1
            self._add_refusal(entry, second)
        self.heat.add(entry, second)
        self.retries.add(entry)
        self._add_to_request(entry, second)

    def _add_units(self, arms: Iterable[Arm], second: int, function: FunctionTally) -> None:
        for arm in arms:
            borne = self._borne[arm.table, arm.index]
            if read := arm.read_half_units:
                borne.read += read
                borne.read_by_second[second] += read
                function.read_half_units += read
            if write := arm.write_half_units:
                borne.write += write
                borne.write_by_second[second] += write
                function.write_half_units += write

    def _add_refusal(self, entry: CallEntry, second: int) -> None:
        self.refused_calls += 1
        for throttle in entry.throttles:
            dimension = Dimension.WRITE if "Write" in throttle.reason else Dimension.READ
            self.refused[self.payer(throttle.table, throttle.index, dimension)][second] += 1

    def _add_to_request(self, entry: CallEntry, second: int) -> None:
        if entry.invocation is not None:
            self._hold(entry, entry.invocation, second)
        elif entry.caller != CLIENT:
            self._kind_of(entry, entry.caller).served_arms.add(entry.arms)
        elif entry.metered:
            kind = self._kind_of(entry, entry.operation)
            kind.outcomes.add_call(entry)
            kind.latency.add(entry.latency_ns)
            kind.end(entry.arms, second, lost=entry.verdict is Verdict.THROTTLED)

    def _kind_of(self, entry: CallEntry, unnamed: str) -> KindTally:
        kind = self.kinds[entry.kind or unnamed]
        kind.operations[entry.operation] += 1
        return kind

    def _hold(self, entry: CallEntry, invocation: str, second: int) -> None:
        flight = self._in_flight.get(invocation)
        if flight is None:
            flight = _InFlight(entry.kind or entry.caller, second)
            self._in_flight[invocation] = flight
        flight.arms.extend(entry.arms)
        flight.operations.append(entry.operation)
        flight.refused_last = entry.verdict is Verdict.THROTTLED

    def _add_invocation(self, entry: InvocationEntry) -> None:
        flight = self._in_flight.pop(entry.request_id, None)
        refused_last = flight is not None and flight.refused_last
        lost = refused_last or entry.error in THROTTLING_ERRORS
        kind = self.kinds[entry.kind]
        kind.outcomes.add(entry, refused_last=refused_last)
        kind.latency.add(entry.latency_ns)
        kind.operations.update(() if flight is None else flight.operations)
        kind.end(() if flight is None else flight.arms, self._second(entry.time_ns), lost=lost)
        self.functions[entry.function].add(entry, refused_last=refused_last)
        if entry.error is not None:
            self.request_errors[entry.error] += 1
