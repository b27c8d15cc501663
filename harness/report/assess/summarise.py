"""A run directory to its ``Summary``."""

from collections.abc import Mapping
from dataclasses import replace

from harness.ledger.reader import is_torn
from harness.ledger.run import RunDirectory, RunFacts
from harness.model.table import TableClass
from harness.model.time import NS_PER_S
from harness.report.assess.costs import costs_of
from harness.report.assess.demand import Demand
from harness.report.assess.request_mix import at_peaks, free_tier_of, mix_of
from harness.report.assess.resources import resources_of, window_of
from harness.report.count.counts import NOTHING, Counts, KindCount, count
from harness.report.values.request import Growth, Kind
from harness.report.values.summary import Summary
from harness.report.values.window import Window

_NO_WINDOW = Window(origin_ns=0, duration_ns=NS_PER_S, seconds=0)


def summarise(run: RunDirectory, prices: Mapping[str, str] | None = None) -> Summary:
    """Count the run's ledger. A run without one (it broke off before the first call) is empty.

    ``prices``: the user's own, instead of those the run was made with.

    Raises UsageError where the directory is not a run or its ledger was changed.
    """
    facts = run.facts()
    if prices:
        facts = replace(facts, prices=prices)
    there = run.ledger.exists()
    counts = count(facts, run.ledger) if there else NOTHING
    return _summary(facts, counts, torn=there and is_torn(run.ledger))


def _summary(facts: RunFacts, counts: Counts, *, torn: bool) -> Summary:
    demand = Demand(counts)
    window = window_of(counts, facts.ended_ns)
    measured = window or _NO_WINDOW
    resources = resources_of(counts, facts, measured, demand)
    kinds, totals = _kinds(counts, measured), counts.totals
    mix = mix_of(kinds, facts.tables)
    free = mix if _has_free_tier(facts) else {}
    requests = totals.outcomes.requests
    return Summary(
        facts=facts,
        torn=torn,
        window=window,
        resources=resources,
        arms=counts.arms,
        kinds=kinds,
        functions=counts.functions,
        totals=totals,
        costs=costs_of(facts, measured, resources, mix, counts.functions, requests),
        free_tier=free_tier_of(free),
        free_tier_at_peaks=free_tier_of(at_peaks(free, resources)),
        heats=counts.heats,
        retries=counts.retries,
        demand_is_floor=demand.is_floor,
        profile=counts.profile,
    )


def _has_free_tier(facts: RunFacts) -> bool:
    """Standard-IA has none, and a mix is served whole or not at all."""
    return all(table.table_class is TableClass.STANDARD for table in facts.tables)


def _kinds(counts: Counts, window: Window) -> tuple[Kind, ...]:
    """The most frequent first."""
    kinds = [_kind(name, kind, window) for name, kind in counts.kinds.items()]
    return tuple(sorted(kinds, key=lambda kind: (-kind.outcomes.requests, kind.name)))


def _kind(name: str, kind: KindCount, window: Window) -> Kind:
    return Kind(
        name=name,
        outcomes=kind.outcomes,
        arms=kind.arms,
        served=kind.served,
        served_arms=kind.served_arms,
        operations=kind.operations,
        scans=kind.scans,
        growths=tuple(
            Growth(dimension, line.at(0), line.at(window.seconds))
            for dimension, line in kind.lines.items()
            if line.rises
        ),
        latency=kind.latency,
    )
