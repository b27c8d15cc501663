"""A run's capacity in USD a month: as it is, as recommended, auto scaled, and on demand."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from harness.capacity.auto_scaling import POINT_S, scaled_units
from harness.capacity.prices import (
    SECONDS_A_MONTH,
    Prices,
    break_even_use,
    lambda_price,
    lambda_price_after_free_tier,
    on_demand_month,
    on_demand_price,
    own_prices,
    prices_of,
    provisioned_month,
    provisioned_month_after_free_tier,
)
from harness.ledger.run import RunFacts
from harness.report.mix import Mix
from harness.report.summary import (
    BreakEven,
    Costs,
    Dimension,
    FunctionUse,
    LambdaCost,
    Resource,
    Standing,
    TableCost,
    VolumeCost,
    Window,
)

TOTAL = "total"

# Requests a month.
VOLUMES = (1_000_000, 10_000_000, 100_000_000, 1_000_000_000)

_MB_A_GB = 1024
_MS_A_S = 1000

_Units = tuple[Fraction, Fraction]  # reads and writes


def costs_of(
    facts: RunFacts,
    window: Window,
    resources: Iterable[Resource],
    mix: Mix,
    functions: Iterable[FunctionUse],
    requests: int,
) -> Costs:
    """Costs of the template's tables with their global indexes. A table is provisioned or on
    demand as a whole, so that its on-demand cost holds for all of its resources together."""
    prices = prices_of(facts.region)
    if facts.prices:
        prices = own_prices(prices, facts.prices)
    by_table: dict[str, list[Resource]] = {table.name: [] for table in facts.tables}
    for resource in resources:
        if resource.table in by_table:
            by_table[resource.table].append(resource)
    tables = tuple(
        _table_cost(prices, window, name, of_table) for name, of_table in by_table.items()
    )
    everything = [resource for of_table in by_table.values() for resource in of_table]
    total = _total(tables)
    month = _lambda_month(functions, window)
    return Costs(
        priced_region=prices.region,
        tables=tables,
        total=total,
        after_free_tier=_after_free_tier(prices, window, everything, total.on_demand),
        functions=_lambda_cost(prices, month),
        volumes=_volumes(prices, mix, month, window.rate(requests)),
        break_even=_break_even(prices, mix, total.as_recommended),
        sources=prices.sources,
        doubtful=prices.doubtful,
    )


def _table_cost(prices: Prices, window: Window, name: str, resources: list[Resource]) -> TableCost:
    return TableCost(
        table=name,
        as_is=provisioned_month(prices, *_provisioned(resources)) + _on_demand(prices, resources),
        as_recommended=provisioned_month(prices, *_recommended(resources)),
        scaled=provisioned_month(prices, *_scaled(resources, window)),
        on_demand=on_demand_month(prices, *_rates(resources)),
    )


def _after_free_tier(
    prices: Prices, window: Window, resources: list[Resource], on_demand: Decimal
) -> TableCost:
    def billed(units: _Units) -> Decimal:
        return provisioned_month_after_free_tier(prices, *units)

    return TableCost(
        TOTAL,
        as_is=billed(_provisioned(resources)) + _on_demand(prices, resources),
        as_recommended=billed(_recommended(resources)),
        scaled=billed(_scaled(resources, window)),
        on_demand=on_demand,
    )


def _on_demand(prices: Prices, resources: Iterable[Resource]) -> Decimal:
    """The part that is on demand as it is."""
    return on_demand_month(
        prices, *_rates([resource for resource in resources if resource.provisioned is None])
    )


def _provisioned(resources: Iterable[Resource]) -> _Units:
    return _apart((use.dimension, Fraction(use.provisioned or 0)) for use in resources)


def _recommended(resources: Iterable[Resource]) -> _Units:
    return _apart((use.dimension, Fraction(use.recommended)) for use in resources)


def _scaled(resources: Iterable[Resource], window: Window) -> _Units:
    return _apart((use.dimension, _scaled_units(use, window)) for use in resources)


def _scaled_units(use: Resource, window: Window) -> Fraction:
    """Where the demand is that of the seconds before the first refusal, the whole run's course is
    raised to it. Auto scaling leaves what nothing is asked of at its minimum; here as it is."""
    course = use.series.demand
    if use.standing is Standing.IDLE or not course.total:
        return Fraction(use.recommended)
    units = scaled_units(course.sums(POINT_S), course.seconds)
    return units * use.demand / window.rate(course.total)


def _rates(resources: Iterable[Resource]) -> _Units:
    """Request units a second: what was asked for, refused calls' estimate included."""
    return _apart((use.dimension, use.demand / 2) for use in resources)


