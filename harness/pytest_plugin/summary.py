"""The table that ends a run, and what goes to ``--junitxml``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from harness.pytest_plugin.consumption import Capacity, Units, number
from harness.pytest_plugin.target import Figures

ROWS_MAX = 12

# Function, table or index, calls, RCU, WCU: what a worker can send to the controller.
Row = tuple[str, str, int, float, float]


def rows(figures: Figures) -> list[Row]:
    """One row per function, resource and operation."""
    return [
        (call.function, _where(units), count, units.rcu * count, units.wcu * count)
        for call, count in figures.calls.items()
        for units in call.units
    ]


def properties(figures: Figures, region: str) -> Iterator[tuple[str, object]]:
    """Of one test, its fixtures left out."""
    done = Capacity(lambda: figures.calls)
    yield "harness_rcu", done.rcu
    yield "harness_wcu", done.wcu
    yield "harness_calls", done.count
    yield "harness_throttled", done.throttled
    usd = done.usd_per_million(region)
    if usd is not None:
        yield "harness_usd_per_million", round(usd, 6)
    cold = [each["init_ms"] for each in figures.invocations if each["init_ms"] is not None]
    if cold:
        yield "harness_cold_start_ms", round(max(cold), 1)


def table(found: Iterable[Row]) -> list[str]:
    """Summed up, the dearest first; empty where nothing was consumed."""
    sums: dict[tuple[str, str], tuple[int, float, float]] = defaultdict(lambda: (0, 0.0, 0.0))
    for function, where, calls, rcu, wcu in found:
        before = sums[function, where]
        sums[function, where] = (before[0] + calls, before[1] + rcu, before[2] + wcu)
    if not sums:
        return []
    ordered = sorted(sums.items(), key=lambda row: (-row[1][1] - row[1][2], row[0]))
    cells = [("function", "table", "calls", "RCU", "WCU")]
    cells += [
        (function, where, number(calls), number(rcu), number(wcu))
        for (function, where), (calls, rcu, wcu) in ordered[:ROWS_MAX]
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  "
        + "  ".join(f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True))
        for row in cells
    ]
    more = len(ordered) - ROWS_MAX
    return [*lines, f"and {more} more"] if more > 0 else lines


def _where(units: Units) -> str:
    return units.table if units.index is None else f"{units.table} / {units.index}"
