"""A run's capacity in USD a month: as it is, as recommended, and on demand."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from harness.capacity.prices import (
    Prices,
    on_demand_month,
    prices_of,
    provisioned_month,
    provisioned_month_after_free_tier,
)
from harness.ledger.run import RunFacts
from harness.report.summary import Costs, Dimension, Resource, TableCost

TOTAL = "total"


def costs_of(facts: RunFacts, resources: Iterable[Resource]) -> Costs:
    """Costs of the template's tables with their global indexes. A table is provisioned or on
    demand as a whole, so that its on-demand cost holds for all of its resources together."""
    prices = prices_of(facts.region)
    by_table: dict[str, list[Resource]] = {table.name: [] for table in facts.tables}
    for resource in resources:
        if resource.table in by_table:
            by_table[resource.table].append(resource)
    tables = tuple(_table_cost(prices, name, of_table) for name, of_table in by_table.items())
    everything = [resource for of_table in by_table.values() for resource in of_table]
    return Costs(
        priced_region=prices.region,
        tables=tables,
        total=_total(tables),
        as_is_after_free_tier=_as_is_after_free_tier(prices, everything),
        as_recommended_after_free_tier=provisioned_month_after_free_tier(
            prices, *_recommended(everything)
        ),
        on_demand_doubtful=prices.on_demand_doubtful,
        sources=(
            f"provisioned: {prices.provisioned_source}",
            f"on demand: {prices.on_demand_source}",
        ),
    )


def _table_cost(prices: Prices, name: str, resources: list[Resource]) -> TableCost:
    on_demand = on_demand_month(prices, *_rates(resources))
    return TableCost(
        table=name,
        as_is=provisioned_month(prices, *_provisioned(resources)) + _on_demand(prices, resources),
        as_recommended=provisioned_month(prices, *_recommended(resources)),
        on_demand=on_demand,
    )


def _as_is_after_free_tier(prices: Prices, resources: list[Resource]) -> Decimal:
    provisioned = provisioned_month_after_free_tier(prices, *_provisioned(resources))
    return provisioned + _on_demand(prices, resources)


def _on_demand(prices: Prices, resources: Iterable[Resource]) -> Decimal:
    """The part that is on demand as it is."""
    return on_demand_month(
        prices, *_rates([resource for resource in resources if resource.provisioned is None])
    )


def _provisioned(resources: Iterable[Resource]) -> tuple[int, int]:
    """Reads and writes."""
    read, write = _apart(resources)
    return sum(each.provisioned or 0 for each in read), sum(each.provisioned or 0 for each in write)


def _recommended(resources: Iterable[Resource]) -> tuple[int, int]:
    read, write = _apart(resources)
    return sum(each.recommended for each in read), sum(each.recommended for each in write)


def _rates(resources: Iterable[Resource]) -> tuple[Fraction, Fraction]:
    """Request units a second: what was asked for, refused calls' estimate included."""
    read, write = _apart(resources)
    return _rate(read), _rate(write)


def _rate(resources: Iterable[Resource]) -> Fraction:
    return sum((resource.demand / 2 for resource in resources), Fraction(0))


def _apart(resources: Iterable[Resource]) -> tuple[list[Resource], list[Resource]]:
    read: list[Resource] = []
    write: list[Resource] = []
    for resource in resources:
        (read if resource.dimension is Dimension.READ else write).append(resource)
    return read, write


def _total(tables: Iterable[TableCost]) -> TableCost:
    zero = Decimal(0)
    return TableCost(
        TOTAL,
        sum((table.as_is for table in tables), zero),
        sum((table.as_recommended for table in tables), zero),
        sum((table.on_demand for table in tables), zero),
    )