def _apart(units: Iterable[tuple[Dimension, Fraction]]) -> _Units:
    sums = dict.fromkeys(Dimension, Fraction(0))
    for dimension, amount in units:
        sums[dimension] += amount
    return sums[Dimension.READ], sums[Dimension.WRITE]


def _total(tables: Iterable[TableCost]) -> TableCost:
    zero = Decimal(0)
    return TableCost(
        TOTAL,
        sum((table.as_is for table in tables), zero),
        sum((table.as_recommended for table in tables), zero),
        sum((table.scaled for table in tables), zero),
        sum((table.on_demand for table in tables), zero),
    )


def _lambda_month(
    functions: Iterable[FunctionUse], window: Window
) -> tuple[Fraction, Fraction] | None:
    """Invocations and GB-seconds a month; None where there were none, or of unknown memory."""
    invoked = [use for use in functions if use.outcomes.requests]
    if not invoked or any(use.memory_mb is None for use in invoked):
        return None
    mb_ms = sum(use.billed_ms * (use.memory_mb or 0) for use in invoked)
    invocations = sum(use.outcomes.requests for use in invoked)
    return (
        window.rate(invocations) * SECONDS_A_MONTH,
        window.rate(Fraction(mb_ms, _MB_A_GB * _MS_A_S)) * SECONDS_A_MONTH,
    )


def _lambda_cost(prices: Prices, month: tuple[Fraction, Fraction] | None) -> LambdaCost | None:
    if month is None:
        return None
    return LambdaCost(
        *month, lambda_price(prices, *month), lambda_price_after_free_tier(prices, *month)
    )


def _volumes(
    prices: Prices, mix: Mix, month: tuple[Fraction, Fraction] | None, requests_per_s: Fraction
) -> tuple[VolumeCost, ...]:
    if not mix or not requests_per_s:
        return ()
    functions = lambda_price(prices, *month) if month else None
    a_month = Decimal(int(requests_per_s * SECONDS_A_MONTH))
    return tuple(
        VolumeCost(
            requests,
            provisioned=provisioned_month(prices, *_even(mix, requests)),
            on_demand=on_demand_price(prices, *_apart_of(mix, requests)),
            functions=None if functions is None else functions * requests / a_month,
        )
        for requests in VOLUMES
    )


def _even(mix: Mix, requests: int) -> _Units:
    """The fewest units that serve so many a month, one after the other."""
    rates = {key: each * requests / (2 * SECONDS_A_MONTH) for key, each in mix.items()}
    return _apart(
        (key[2], Fraction(max(1, -(-rate.numerator // rate.denominator))))
        for key, rate in rates.items()
    )


def _apart_of(mix: Mix, requests: int) -> _Units:
    return _apart((key[2], each * requests / 2) for key, each in mix.items())


def _break_even(prices: Prices, mix: Mix, recommended: Decimal) -> BreakEven:
    million = on_demand_price(prices, *_apart_of(mix, 1_000_000)) if mix else None
    requests = None
    if million:
        requests = int((recommended / million * 1_000_000).to_integral_value(ROUND_FLOOR))
    return BreakEven(
        read_use=break_even_use(prices.read_unit_hour, prices.million_reads),
        write_use=break_even_use(prices.write_unit_hour, prices.million_writes),
        million=million,
        requests=requests,
    )
