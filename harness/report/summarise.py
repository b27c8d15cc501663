"""A run directory to its ``Summary``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from harness.capacity.bucket import NS_PER_S
from harness.ledger.run import RunDirectory, RunFacts
from harness.model.entry import Entry
from harness.model.function import X86
from harness.model.table import TableClass
from harness.report.costs import costs_of
from harness.report.demand import Demand
from harness.report.fold import Fold, FunctionTally, KindTally, OutcomeTally
from harness.report.mix import at_peaks, free_tier_of, mix_of
from harness.report.parts import add_entries, empty_fold, fold_of
from harness.report.resources import resources_of, window_of
from harness.report.summary import (
    FunctionUse,
    Growth,
    Kind,
    Outcomes,
    Summary,
    Totals,
    Window,
)

_NO_WINDOW = Window(origin_ns=0, duration_ns=NS_PER_S, seconds=0)


def summarise(run: RunDirectory, prices: Mapping[str, str] | None = None) -> Summary:
    """Fold the run's ledger. A run without one (it broke off before the first call) is empty.

    ``prices``: the user's own, instead of those the run was made with.

    Raises UsageError where the directory is not a run or its ledger was changed.
    """
    facts = run.facts()
    if prices:
        facts = replace(facts, prices=prices)
    if not run.ledger.exists():
        return summary_of(facts, ())
    fold, torn = fold_of(facts, run.ledger)
    return replace(_summary(facts, fold), torn=torn)


def summary_of(facts: RunFacts, entries: Iterable[Entry]) -> Summary:
    """The same of entries that are not in a file."""
    return _summary(facts, add_entries(empty_fold(facts), entries))


def _summary(facts: RunFacts, fold: Fold) -> Summary:
    demand = Demand(fold)
    window = window_of(fold, facts.ended_ns)
    measured = window or _NO_WINDOW
    resources = resources_of(fold, facts, measured, demand)
    kinds, functions, totals = _kinds(fold, measured), _functions(fold, facts), _totals(fold)
    mix = mix_of(kinds, facts.tables)
    free = mix if _has_free_tier(facts) else {}
    requests = totals.outcomes.requests
    return Summary(
        facts=facts,
        torn=False,
        window=window,
        resources=resources,
        arms=fold.arms(),
        kinds=kinds,
        functions=functions,
        totals=totals,
        costs=costs_of(facts, measured, resources, mix, functions, requests),
        free_tier=free_tier_of(free),
        free_tier_at_peaks=free_tier_of(at_peaks(free, resources)),
        heats=fold.heat.heats(),
        retries=fold.retries.end(),
        demand_is_floor=demand.is_floor,
    )


def _has_free_tier(facts: RunFacts) -> bool:
    """Standard-IA has none, and a mix is served whole or not at all."""
    return all(table.table_class is TableClass.STANDARD for table in facts.tables)


def _kinds(fold: Fold, window: Window) -> tuple[Kind, ...]:
    """The most frequent first."""
    kinds = [_kind(name, tally, window) for name, tally in fold.kinds.items()]
    return tuple(sorted(kinds, key=lambda kind: (-kind.outcomes.requests, kind.name)))


def _kind(name: str, tally: KindTally, window: Window) -> Kind:
    return Kind(
        name=name,
        outcomes=_outcomes(tally.outcomes),
        arms=tally.arms.arms(),
        served=tally.served,
        served_arms=tally.served_arms(),
        operations=_most_first(tally.operations),
        scans=tally.scans,
        growths=tuple(
            Growth(dimension, line.at(0), line.at(window.seconds))
            for dimension, line in tally.lines.items()
            if line.rises
        ),
        latency=tally.latency.latency(),
    )


def _functions(fold: Fold, facts: RunFacts) -> tuple[FunctionUse, ...]:
    """The hungriest first."""
    functions = [
        _function(name, tally, facts.memory_mb.get(name), facts.architectures.get(name, X86))
        for name, tally in fold.functions.items()
    ]
    return tuple(sorted(functions, key=_hunger))


def _hunger(use: FunctionUse) -> tuple[int, str]:
    return (-use.read_half_units - use.write_half_units, use.name)


def _function(
    name: str, tally: FunctionTally, memory_mb: int | None, architecture: str
) -> FunctionUse:
    return FunctionUse(
        name=name,
        outcomes=_outcomes(tally.outcomes),
        memory_mb=memory_mb,
        architecture=architecture,
        billed_ms=tally.billed_ms,
        calls=tally.calls,
        refused_calls=tally.refused_calls,
        read_half_units=tally.read_half_units,
        write_half_units=tally.write_half_units,
        duration=tally.duration.latency(),
        init=tally.init.latency(),
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
        call_errors=_most_first(fold.call_errors),
        request_errors=_most_first(fold.request_errors),
        failures=_most_first(fold.failures),
        operations=_most_first(fold.operations),
        scans=fold.scans,
    )


def _outcomes(tally: OutcomeTally) -> Outcomes:
    return Outcomes(tally.requests, tally.throttled, tally.failed, tally.declined)


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    """Of equals, by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
