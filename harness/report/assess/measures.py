"""A run's figures by name: what a budget bounds and what two runs are compared by.

A figure is exact, in the unit that its measure says: units, milliseconds, percent, USD.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from harness.capacity.prices import Usd, missing_words
from harness.report.values.costs import Costs
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension, Resource, Standing
from harness.report.values.summary import Summary
from harness.simulate.outcome import Fit


class Scope(StrEnum):
    """Whose figure it is."""

    RUN = "the whole run"
    KIND = "a request kind"
    RESOURCE = "a table or an index"


@dataclass(frozen=True, slots=True)
class Measure:
    """``unit`` follows the number in a sentence. ``kinds_too``: a figure of the whole run that each
    request kind has as well."""

    name: str
    scope: Scope
    unit: str
    kinds_too: bool = False

    @property
    def is_share(self) -> bool:
        """Whether its bound may end in a percent sign."""
        return self.name.endswith("_share")

    def applies_to(self, scope: Scope) -> bool:
        """Whether there is such a figure of it."""
        return scope is self.scope or (self.kinds_too and scope is Scope.KIND)


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("throttled", Scope.RUN, "refused calls"),
        Measure("throttled_percent", Scope.RUN, "% of calls refused"),
        Measure("scans", Scope.RUN, "Scans"),
        Measure("scans_percent", Scope.RUN, "% of calls are Scans"),
        Measure("failed", Scope.RUN, "failed requests"),
        Measure("failed_percent", Scope.RUN, "% of requests failed"),
        Measure("cost_as_is", Scope.RUN, "USD a month as of today"),
        Measure("cost_as_recommended", Scope.RUN, "USD a month as recommended"),
        Measure("cost_on_demand", Scope.RUN, "USD a month on demand"),
        Measure("fits", Scope.RUN, "limit(s) that the projection exceeds"),
        Measure("refused_share", Scope.RUN, "% of the projection's attempts refused", True),
        Measure("usd_month", Scope.RUN, "USD a month, Lambda included"),
        Measure("rcu", Scope.KIND, "RCU a request"),
        Measure("wcu", Scope.KIND, "WCU a request"),
        Measure("p50_ms", Scope.KIND, "ms at p50"),
        Measure("p95_ms", Scope.KIND, "ms at p95"),
        Measure("p99_ms", Scope.KIND, "ms at p99"),
        Measure("rcu_per_s", Scope.RESOURCE, "RCU a second"),
        Measure("wcu_per_s", Scope.RESOURCE, "WCU a second"),
        Measure("rcu_percent", Scope.RESOURCE, "% of the provisioned RCU"),
        Measure("wcu_percent", Scope.RESOURCE, "% of the provisioned WCU"),
    )
}


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """``why`` there is no figure. Never a zero: a bound on it does not hold."""

    why: str


Value = Fraction | Unmeasured
Key = tuple[str | None, str]  # the kind's or the resource's name, and the measure's


def figures_of(summary: Summary) -> dict[Key, Value]:
    """Every figure of the run, the whole run's first."""
    figures: dict[Key, Value] = {(None, name): value for name, value in _of_run(summary)}
    figures |= _of_projection(summary)
    for kind in summary.kinds:
        figures |= {(kind.name, name): value for name, value in _of_kind(kind)}
    for use in summary.resources:
        figures |= {(subject_of(use), name): value for name, value in _of_resource(use)}
    return figures


def subject_of(use: Resource) -> str:
    """``TABLE`` or ``TABLE/INDEX``: neither name can hold a slash."""
    return use.table if use.index is None else f"{use.table}/{use.index}"


def number(value: Fraction, most_places: int = 3) -> str:
    """With as many decimals as it has, or at most so many."""
    text = f"{float(value):,.{most_places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def named(name: str, names: Iterable[str]) -> str:
    """What there is instead of a name that there is not."""
    known = ", ".join(dict.fromkeys(names))
    return f"no {name}; there are: {known}" if known else f"no {name}, and no other"


def _of_run(summary: Summary) -> Iterator[tuple[str, Value]]:
    totals, outcomes = summary.totals, summary.totals.outcomes
    calls = Unmeasured("no DynamoDB call was made") if not totals.calls else None
    requests = Unmeasured("no request ended") if not outcomes.requests else None
    limits_off = Unmeasured("limits were off, so that nothing could be refused")
    refused = calls or (limits_off if summary.facts.limits == "off" else None)
    throttled = totals.refused_calls + totals.over_calls
    yield "throttled", refused or Fraction(throttled)
    yield "throttled_percent", refused or Fraction(100 * throttled, totals.calls)
    yield "scans", calls or Fraction(totals.scans)
    yield "scans_percent", calls or Fraction(100 * totals.scans, totals.calls)
    yield "failed", requests or Fraction(outcomes.failed)
    yield "failed_percent", requests or Fraction(100 * outcomes.failed, outcomes.requests)
    month = summary.costs.total
    yield "cost_as_is", calls or _cost(summary.costs, month.as_is)
    yield "cost_as_recommended", calls or _cost(summary.costs, month.as_recommended)
    yield "cost_on_demand", calls or _cost(summary.costs, month.on_demand)


def _of_projection(summary: Summary) -> dict[Key, Value]:
    projection = summary.projection
    if projection is None:
        unknown = Unmeasured("this run has no profile to project")
        return {(None, name): unknown for name in ("fits", "refused_share", "usd_month")}
    unfit = sum(use.fit is not Fit.FITS for use in projection.outcome.resources)
    figures: dict[Key, Value] = {
        (None, "fits"): Fraction(unfit),
        (None, "refused_share"): 100 * projection.outcome.refused_share,
        (None, "usd_month"): _cost(summary.costs, projection.bill.total),
    }
    for kind in projection.outcome.kinds:
        figures[kind.kind, "refused_share"] = 100 * kind.refused_share
    return figures


def _cost(costs: Costs, usd: Usd) -> Value:
    if usd is None:
        return Unmeasured(missing_words(costs.region, costs.missing).removesuffix("."))
    return Fraction(usd)


def _of_kind(kind: Kind) -> Iterator[tuple[str, Value]]:
    for name, dimension in (("rcu", Dimension.READ), ("wcu", Dimension.WRITE)):
        each = kind.each(dimension)
        yield name, Unmeasured("none of its requests was served") if each is None else each / 2
    latency = kind.latency
    silent = Unmeasured("none of its requests ended") if not latency.count else None
    yield "p50_ms", silent or Fraction(latency.p50_ns, 1_000_000)
    yield "p95_ms", silent or Fraction(latency.p95_ns, 1_000_000)
    yield "p99_ms", silent or Fraction(latency.p99_ns, 1_000_000)


def _of_resource(use: Resource) -> Iterator[tuple[str, Value]]:
    unit = use.dimension.unit.lower()
    yield f"{unit}_per_s", use.demand / 2
    yield f"{unit}_percent", _percent(use)


def _percent(use: Resource) -> Value:
    """Of the demand: what was refused counts too."""
    if use.standing is Standing.IDLE:
        return Unmeasured("nothing was asked of it")
    share = use.demand_utilisation
    return Unmeasured("it is on demand: nothing is provisioned") if share is None else share * 100
