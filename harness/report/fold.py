"""The ledger, line by line, into tallies whose size does not depend on how many there are.

Many lines come at once, and their columns are added up by form: there are few forms. The folds of
two parts of a ledger, one after the other, can be merged.

Memory grows with the run's seconds, kinds, functions and tables, and with the invocations in
flight: an invocation's calls come before its own entry and wait for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.ledger.codec import Columns, columns, decode, varying_at
from harness.model.caller import CLIENT, SETUP
from harness.model.charge import Arm
from harness.model.entry import CallEntry, InvocationEntry, Throttle, Verdict
from harness.model.table import IndexType, Table
from harness.report.growth import Line
from harness.report.heat import HeatTally
from harness.report.histogram import Histogram
from harness.report.in_flight import Calls, Form, InFlight
from harness.report.plus import plus
from harness.report.retrying import RetryTally
from harness.report.summary import Dimension, ResourceKey

NS_PER_S = 1_000_000_000
_NS_PER_MS = 1_000_000
_FORMS_KEPT = 10_000
# Fewer of them cost more for each, more of them leave the processor's cache.
_LINES_AT_ONCE = 4_000

# What a function raises when DynamoDB refused to the end: botocore 1.44.5, DynamoDB's model.
THROTTLING_ERRORS = frozenset(
    ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded")
)

ArmKey = tuple[str, str | None]


class ArmTally:
    """Half-units by table and index."""

    __slots__ = ("_read", "_write")

    def __init__(self) -> None:
        self._read: dict[ArmKey, int] = {}
        self._write: dict[ArmKey, int] = {}

    @classmethod
    def of(cls, *groups: Iterable[Arm]) -> "ArmTally":
        tally = cls()
        for arms in groups:
            tally.add(arms)
        return tally

    def add(self, arms: Iterable[Arm], times: int = 1) -> None:
        for arm in arms:
            key = arm.table, arm.index
            self._read[key] = self._read.get(key, 0) + times * arm.read_half_units
            self._write[key] = self._write.get(key, 0) + times * arm.write_half_units

    def arms(self) -> tuple[Arm, ...]:
        """By name."""
        return tuple(
            Arm(*key, self._read[key], self._write[key]) for key in sorted(self._read, key=_by_name)
        )


def _by_name(key: ArmKey) -> tuple[str, str]:
    return key[0], key[1] or ""


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

    def end(self, arms: Sequence[Arm], seconds: Mapping[int, int], *, lost: bool) -> None:
        """Requests, with these arms each, are over: so many in each of the seconds."""
        reads = sum(arm.read_half_units for arm in arms)
        writes = sum(arm.write_half_units for arm in arms)
        for second, times in seconds.items():
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

    def add_durations(self, durations_ns: Sequence[int]) -> None:
        """Of invocations."""
        self.duration.add(durations_ns)
        self.billed_ms += sum([-(-duration_ns // _NS_PER_MS) for duration_ns in durations_ns])

    def add_inits(self, durations_ns: Sequence[int], inits_ns: Sequence[int | None]) -> None:
        """Besides: of some of them, what the cold start adds."""
        cold = [
            (duration_ns, init_ns)
            for duration_ns, init_ns in zip(durations_ns, inits_ns, strict=True)
            if init_ns is not None
        ]
        self.init.add([init_ns for _, init_ns in cold])
        for duration_ns, init_ns in cold:
            self.billed_ms += -(-(duration_ns + init_ns) // _NS_PER_MS) + -duration_ns // _NS_PER_MS


class _Gathered:
    """Columns of many lines of one form."""

    __slots__ = ("columns", "seconds")

    def __init__(self, names: Iterable[str]) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in names}
        self.seconds: list[int] = []

    def add(self, rows: Columns, seconds: list[int]) -> None:
        self.seconds += seconds
        for name, values in self.columns.items():
            more = rows[name]
            values += [None] * len(seconds) if more is None else more


# A fold's own tallies.
_TALLIES = (
    "calls",
    "refused_calls",
    "over_calls",
    "_borne",
    "refused",
    "kinds",
    "functions",
    "call_errors",
    "request_errors",
    "operations",
    "scans",
)


class Fold:
    """Seconds are counted from ``anchor_ns``, without one from the first entry added; ``first_ns``
    may turn out earlier. ``salt``: the limiter's. ``follows``: whether there is a part of the
    ledger before this one."""

    def __init__(
        self,
        tables: Iterable[Table],
        salt: int = 0,
        anchor_ns: int | None = None,
        *,
        follows: bool = False,
    ) -> None:
        tables = tuple(tables)
        self.heat = HeatTally(tables, salt)
        self.retries = RetryTally(follows=follows)
        self.in_flight = InFlight(follows=follows)
        self._local_indexes = frozenset(
            (table.name, index.name)
            for table in tables
            for index in table.indexes
            if index.type is IndexType.LOCAL
        )
        self._forms: dict[bytes, Form] = {}
        self._gathered: dict[tuple[Form, bool], _Gathered] = {}
        self._lines = 0
        self.anchor_ns = anchor_ns
        self.first_ns = self.last_ns = anchor_ns or 0
        self.calls = 0
        self.refused_calls = 0
        self.over_calls = 0
        self._borne: dict[ArmKey, _Borne] = defaultdict(_Borne)
        self.refused: dict[ResourceKey, Counter[int]] = defaultdict(Counter)
        self.kinds: dict[str, KindTally] = defaultdict(KindTally)
        self.functions: dict[str, FunctionTally] = defaultdict(FunctionTally)
        self.call_errors: Counter[str] = Counter()
        self.request_errors: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.scans = 0

    def add(self, line: bytes) -> None:
        """The next line. Raises ValueError where it is none."""
        at = varying_at(line)
        common = line[:at]
        form = self._forms.get(common) or self._form(common, line)
        rows = columns(line, at, form.until)
        outside = rows.get("invocation") is None
        if isinstance(form.entry, InvocationEntry):
            rows["ended"] = self.in_flight.ended(form, rows)
            if rows["init_ns"] is not None:
                self.functions[form.entry.function].add_inits(rows["duration_ns"], rows["init_ns"])
        elif form.entry.caller == SETUP:
            return
        else:
            if not outside:
                self.in_flight.called(form, rows["invocation"])
            if rows["key"] is not None:
                self.heat.name(form.entry.arms, rows["partition"], rows["key"])
            if (form.refused or form.may_be_retry) and rows["sdk_invocation"] is not None:
                self._add_attempts(form, rows)
        gathered = self._gathered.get((form, outside))
        if gathered is None:
            gathered = self._gathered[form, outside] = _Gathered(_names(form))
        gathered.add(rows, self._seconds(rows["time_ns"]))
        self._lines += 1
        if self._lines == _LINES_AT_ONCE:
            self._add_up()

    def pause(self) -> "Fold":
        """Ready for another process."""
        self._add_up()
        self.heat.settle()
        self._forms.clear()
        return self

    def merge(self, later: "Fold") -> None:
        """Add the next part of the ledger, which has the same anchor. Both are paused."""
        for name in _TALLIES:
            setattr(self, name, plus(getattr(self, name), getattr(later, name)))
        self.first_ns = min(self.first_ns, later.first_ns)
        self.last_ns = max(self.last_ns, later.last_ns)
        self.heat.merge(later.heat)
        self.retries.merge(later.retries)
        for it in self.in_flight.resolve(later.in_flight):
            assert isinstance(it.form.entry, InvocationEntry)
            (second,) = self._seconds([it.time_ns])
            self._add_ended(it.form.entry, it.calls, {second: 1})

    def end(self) -> None:
        """The ledger is over: what is still in flight consumed units and answered nobody."""
        self._add_up()
        for rest in self.in_flight.rest():
            calls = rest.entries()
            kind = self.kinds[calls[0].kind or calls[0].caller]
            kind.served_arms.add(arm for call in calls for arm in call.arms)

    def arms(self) -> tuple[Arm, ...]:
        """All units, by table and index."""
        return tuple(
            Arm(*key, self._borne[key].read, self._borne[key].write)
            for key in sorted(self._borne, key=_by_name)
        )

    def consumed(self) -> dict[ResourceKey, dict[int, int]]:
        """Half-units by second, of each provisioned number."""
        consumed: dict[ResourceKey, dict[int, int]] = {}
        for table, index in sorted(self._borne, key=_by_name):
            borne = self._borne[table, index]
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

    def _form(self, common: bytes, line: bytes) -> Form:
        if len(self._forms) == _FORMS_KEPT:
            self._forms.clear()
        form = self._forms[common] = Form(next(decode(line)))
        return form

    def _add_attempts(self, form: Form, rows: Columns) -> None:
        first = not form.may_be_retry
        for identity, time_ns in zip(rows["sdk_invocation"], rows["time_ns"], strict=True):
            if identity is not None:
                self.retries.add(identity, time_ns, refused=form.refused, first=first)

    def _seconds(self, times_ns: Sequence[int]) -> list[int]:
        """Of arrivals in their order; mostly they are in the same."""
        first_ns, last_ns = times_ns[0], times_ns[-1]
        if self.anchor_ns is None:
            self.anchor_ns = self.first_ns = self.last_ns = first_ns
        if first_ns < self.first_ns:
            self.first_ns = first_ns
        if last_ns > self.last_ns:
            self.last_ns = last_ns
        anchor_ns = self.anchor_ns
        second = (first_ns - anchor_ns) // NS_PER_S
        if second == (last_ns - anchor_ns) // NS_PER_S:
            return [second] * len(times_ns)
        return [(time_ns - anchor_ns) // NS_PER_S for time_ns in times_ns]

    def _add_up(self) -> None:
        for (form, outside), gathered in self._gathered.items():
            entry, seconds, columns = form.entry, gathered.seconds, gathered.columns
            if isinstance(entry, InvocationEntry):
                self._add_invocations(entry, columns, seconds)
                continue
            self._add_calls(entry, seconds)
            self.heat.add(entry.arms, columns["partition"], seconds)
            if outside:
                self._add_outside(entry, columns, Counter(seconds))
        self._gathered.clear()
        self._lines = 0

    def _add_calls(self, entry: CallEntry, seconds: Sequence[int]) -> None:
        times = len(seconds)
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

    def _add_outside(self, entry: CallEntry, columns: Columns, seconds: Counter[int]) -> None:
        """Of calls outside of any invocation."""
        times = seconds.total()
        if entry.caller != CLIENT:
            kind = self.kinds[entry.kind or entry.caller]
            kind.served_arms.add(entry.arms, times)
            kind.called(entry, times)
        elif entry.metered:
            kind = self.kinds[entry.kind or entry.operation]
            kind.called(entry, times)
            kind.outcomes.add_call(entry, times)
            kind.latency.add(columns["latency_ns"])
            kind.end(entry.arms, seconds, lost=entry.verdict is Verdict.THROTTLED)

    def _add_invocations(
        self, entry: InvocationEntry, columns: Columns, seconds: Iterable[int]
    ) -> None:
        self.kinds[entry.kind].latency.add(columns["latency_ns"])
        self.functions[entry.function].add_durations(columns["duration_ns"])
        ended: dict[Calls, dict[int, int]] = defaultdict(dict)
        together = Counter(zip(columns["ended"], seconds, strict=True))
        for (calls, second), times in together.items():
            if calls is not None:
                ended[calls][second] = times
        for calls, by_second in ended.items():
            self._add_ended(entry, calls, by_second)

    def _add_ended(self, entry: InvocationEntry, ended: Calls, seconds: Mapping[int, int]) -> None:
        """Invocations that made these calls each, so many in each of the seconds."""
        kind, times = self.kinds[entry.kind], sum(seconds.values())
        for outcomes in (kind.outcomes, self.functions[entry.function].outcomes):
            outcomes.add(entry, times, refused_last=ended.refused_last)
        calls = ended.entries()
        for call in calls:
            kind.called(call, times)
        arms = [arm for call in calls for arm in call.arms]
        kind.end(arms, seconds, lost=ended.refused_last or entry.error in THROTTLING_ERRORS)
        if entry.error is not None:
            self.request_errors[entry.error] += times


def _names(form: Form) -> tuple[str, ...]:
    """Of the columns that are added up."""
    if isinstance(form.entry, InvocationEntry):
        return ("latency_ns", "duration_ns", "ended")
    direct = form.entry.caller == CLIENT
    return ("partition", "latency_ns") if direct else ("partition",)
