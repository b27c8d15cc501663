"""Two runs side by side: what was run differently, what changed, and what is worse by too much.

Every figure here is one of which less is better.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from harness.errors import UsageError
from harness.report.assess.measures import (
    MEASURES,
    Key,
    Measure,
    Scope,
    Unmeasured,
    figures_of,
    number,
    subject_of,
)
from harness.report.values.summary import Summary

# Counts grow with a run's length: each has a share that does not, and that one is bounded. The
# slowest hundredth of a short run is a handful of requests.
_UNBOUNDED = frozenset(("throttled", "scans", "failed", "p99_ms"))
_LATENCIES = frozenset(("p50_ms", "p95_ms"))

# Below this two rates of requests are the same: open-loop arrivals are random.
_SAME_RATE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of run A and of run B, None where it was not measured."""

    subject: str | None
    measure: Measure
    before: Fraction | None
    after: Fraction | None

    @property
    def name(self) -> str:
        """The measure's name, with what it is of."""
        name = self.measure.name
        return name if self.subject is None else f"{self.subject}.{name}"

    @property
    def changed(self) -> bool:
        """Whether the two runs differ in it."""
        return self.before != self.after

    @property
    def percent(self) -> Fraction | None:
        """What was added, in percent of A; None where A has none of it."""
        if self.before is None or self.after is None or not self.before:
            return None
        return (self.after - self.before) * 100 / self.before

    @property
    def lost(self) -> bool:
        """A request kind's figure that B does not have any more."""
        in_kind = self.measure.scope is Scope.KIND
        return in_kind and self.before is not None and self.after is None

    def worse_by(self, percent: Fraction) -> bool:
        """From nothing to something is worse by any measure."""
        if self.before is None or self.after is None:
            return self.lost
        return self.after * 100 > self.before * (100 + percent)

    @property
    def sentence(self) -> str:
        """``register.wcu: 1, then 2 WCU a request (+100 %)``."""
        before, after = _figure(self.before), _figure(self.after)
        if self.after is None:
            return f"{self.name}: {before} {self.measure.unit}, then {after}"
        added = "" if self.percent is None else f" ({signed(self.percent)})"
        return f"{self.name}: {before}, then {after} {self.measure.unit}{added}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """By how many percent a figure may be worse: latency apart, for it is this machine's. None
    where it may be by any."""

    percent: Fraction | None
    latency_percent: Fraction | None

    def of(self, measure: Measure) -> Fraction | None:
        """The percentage that a measure may grow by, None for no bound."""
        if measure.name in _UNBOUNDED:
            return None
        return self.latency_percent if measure.name in _LATENCIES else self.percent

    @property
    def given(self) -> bool:
        """Whether any bound was asked for."""
        return self.percent is not None or self.latency_percent is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differences``: what was run differently, as sentences; figures of runs that differ say
    what the difference does, not what a change of the code does. ``gone``: request kinds that
    only A has. ``changes``: every figure that one of the runs has, for what both have."""

    before: Summary
    after: Summary
    differences: tuple[str, ...]
    gone: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def same_requests(self) -> bool:
        """Whether both served as many of each kind."""
        return _served(self.before) == _served(self.after)

    def change(self, subject: str | None, measure: str) -> Change | None:
        """None where one of the runs does not have the subject."""
        named = (change for change in self.changes if change.measure.name == measure)
        return next((change for change in named if change.subject == subject), None)

    def regressions(self, bounds: Bounds) -> tuple[str, ...]:
        """A sentence for each figure that is worse by more than its bound. A request kind that is
        gone could hide anything: it is one too."""
        sentences = [
            f"{kind}: a request kind that only A has" for kind in self.gone if bounds.given
        ]
        for change in self.changes:
            bound = bounds.of(change.measure)
            if bound is not None and change.worse_by(bound):
                sentences.append(change.sentence)
        return tuple(sentences)

    def bounded(self, bounds: Bounds) -> int:
        """How many figures are held to a bound."""
        return sum(bounds.of(change.measure) is not None for change in self.changes)


