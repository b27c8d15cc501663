"""A run's capacity in USD a month: as it is, as recommended, auto scaled, and on demand."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from harness.capacity.prices import (
    SECONDS_A_MONTH,
    ClassPrices,
    Prices,
    Usd,
    added,
    break_even_use,
    class_prices,
    doubts_of,
    gb_second_price,
    lambda_price,
    lambda_price_after_free_tier,
    on_demand_month,
    on_demand_price,
    prices_of,
    provisioned_month,
    provisioned_month_after_free_tier,
    sources_of,
)
from harness.ledger.run import RunFacts
from harness.model.table import TableClass
from harness.report.assess.request_mix import Mix
from harness.report.values.costs import BreakEven, Costs, LambdaCost, TableCost, VolumeCost
from harness.report.values.function import FunctionUse
from harness.report.values.resource import Dimension, Resource, ResourceKey, Standing
from harness.report.values.window import Window
from harness.simulate.scaling import scaled_units
from harness.simulate.traffic import MINUTE_S

TOTAL = "total"

# Requests a month.
VOLUMES = (1_000_000, 10_000_000, 100_000_000, 1_000_000_000)

_MB_A_GB = 1024
_MS_A_S = 1000

_Units = tuple[Fraction, Fraction]  # reads and writes
_Month = tuple[Fraction, dict[str, Fraction]]  # invocations, and GB-seconds by architecture


def costs_of(
    facts: RunFacts,
    window: Window,
    resources: Iterable[Resource],
    mix: Mix,
    functions: Iterable[FunctionUse],
    requests: int,
) -> Costs:
    """Costs of the template's tables with their global indexes. A table is provisioned or on
    demand as a whole, so that its on-demand cost holds for all of its resources together. What
    needs a price that is not known is None."""
    prices = prices_of(facts.region, facts.prices)
    classes = {table.name: table.table_class for table in facts.tables}
    by_table: dict[str, list[Resource]] = {name: [] for name in classes}
    for resource in resources:
        if resource.table in by_table:
            by_table[resource.table].append(resource)
    tables = tuple(
        _table_cost(prices.of_class(classes[name]), window, name, of_table)
        for name, of_table in by_table.items()
    )
    total = _total(TOTAL, tables)
    month = _lambda_month(functions, window)
    used = {name for kind in classes.values() for name in class_prices(kind)}
    used |= _lambda_prices(month)
    return Costs(
        region=facts.region,
        tables=tables,
        total=total,
        after_free_tier=_after_free_tier(prices, window, by_table, classes),
        functions=_lambda_cost(prices, month),
        volumes=_volumes(prices, classes, mix, month, window.rate(requests)),
        break_even=_break_even(prices, classes, mix, total.as_recommended),
        missing=prices.missing(used),
        sources=sources_of(prices, used),
        doubtful=doubts_of(prices, used),
    )


def _table_cost(
    prices: ClassPrices, window: Window, name: str, resources: list[Resource]
) -> TableCost:
    return TableCost(
        table=name,
        as_is=added(
            provisioned_month(prices, *_provisioned(resources)), _on_demand(prices, resources)
        ),
        as_recommended=provisioned_month(prices, *_recommended(resources)),
        scaled=provisioned_month(prices, *_scaled(resources, window)),
        on_demand=on_demand_month(prices, *_rates(resources)),
    )


def _after_free_tier(
    prices: Prices,
    window: Window,
    by_table: Mapping[str, list[Resource]],
    classes: Mapping[str, TableClass],
) -> TableCost:
    """It is taken off the Standard class, all tables together; Standard-IA has none (DynamoDB
    pricing, 2026)."""
    free: list[Resource] = []
    paid: list[TableCost] = []
    for name, resources in by_table.items():
        if classes[name] is TableClass.STANDARD:
            free += resources
        else:
            of_class = prices.of_class(classes[name])
            paid.append(_table_cost(of_class, window, name, resources))
    return _total(TOTAL, (_free_cost(prices, window, free), *paid))


def _free_cost(prices: Prices, window: Window, resources: list[Resource]) -> TableCost:
    standard = prices.of_class(TableClass.STANDARD)

    def billed(units: _Units) -> Usd:
        return provisioned_month_after_free_tier(standard, *units)

    return TableCost(
        TOTAL,
        as_is=added(billed(_provisioned(resources)), _on_demand(standard, resources)),
        as_recommended=billed(_recommended(resources)),
        scaled=billed(_scaled(resources, window)),
        on_demand=on_demand_month(standard, *_rates(resources)),
    )


def _on_demand(prices: ClassPrices, resources: Iterable[Resource]) -> Usd:
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
    units = scaled_units(course.sums(MINUTE_S), course.seconds)
    return units * use.demand / window.rate(course.total)


def _rates(resources: Iterable[Resource]) -> _Units:
    """Request units a second: what was asked for, refused calls' estimate included."""
    return _apart((use.dimension, use.demand / 2) for use in resources)


