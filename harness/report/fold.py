"""The ledger, one entry at a time, into tallies whose size does not depend on how many there are.

Many entries come at once, and are added up by form: there are few forms.

Memory grows with the run's seconds, kinds, functions and tables, and with the invocations in
flight: an invocation's calls come before its own entry and wait for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from harness.ledger.codec import Varying, varying
from harness.model.caller import CLIENT, SETUP
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict
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

    def add(self, arms: Iterable[Arm], times: int = 1) -> None:
        for arm in arms:
            units = self._units.setdefault((arm.table, arm.index), [0, 0])
            units[0] += times * arm.read_half_units
            units[1] += times * arm.write_half_units

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

    def add(self, entry: InvocationEntry, times: int, *, refused_last: bool) -> None:
        self.requests += times
        if entry.error in THROTTLING_ERRORS or (entry.error is not None and refused_last):
            self.throttled += times
        elif entry.error is not None:
            self.failed += times
        elif entry.function_status is not None and entry.function_status >= 400:
            self.declined += times

    def add_call(self, entry: CallEntry, times: int) -> None:
        self.requests += times
        if entry.verdict is Verdict.THROTTLED:
            self.throttled += times
        elif entry.error is not None:
            self.failed += times


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
    scans: int = 0
    lines: dict[Dimension, Line] = field(
        default_factory=lambda: {dimension: Line() for dimension in Dimension}
    )
    latency: Histogram = field(default_factory=Histogram)

    def called(self, entry: CallEntry, times: int) -> None:
        self.operations[entry.operation] += times
        self.scans += times * entry.scans

    def end(self, arms: Sequence[Arm], seconds: Iterable[int], *, lost: bool) -> None:
        """Requests, with these arms each, are over: one in each of the seconds."""
        reads = sum(arm.read_half_units for arm in arms)
        writes = sum(arm.write_half_units for arm in arms)
        for second, times in Counter(seconds).items():
            (self.lost_arms if lost else self.served_arms).add(arms, times)
            if lost:
                self.lost[second] += times
                continue
            self.served += times
            self.lines[Dimension.READ].add(second, reads, times)
            self.lines[Dimension.WRITE].add(second, writes, times)


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

    def add_times(self, rows: Iterable[Varying]) -> None:
        """Of invocations."""
        self.duration.add([row["duration_ns"] for row in rows])
        self.init.add([row["init_ns"] for row in rows if row["init_ns"] is not None])
        self.billed_ms += sum(
            -(-(row["duration_ns"] + (row["init_ns"] or 0)) // _NS_PER_MS) for row in rows
        )


class Form:
    """What entries have in common that differ in what varies only; ``entry``: any of them."""

    __slots__ = ("entry", "may_be_retry", "refused")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.refused = isinstance(entry, CallEntry) and entry.verdict is Verdict.THROTTLED
        self.may_be_retry = isinstance(entry, CallEntry) and entry.attempt != 1


# A form, and the calls of those invocations; of calls, None outside of any invocation.
_Group = tuple[Form, tuple[Form, ...] | None]


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
        self._in_flight: dict[str, list[Form]] = defaultdict(list)
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
        self.scans = 0

    def add(self, entry: Entry) -> None:
        self.add_all([(Form(entry), varying(entry))])

    def add_all(self, entries: Iterable[tuple[Form, Varying]]) -> None:
        """The next entries, as their forms and what varies; faster than each alone."""
        groups: dict[_Group, list[Varying]] = defaultdict(list)
        for form, row in entries:
            if isinstance(form.entry, InvocationEntry):
                calls = self._in_flight.pop(row["request_id"], ())
                groups[form, tuple(calls)].append(row)
            elif form.entry.caller != SETUP:
                if row["invocation"] is None:
                    groups[form, None].append(row)
                else:
                    self._in_flight[row["invocation"]].append(form)
                    groups[form, ()].append(row)
                if form.refused or form.may_be_retry:
                    self._add_attempt(form, row)
        for (form, forms), rows in groups.items():
            self._add_up(form.entry, forms, rows)

    def end(self) -> None:
        """The ledger is over: what is still in flight consumed units and answered nobody."""
        for forms in self._in_flight.values():
            calls = _calls(forms)
            kind = self.kinds[calls[0].kind or calls[0].caller]
            kind.served_arms.add(arm for call in calls for arm in call.arms)
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

    def _add_attempt(self, form: Form, row: Varying) -> None:
        if row["sdk_invocation"] is not None:
            self.retries.add(row["sdk_invocation"], row["time_ns"], refused=form.refused)

    def _seconds(self, rows: Iterable[Varying]) -> list[int]:
        times_ns = [row["time_ns"] for row in rows]
        if self.anchor_ns is None:
            self.anchor_ns = self.first_ns = self.last_ns = times_ns[0]
        self.first_ns = min(self.first_ns, min(times_ns))
        self.last_ns = max(self.last_ns, max(times_ns))
        anchor_ns = self.anchor_ns
        return [(time_ns - anchor_ns) // NS_PER_S for time_ns in times_ns]

    def _add_up(self, entry: Entry, forms: tuple[Form, ...] | None, rows: list[Varying]) -> None:
        seconds = self._seconds(rows)
        if isinstance(entry, InvocationEntry):
            self._add_invocations(entry, _calls(forms or ()), rows, seconds)
            return
        self._add_calls(entry, len(rows), seconds)
        self.heat.add(entry.arms, rows, seconds)
        if forms is None:
            self._add_outside(entry, rows, seconds)

    def _add_calls(self, entry: CallEntry, times: int, seconds: Iterable[int]) -> None:
        self.calls += times
        self.operations[entry.operation] += times
        self.scans += times * entry.scans
        if entry.error is not None:
            self.call_errors[entry.error] += times
        function = self.functions[entry.caller]
        function.calls += times
        if entry.verdict is Verdict.OVER:
            self.over_calls += times
        elif entry.throttles:
            self.refused_calls += times
            function.refused_calls += times
        for second, of_them in Counter(seconds).items():
            self._add_units(entry.arms, second, of_them, function)
            if entry.verdict is not Verdict.OVER:
                self._add_refusals(entry.throttles, second, of_them)

    def _add_units(
        self, arms: Iterable[Arm], second: int, times: int, function: FunctionTally
    ) -> None:
        for arm in arms:
            borne = self._borne[arm.table, arm.index]
            if read := times * arm.read_half_units:
                borne.read += read
                borne.read_by_second[second] += read
                function.read_half_units += read
            if write := times * arm.write_half_units:
                borne.write += write
                borne.write_by_second[second] += write
                function.write_half_units += write

    def _add_refusals(self, throttles: Iterable[Throttle], second: int, times: int) -> None:
        for throttle in throttles:
            dimension = Dimension.WRITE if "Write" in throttle.reason else Dimension.READ
            self.refused[self.payer(throttle.table, throttle.index, dimension)][second] += times

    def _add_outside(self, entry: CallEntry, rows: list[Varying], seconds: Iterable[int]) -> None:
        """Of calls outside of any invocation."""
        if entry.caller != CLIENT:
            kind = self.kinds[entry.kind or entry.caller]
            kind.served_arms.add(entry.arms, len(rows))
            kind.called(entry, len(rows))
        elif entry.metered:
            kind = self.kinds[entry.kind or entry.operation]
            kind.called(entry, len(rows))
            kind.outcomes.add_call(entry, len(rows))
            kind.latency.add([row["latency_ns"] for row in rows])
            kind.end(entry.arms, seconds, lost=entry.verdict is Verdict.THROTTLED)

    def _add_invocations(
        self,
        entry: InvocationEntry,
        calls: Sequence[CallEntry],
        rows: list[Varying],
        seconds: Iterable[int],
    ) -> None:
        refused_last = bool(calls) and calls[-1].verdict is Verdict.THROTTLED
        kind, function = self.kinds[entry.kind], self.functions[entry.function]
        for outcomes in (kind.outcomes, function.outcomes):
            outcomes.add(entry, len(rows), refused_last=refused_last)
        for call in calls:
            kind.called(call, len(rows))
        arms = [arm for call in calls for arm in call.arms]
        kind.end(arms, seconds, lost=refused_last or entry.error in THROTTLING_ERRORS)
        kind.latency.add([row["latency_ns"] for row in rows])
        function.add_times(rows)
        if entry.error is not None:
            self.request_errors[entry.error] += len(rows)


def _calls(forms: Iterable[Form]) -> list[CallEntry]:
    return [form.entry for form in forms if isinstance(form.entry, CallEntry)]