def comparison_of(before: Summary, after: Summary) -> Comparison:
    """Raises UsageError where one of the runs measured nothing, or they have no request kind in
    common: then there is nothing to compare, and that must not pass for no change."""
    for summary in (before, after):
        if summary.window is None:
            raise _incomparable("this run measured nothing", summary)
    kinds_before, kinds_after = _kinds(before), _kinds(after)
    if not any(kind in kinds_after for kind in kinds_before):
        raise _incomparable(f"no request kind in common with {before.facts.run_id}", after)
    return Comparison(
        before=before,
        after=after,
        differences=tuple(_differences(before, after)),
        gone=tuple(kind for kind in kinds_before if kind not in kinds_after),
        changes=tuple(_changes(before, after)),
    )


def signed(percent: Fraction) -> str:
    """``+12.5 %``, ``−3 %``."""
    sign = "+" if percent > 0 else "−"
    return f"{sign}{number(abs(percent), 1)} %"


def _figure(value: Fraction | None) -> str:
    return "not measured" if value is None else number(value)


def _incomparable(what: str, summary: Summary) -> UsageError:
    return UsageError(what, where=summary.facts.run_id, hint="compare runs of the same scenario")


def _kinds(summary: Summary) -> list[str]:
    return [kind.name for kind in summary.kinds]


def _served(summary: Summary) -> dict[str, int]:
    return {kind.name: kind.outcomes.requests for kind in summary.kinds}


def _changes(before: Summary, after: Summary) -> Iterator[Change]:
    old, new = _measured(before), _measured(after)
    for key, was in old.items():
        if key in new and (was, new[key]) != (None, None):
            subject, name = key
            yield Change(subject, MEASURES[name], was, new[key])


def _measured(summary: Summary) -> dict[Key, Fraction | None]:
    return {
        key: None if isinstance(value, Unmeasured) else value
        for key, value in figures_of(summary).items()
    }


def _differences(before: Summary, after: Summary) -> Iterator[str]:
    old, new = before.facts, after.facts
    for what, was, now in (
        ("template", old.template, new.template),
        ("scenario", old.scenario, new.scenario),
        ("seed", old.seed, new.seed),
        ("limits", old.limits, new.limits),
        ("Region", old.region, new.region),
    ):
        if was != now:
            yield f"not the same {what}: {was}, then {now}"
    yield from _provisioned_differences(before, after)
    yield from _only("request kind", _kinds(before), _kinds(after))
    old_rate, new_rate = _rate(before), _rate(after)
    if abs(new_rate - old_rate) > old_rate * _SAME_RATE:
        rates = f"{number(old_rate, 1)}, then {number(new_rate, 1)}"
        yield f"not the same rate: {rates} requests a second; demand and cost follow it"
    for name, summary in (("A", before), ("B", after)):
        if summary.cut_off:
            yield f"{name} was cut off"


def _provisioned_differences(before: Summary, after: Summary) -> Iterator[str]:
    old, new = (
        {(subject_of(use), use.dimension): use.provisioned for use in summary.resources}
        for summary in (before, after)
    )
    yield from _only(
        "table or index", [subject for subject, _ in old], [subject for subject, _ in new]
    )
    for (subject, dimension), was in old.items():
        now = new.get((subject, dimension), was)
        if was != now:
            limits = f"{_limit(was)}, then {_limit(now)}"
            yield f"not the same limit of {subject}: {limits} {dimension.unit}"


def _limit(provisioned: int | None) -> str:
    return "on demand" if provisioned is None else f"{provisioned:,}"


def _only(what: str, old: list[str], new: list[str]) -> Iterator[str]:
    for name, names, others in (("A", old, new), ("B", new, old)):
        for subject in dict.fromkeys(names):
            if subject not in others:
                yield f"{what} only in {name}: {subject}"


def _rate(summary: Summary) -> Fraction:
    assert summary.window is not None
    return summary.window.rate(summary.totals.outcomes.requests)