def _apart(units: Iterable[tuple[Dimension, Fraction]]) -> _Units:
    sums = dict.fromkeys(Dimension, Fraction(0))
    for dimension, amount in units:
        sums[dimension] += amount
    return sums[Dimension.READ], sums[Dimension.WRITE]


def _total(name: str, tables: Iterable[TableCost]) -> TableCost:
    tables = tuple(tables)
    return TableCost(
        name,
        added(*(table.as_is for table in tables)),
        added(*(table.as_recommended for table in tables)),
        added(*(table.scaled for table in tables)),
        added(*(table.on_demand for table in tables)),
    )


def _lambda_month(functions: Iterable[FunctionUse], window: Window) -> _Month | None:
    """None where there were no invocations, or of unknown memory."""
    invoked = [use for use in functions if use.outcomes.requests]
    if not invoked or any(use.memory_mb is None for use in invoked):
        return None
    mb_ms: dict[str, int] = {}
    for use in invoked:
        took = use.billed_ms * (use.memory_mb or 0)
        mb_ms[use.architecture] = mb_ms.get(use.architecture, 0) + took
    invocations = sum(use.outcomes.requests for use in invoked)
    return (
        window.rate(invocations) * SECONDS_A_MONTH,
        {
            name: window.rate(Fraction(took, _MB_A_GB * _MS_A_S)) * SECONDS_A_MONTH
            for name, took in sorted(mb_ms.items())
        },
    )


def _lambda_prices(month: _Month | None) -> set[str]:
    if month is None:
        return set()
    return {"million_invocations", *map(gb_second_price, month[1])}


def _lambda_cost(prices: Prices, month: _Month | None) -> LambdaCost | None:
    if month is None:
        return None
    invocations, gb_seconds = month
    return LambdaCost(
        int(invocations),
        sum(gb_seconds.values(), Fraction(0)),
        lambda_price(prices, *month),
        lambda_price_after_free_tier(prices, *month),
    )


def _volumes(
    prices: Prices,
    classes: Mapping[str, TableClass],
    mix: Mix,
    month: _Month | None,
    requests_per_s: Fraction,
) -> tuple[VolumeCost, ...]:
    if not mix or not requests_per_s:
        return ()
    functions = lambda_price(prices, *month) if month else None
    a_month = Decimal(int(requests_per_s * SECONDS_A_MONTH))
    by_class = _by_class(mix, classes)
    return tuple(
        VolumeCost(
            requests,
            provisioned=added(
                *(
                    provisioned_month(prices.of_class(kind), *_even(of_class, requests))
                    for kind, of_class in by_class.items()
                )
            ),
            on_demand=_mix_on_demand(prices, by_class, requests),
            functions=None if functions is None else functions * requests / a_month,
        )
        for requests in VOLUMES
    )


def _by_class(mix: Mix, classes: Mapping[str, TableClass]) -> dict[TableClass, Mix]:
    """The mix's parts: tables that the template does not have are taken as Standard ones."""
    parts: dict[TableClass, dict[ResourceKey, Fraction]] = {}
    for key, each in mix.items():
        parts.setdefault(classes.get(key[0], TableClass.STANDARD), {})[key] = each
    return dict(parts)


def _mix_on_demand(prices: Prices, by_class: Mapping[TableClass, Mix], requests: int) -> Usd:
    return added(
        *(
            on_demand_price(prices.of_class(kind), *_apart_of(of_class, requests))
            for kind, of_class in by_class.items()
        )
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


def _break_even(
    prices: Prices, classes: Mapping[str, TableClass], mix: Mix, recommended: Usd
) -> BreakEven:
    million = _mix_on_demand(prices, _by_class(mix, classes), 1_000_000) if mix else None
    requests = None
    if million and recommended is not None:
        requests = int((recommended / million * 1_000_000).to_integral_value(ROUND_FLOOR))
    kinds = set(classes.values()) or {TableClass.STANDARD}
    of_class = prices.of_class(min(kinds))  # each has its own; the Standard class goes before
    return BreakEven(
        read_use=break_even_use(of_class.read_unit_hour, of_class.million_reads),
        write_use=break_even_use(of_class.write_unit_hour, of_class.million_writes),
        million=million,
        requests=requests,
    )
