"""What one request of a run consumes on average, its kinds in the shares that the run had."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from harness.capacity.bucket import BURST_S
from harness.capacity.free_tier import best_split
from harness.model.table import IndexType, Table
from harness.report.values.costs import FreeTier
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension, Resource, ResourceKey, half_units
from harness.report.values.series import Track

_HOUR_S = 3600
_FEWEST_HOURS = 2  # one says nothing of waves

Mix = Mapping[ResourceKey, Fraction]


def mix_of(kinds: Iterable[Kind], tables: Iterable[Table]) -> Mix:
    """Half-units a request of each table and global index that the kinds touch; what is not
    consumed of those, and of a touched table's other global indexes, is there with 0.

    A kind of which DynamoDB served nothing is left out.
    """
    served = [kind for kind in kinds if kind.served and kind.outcomes.requests]
    requests = sum(kind.outcomes.requests for kind in served)
    mix: dict[ResourceKey, Fraction] = {}
    known = {table.name: table for table in tables}
    for kind in served:
        weight = Fraction(kind.outcomes.requests, requests * kind.served)
        for arm in kind.served_arms:
            table = known.get(arm.table)
            for name in _billed_apart(arm.table, table):
                for dimension in Dimension:
                    mix.setdefault((arm.table, name, dimension), Fraction(0))
            index = None if _is_local(table, arm.index) else arm.index
            for dimension in Dimension:
                key = (arm.table, index, dimension)
                mix[key] = mix.get(key, Fraction(0)) + weight * half_units(arm, dimension)
    return mix


def at_peaks(mix: Mix, resources: Iterable[Resource]) -> Mix:
    """The same, each raised to what its busiest hour needs: more than the mean rate.

    Hours, because a month of simulated time has too few requests for seconds to say anything.
    """
    raised = {
        (use.table, use.index, use.dimension): _raised(use.series.demand) for use in resources
    }
    return {key: each * raised.get(key, 1) for key, each in mix.items()}


def _raised(demand: Track) -> Fraction:
    """The busiest hour's rate, less what burst adds to it, by the mean rate; at least 1."""
    hours = demand.sums(_HOUR_S)
    if len(hours) < _FEWEST_HOURS or not demand.total:
        return Fraction(1)
    needed = Fraction(max(hours), _HOUR_S + BURST_S)
    return max(Fraction(1), needed * demand.seconds / demand.total)


def free_tier_of(mix: Mix) -> FreeTier:
    """What the free tier serves of such requests."""
    reads, writes = (
        best_split(
            {(table, index): each for (table, index, of), each in mix.items() if of is dimension}
        )
        for dimension in Dimension
    )
    return FreeTier(reads, writes)


def _billed_apart(name: str, table: Table | None) -> list[str | None]:
    return [None, *(index.name for index in table.global_indexes)] if table else [None]


def _is_local(table: Table | None, name: str | None) -> bool:
    index = table.index(name) if table and name else None
    return index is not None and index.type is IndexType.LOCAL
