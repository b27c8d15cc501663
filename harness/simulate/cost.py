"""The bill of a plan, day by day: throughput only, before the free tier; and Lambda's, by the
profile's milliseconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.prices import Prices, Usd, lambda_price, times
from harness.model.table import TableClass
from harness.simulate.profile import Profile, ResourceId

_HOUR_MINUTES = 60
_MILLION = 1_000_000
_MB_MS_A_GB_S = 1024 * 1000


def unit_hours(units: Sequence[int]) -> tuple[Fraction, int]:
    """Hours of provisioned units, of units by minute: by the mean of each hour and by its highest
    minute. Which of both AWS bills is not settled."""
    highest = sum(
        max(units[start : start + _HOUR_MINUTES]) for start in range(0, len(units), _HOUR_MINUTES)
    )
    return Fraction(sum(units), _HOUR_MINUTES), highest


def provisioned_usd(
    prices: Prices, table_class: TableClass, resource: ResourceId, hours: int | Fraction
) -> Usd:
    """USD for so many hours of a unit."""
    of_class = prices.of_class(table_class)
    return times(hours, of_class.write_unit_hour if resource.write else of_class.read_unit_hour)


def on_demand_usd(
    prices: Prices, table_class: TableClass, resource: ResourceId, half_units: int
) -> Usd:
    """USD for so many half-units consumed on demand."""
    of_class = prices.of_class(table_class)
    price = of_class.million_writes if resource.write else of_class.million_reads
    return times(Fraction(half_units, 2 * _MILLION), price)


@dataclass(frozen=True, slots=True)
class FunctionsCost:
    """Lambda's part: it rests on milliseconds of the machine that measured, unless they were given,
    and takes no part in what fits."""

    invocations: Fraction
    gb_seconds: Mapping[str, Fraction]
    usd: Usd


def functions_cost(
    profile: Profile,
    requests: Mapping[str, int],
    prices: Prices,
    billed_ms: Mapping[str, int] | None = None,
) -> FunctionsCost:
    """For so many requests by kind, before the free tier. ``billed_ms``: a function's milliseconds
    an invocation, in the place of those measured."""
    own = billed_ms or {}
    invocations = Fraction(0)
    gb_seconds: dict[str, Fraction] = {}
    for kind in profile.kinds:
        for usage in kind.functions:
            times_measured = Fraction(requests.get(kind.kind, 0), kind.samples)
            took_ms = usage.billed_ms
            if usage.function in own:
                took_ms = own[usage.function] * usage.invocations
            invocations += usage.invocations * times_measured
            gb_seconds[usage.architecture] = gb_seconds.get(
                usage.architecture, Fraction(0)
            ) + times_measured * Fraction(took_ms * usage.memory_mb, _MB_MS_A_GB_S)
    return FunctionsCost(invocations, gb_seconds, lambda_price(prices, invocations, gb_seconds))
