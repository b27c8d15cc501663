"""The ledger, line by line, into tallies whose size does not depend on how many there are.

Many lines are read at once, by form: there are few forms. The folds of two parts of a ledger, one
after the other, can be merged.

Memory grows with the run's seconds, kinds, functions and tables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import floordiv

from harness.ledger.codec import Columns, cut, decode, read, varying_at
from harness.model.caller import CLIENT
from harness.model.charge import Arm, ArmKey, ArmTally, by_name
from harness.model.entry import CallEntry, InvocationEntry, Throttle, Verdict
from harness.model.table import IndexType, Table
from harness.report.forms import Form, Lines, runs_of, times_by_second
from harness.report.growth import Line
from harness.report.heat import HeatTally, Run
from harness.report.histogram import Histogram
from harness.report.plus import plus
from harness.report.retrying import RetryTally
from harness.report.summary import Dimension, ResourceKey

_NS_PER_MS = 1_000_000
_FORMS_KEPT = 10_000
# Fewer of them cost more for each, more of them leave the processor's cache.
_LINES_AT_ONCE = 4_000

# What a function raises when DynamoDB refused to the end: botocore 1.44.5, DynamoDB's model.
THROTTLING_ERRORS = frozenset(
    ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded")
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

    def add(self, entry: InvocationEntry, times: int) -> None:
        self.requests += times
        if _throttled(entry):
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


def _throttled(entry: InvocationEntry) -> bool:
    return entry.error in THROTTLING_ERRORS or (entry.error is not None and entry.refused_last)


@dataclass(slots=True)
class KindTally:
    """``lost``: requests whose last call was refused, by second; ``lost_arms`` what they consumed
    before. ``served``: the others; ``lines``: half-units each over time. ``arms``: of all calls,
    those of requests that did not end too."""

    outcomes: OutcomeTally = field(default_factory=OutcomeTally)
    arms: ArmTally = field(default_factory=ArmTally)
    served: int = 0
    lost: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lost_arms: ArmTally = field(default_factory=ArmTally)
    operations: Counter[str] = field(default_factory=Counter)
    scans: int = 0
    lines: dict[Dimension, Line] = field(
        default_factory=lambda: {dimension: Line() for dimension in Dimension}
    )
    latency: Histogram = field(default_factory=Histogram)

    def served_arms(self) -> tuple[Arm, ...]:
        """What was consumed and not lost."""
        served = ArmTally()
        served.add(self.arms.arms())
        served.add(self.lost_arms.arms(), times=-1)
        return tuple(arm for arm in served.arms() if arm.read_half_units or arm.write_half_units)

    def called(self, entry: CallEntry, times: int) -> None:
        self.arms.add(entry.arms, times)
        self.operations[entry.operation] += times
        self.scans += times * entry.scans

    def end(self, arms: Sequence[Arm], seconds: Mapping[int, int], *, lost: bool) -> None:
        """Requests, with these arms each, are over: so many in each of the seconds."""
        reads = sum(arm.read_half_units for arm in arms)
        writes = sum(arm.write_half_units for arm in arms)
        for second, times in seconds.items():
            if lost:
                self.lost[second] += times
                self.lost_arms.add(arms, times)
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
        self.billed_ms -= sum(map(floordiv, durations_ns, repeat(-_NS_PER_MS)))  # rounded up

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
    "failures",
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
        self._local_indexes = frozenset(
            (table.name, index.name)
            for table in tables
            for index in table.indexes
            if index.type is IndexType.LOCAL
        )
        self._forms: dict[bytes, Form] = {}
        self._gathered: dict[Form, list[bytes]] = defaultdict(list)
        self._attempts: list[tuple[Form, int]] = []
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
        self.failures: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.scans = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """The next lines.

        Raises ValueError, as ``end`` does, where one of them or of those before is none: lines are
        read many at a time.
        """
        for line in lines:
            at = varying_at(line)
            common = line[:at]
            form = self._forms.get(common) or self._form(common, line)
            columns = cut(line, at, form.until)
            if not form.counts:
                continue
            gathered = self._gathered[form]
            if form.in_order:
                self._attempts.append((form, len(gathered)))
            gathered.append(columns)
            self._lines += 1
            if self._lines == _LINES_AT_ONCE:
                self._add_up()

    def end(self) -> "Fold":
        """The part is over."""
        self._add_up()
        self.heat.settle()
        self._forms.clear()
        return self

    def merge(self, later: "Fold") -> None:
        """Add the next part of the ledger, which has the same anchor. Both are over."""
        for name in _TALLIES:
            setattr(self, name, plus(getattr(self, name), getattr(later, name)))
        self.first_ns = min(self.first_ns, later.first_ns)
        self.last_ns = max(self.last_ns, later.last_ns)
        self.heat.merge(later.heat)
        self.retries.merge(later.retries)

    def arms(self) -> tuple[Arm, ...]:
        """All units, by table and index."""
        return tuple(
            Arm(*key, self._borne[key].read, self._borne[key].write)
            for key in sorted(self._borne, key=by_name)
        )

    def consumed(self) -> dict[ResourceKey, dict[int, int]]:
        """Half-units by second, of each provisioned number."""
        consumed: dict[ResourceKey, dict[int, int]] = {}
        for table, index in sorted(self._borne, key=by_name):
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

    def _add_up(self) -> None:
        in_order: dict[Form, list[Columns]] = {}
        for form, gathered in self._gathered.items():
            lines = read(gathered)
            if form.in_order:
                in_order[form] = lines
            self._add_lines(form, lines)
        for form, number in self._attempts:
            self._add_attempts(form, in_order[form][number])
        self._gathered.clear()
        self._attempts.clear()
        self._lines = 0

    def _add_lines(self, form: Form, lines: Sequence[Columns]) -> None:
        entry, runs = form.entry, self._runs([line["time_ns"] for line in lines])
        if isinstance(entry, InvocationEntry):
            self._add_invocations(entry, Lines(lines), times_by_second(runs))
        else:
            self._add_calls(entry, Lines(lines), runs)

    def _runs(self, lines: Sequence[Sequence[int]]) -> list[Run]:
        first_ns = min(times_ns[0] for times_ns in lines)
        last_ns = max(times_ns[-1] for times_ns in lines)
        if self.anchor_ns is None:
            self.anchor_ns = self.first_ns = lines[0][0]
        self.first_ns = min(self.first_ns, first_ns)
        self.last_ns = max(self.last_ns, last_ns)
        return runs_of(lines, self.anchor_ns)

    def _add_attempts(self, form: Form, line: Columns) -> None:
        if line["sdk_invocation"] is None:
            return
        first = not form.may_be_retry
        for identity, time_ns in zip(line["sdk_invocation"], line["time_ns"], strict=True):
            if identity is not None:
                self.retries.add(identity, time_ns, refused=form.refused, first=first)

    def _add_calls(self, entry: CallEntry, lines: Lines, runs: Sequence[Run]) -> None:
        seconds, partitions = times_by_second(runs), lines.column("partition")
        self._add_consumption(entry, seconds)
        self.heat.add(entry.arms, partitions, runs)
        if lines.has("key"):
            self.heat.name(entry.arms, partitions, lines.column("key"))
        if entry.caller != CLIENT:
            self.kinds[entry.kind or entry.caller].called(entry, lines.count)
        elif entry.metered:
            kind = self.kinds[entry.kind or entry.operation]
            kind.called(entry, lines.count)
            kind.outcomes.add_call(entry, lines.count)
            if entry.error is not None:
                self._add_error(
                    entry.error, lines.count, failed=entry.verdict is not Verdict.THROTTLED
                )
            kind.latency.add(lines.column("latency_ns"))
            kind.end(entry.arms, seconds, lost=entry.verdict is Verdict.THROTTLED)

    def _add_consumption(self, entry: CallEntry, seconds: Counter[int]) -> None:
        times = seconds.total()
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
        for second, of_them in seconds.items():
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

    def _add_invocations(
        self, entry: InvocationEntry, lines: Lines, seconds: Mapping[int, int]
    ) -> None:
        kind, function = self.kinds[entry.kind], self.functions[entry.function]
        durations_ns = lines.column("duration_ns")
        kind.latency.add(lines.column("latency_ns"))
        function.add_durations(durations_ns)
        if lines.has("init_ns"):
            function.add_inits(durations_ns, lines.column("init_ns"))
        for outcomes in (kind.outcomes, function.outcomes):
            outcomes.add(entry, lines.count)
        kind.end(entry.arms, seconds, lost=entry.refused_last or entry.error in THROTTLING_ERRORS)
        if entry.error is not None:
            self._add_error(entry.error, lines.count, failed=not _throttled(entry))

    def _add_error(self, error: str, times: int, *, failed: bool) -> None:
        """Of a request: a direct call of a client is one too. ``failed``: not for throttling."""
        self.request_errors[error] += times
        if failed:
            self.failures[error] += times
