"""A run directory to its ``Summary``."""

from collections.abc import Iterable
from dataclasses import replace

from harness.ledger.reader import LedgerReader
from harness.ledger.run import RunDirectory, RunFacts
from harness.model.entry import Entry
from harness.report.costs import costs_of
from harness.report.demand import Demand
from harness.report.fold import NS_PER_S, ArmTally, Fold, FunctionTally, KindTally, OutcomeTally
from harness.report.histogram import Histogram
from harness.report.resources import resources_of, window_of
from harness.report.summary import (
    FunctionUse,
    Kind,
    Latency,
    Outcomes,
    Summary,
    Totals,
    Window,
)

_NO_WINDOW = Window(origin_ns=0, duration_ns=NS_PER_S, seconds=0)


def summarise(run: RunDirectory) -> Summary:
    """Fold the run's ledger. A run without one (it broke off before the first call) is empty.

    Raises UsageError where the directory is not a run or its ledger was changed.
    """
    facts = run.facts()
    if not run.ledger.exists():
        return summary_of(facts, ())
    reader = LedgerReader(run.ledger)
    summary = summary_of(facts, reader)
    return replace(summary, torn=reader.torn)


def summary_of(facts: RunFacts, entries: Iterable[Entry]) -> Summary:
    """The same of entries that are not in a file."""
    fold = Fold(facts.tables)
    for entry in entries:
        fold.add(entry)
    fold.end()
    demand = Demand(fold)
    window = window_of(fold, facts.ended_ns)
    resources = resources_of(fold, facts, window or _NO_WINDOW, demand)
    return Summary(
        facts=facts,
        torn=False,
        window=window,
        resources=resources,
        arms=fold.arms(),
        kinds=_kinds(fold),
        functions=_functions(fold),
        totals=_totals(fold),
        costs=costs_of(facts, resources),
        demand_is_floor=demand.is_floor,
    )


def _kinds(fold: Fold) -> tuple[Kind, ...]:
    """The most frequent first."""
    kinds = [_kind(name, tally) for name, tally in fold.kinds.items()]
    return tuple(sorted(kinds, key=lambda kind: (-kind.outcomes.requests, kind.name)))


def _kind(name: str, tally: KindTally) -> Kind:
    served_arms = tally.served_arms.arms()
    return Kind(
        name=name,
        outcomes=_outcomes(tally.outcomes),
        arms=ArmTally.of(served_arms, tally.lost_arms.arms()).arms(),
        served=tally.served,
        served_arms=served_arms,
        latency=_latency(tally.latency),
    )


def _functions(fold: Fold) -> tuple[FunctionUse, ...]:
    """The hungriest first."""
    functions = [_function(name, tally) for name, tally in fold.functions.items()]
    return tuple(sorted(functions, key=_hunger))


def _hunger(use: FunctionUse) -> tuple[int, str]:
    return (-use.read_half_units - use.write_half_units, use.name)


def _function(name: str, tally: FunctionTally) -> FunctionUse:
    return FunctionUse(
        name=name,
        outcomes=_outcomes(tally.outcomes),
        cold_starts=tally.cold_starts,
        calls=tally.calls,
        refused_calls=tally.refused_calls,
        read_half_units=tally.read_half_units,
        write_half_units=tally.write_half_units,
        duration=_latency(tally.duration),
    )


def _totals(fold: Fold) -> Totals:
    arms = fold.arms()
    outcomes = [tally.outcomes for tally in fold.kinds.values()]
    return Totals(
        calls=fold.calls,
        refused_calls=fold.refused_calls,
        over_calls=fold.over_calls,
        read_half_units=sum(arm.read_half_units for arm in arms),
        write_half_units=sum(arm.write_half_units for arm in arms),
        outcomes=Outcomes(
            requests=sum(outcome.requests for outcome in outcomes),
            throttled=sum(outcome.throttled for outcome in outcomes),
            failed=sum(outcome.failed for outcome in outcomes),
            declined=sum(outcome.declined for outcome in outcomes),
        ),
        call_errors=dict(fold.call_errors.most_common()),
        request_errors=dict(fold.request_errors.most_common()),
        operations=dict(fold.operations.most_common()),
    )


def _outcomes(tally: OutcomeTally) -> Outcomes:
    return Outcomes(tally.requests, tally.throttled, tally.failed, tally.declined)


def _latency(histogram: Histogram) -> Latency:
    return Latency(
        count=histogram.count,
        mean_ns=histogram.total // max(1, histogram.count),
        p50_ns=histogram.percentile(50),
        p90_ns=histogram.percentile(90),
        p95_ns=histogram.percentile(95),
        p99_ns=histogram.percentile(99),
        max_ns=histogram.maximum,
    )
