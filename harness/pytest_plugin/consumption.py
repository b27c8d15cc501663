"""What calls to DynamoDB consumed: figures to ask in a test."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from harness.capacity.prices import added, prices_of, times
from harness.model.caller import CLIENT, SETUP
from harness.model.table import TableClass

_NO_FUNCTION = (CLIENT, SETUP)


@dataclass(frozen=True, slots=True)
class Units:
    """What one table, or one of its indexes, bore. ``index`` None: the table itself."""

    table: str
    index: str | None
    rcu: float
    wcu: float


@dataclass(frozen=True, slots=True)
class CountedCall:
    """``function``: its name, or ``client`` for the test itself. ``line``: of the handler's code,
    innermost first, None where it is not known. ``error``: DynamoDB's, if any. ``scans``: a Scan,
    or a PartiQL statement that AWS executes as one."""

    function: str
    operation: str
    tables: tuple[str, ...]
    line: str | None
    units: tuple[Units, ...]
    error: str | None = None
    throttled: bool = False
    scans: bool = False

    @property
    def rcu(self) -> float:
        """Read capacity units, of all tables and indexes."""
        return sum(units.rcu for units in self.units)

    @property
    def wcu(self) -> float:
        """Write capacity units, of all tables and indexes."""
        return sum(units.wcu for units in self.units)


Calls = Counter[CountedCall]


class Capacity:
    """Sums over calls. ``calls``: each with how often it was made."""

    def __init__(self, read: Callable[[], Calls]) -> None:
        self._read = read

    @property
    def calls(self) -> Calls:
        """The calls so far, with how often each was made."""
        return self._read()

    @property
    def count(self) -> int:
        """How many calls there were."""
        return self.calls.total()

    @property
    def rcu(self) -> float:
        """Read capacity units, of all tables and indexes."""
        return sum(call.rcu * count for call, count in self.calls.items())

    @property
    def wcu(self) -> float:
        """Write capacity units, of all tables and indexes."""
        return sum(call.wcu * count for call, count in self.calls.items())

    @property
    def throttled(self) -> int:
        """How many calls were throttled."""
        return sum(count for call, count in self.calls.items() if call.throttled)

    def of(
        self,
        *,
        function: str | None = None,
        operation: str | None = None,
        table: str | None = None,
        index: str | None = None,
    ) -> "Capacity":
        """Of these alone. ``function``: a name, ``functions`` for all of them, ``client`` for the
        test itself. ``table`` without ``index``: its indexes too."""

        def read() -> Calls:
            found: Calls = Counter()
            for call, count in self.calls.items():
                kept = _only(call, table, index)
                if kept and _is_of(call, function) and operation in (None, call.operation):
                    found[kept] += count
            return found

        return Capacity(read)

    def by(self, *names: str) -> dict[Any, tuple[float, float]]:
        """RCU and WCU by ``function``, ``operation``, ``table``, ``index`` or several of them."""
        sums: dict[Any, tuple[float, float]] = {}
        for call, count in self.calls.items():
            for units in call.units:
                values = tuple(
                    getattr(units if name in ("table", "index") else call, name) for name in names
                )
                key = values if len(values) > 1 else values[0]
                rcu, wcu = sums.get(key, (0.0, 0.0))
                sums[key] = (rcu + units.rcu * count, wcu + units.wcu * count)
        return sums

    def usd_per_million(self, region: str) -> float | None:
        """What a million times this costs on demand, throughput of Standard tables only; None where
        a price is not known."""
        prices = prices_of(region).of_class(TableClass.STANDARD)
        usd = added(
            times(Fraction(self.rcu), prices.million_reads),
            times(Fraction(self.wcu), prices.million_writes),
        )
        return None if usd is None else float(usd)

    def lines(self) -> list[str]:
        """A line for each kind of call, the dearest first."""
        calls = sorted(self.calls.items(), key=lambda each: -(each[0].rcu + each[0].wcu) * each[1])
        return [_line(call, count) for call, count in calls]


def calls_of(figures: dict[str, Any]) -> Calls:
    """The calls of what ``/_harness/cases`` answers."""
    calls: Calls = Counter()
    for call in figures["calls"]:
        calls[_call(call)] += call["count"]
    return calls


def _call(counted: dict[str, Any]) -> CountedCall:
    units = tuple(
        Units(arm["table"], arm["index"], arm["read_units"], arm["write_units"])
        for arm in counted["arms"]
    )
    return CountedCall(
        counted["function"],
        counted["operation"],
        tuple(counted["tables"]),
        counted["line"],
        units,
        counted["error"],
        counted["throttled"],
        counted["scans"],
    )


def _is_of(call: CountedCall, function: str | None) -> bool:
    if function == "functions":
        return call.function not in _NO_FUNCTION
    return function in (None, call.function)


def _only(call: CountedCall, table: str | None, index: str | None) -> CountedCall | None:
    """The call with the units of that table or index only; None where it does not concern it."""
    if table is None and index is None:
        return call
    units = tuple(
        each
        for each in call.units
        if table in (None, each.table) and (index is None or index == each.index)
    )
    if not units and (index is not None or table not in call.tables):
        return None
    return replace(call, units=units)


def _line(call: CountedCall, count: int) -> str:
    times = f"{count} × " if count > 1 else ""
    units = _joined(
        f"{number(value * count)} {name}"
        for name, value in (("WCU", call.wcu), ("RCU", call.rcu))
        if value
    )
    where = call.line or ("this test" if call.function == CLIENT else "line unknown")
    ending = " (throttled)" if call.throttled else f" ({call.error})" if call.error else ""
    scan = " by Scan" if call.scans and call.operation != "Scan" else ""
    what = f"{times}{call.operation}{scan} {', '.join(call.tables)}{ending}"
    return f"{units or '0 units':>12}  {what}  {call.function}  {where}"


def _joined(parts: Iterable[str]) -> str:
    return " ".join(parts)


def number(value: float) -> str:
    """Without a point where it is whole."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"
