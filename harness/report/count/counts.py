"""What a ledger comes to, as the views of ``harness/ledger/figures.sql`` count it.

Values only; memory grows with the run's seconds, kinds, functions and tables.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from harness.capacity.partitions import PARTITION_READ_UNITS, PARTITION_WRITE_UNITS
from harness.capacity.retries import retry_prices
from harness.ledger.database import counted
from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.model.function import X86
from harness.report.count.profile import count_profile
from harness.report.values.function import FunctionUse
from harness.report.values.heat import Heat, HotKey
from harness.report.values.request import Latency, Outcomes
from harness.report.values.resource import Dimension, ResourceKey
from harness.report.values.retries import Retries
from harness.report.values.summary import Totals
from harness.simulate.line import Line
from harness.simulate.profile import NO_PROFILE, Profile

NO_LATENCY = Latency(0, 0, 0, 0, 0, 0, 0)
NO_RETRIES = Retries(0, 0, 0, NO_LATENCY, None, ())

_CALLS = """
    SELECT calls, refused_calls, over_calls, scans,
           (SELECT coalesce(sum(read_half_units), 0) FROM per_arm),
           (SELECT coalesce(sum(write_half_units), 0) FROM per_arm)
    FROM totals
"""
_OUTCOMES = """
    SELECT coalesce(sum(requests), 0), coalesce(sum(throttled), 0), coalesce(sum(failed), 0),
           coalesce(sum(declined), 0)
    FROM requests
"""
_FUNCTIONS = 'FROM functions ORDER BY read_half_units + write_half_units DESC, "function"'

_HEATS = """FROM heats ORDER BY "table", "index" NULLS FIRST, dimension"""
_KEYS_SEEN = 'SELECT "table", "index", dimension, count(*) FROM key_units GROUP BY ALL'
_HOTTEST = """
    SELECT "table", "index", dimension, digits_of(key_hash), key, half_units
    FROM (FROM key_units
          QUALIFY row_number() OVER (PARTITION BY "table", "index", dimension
                                     ORDER BY half_units DESC, key_hash) <= 5)
    LEFT JOIN key_names USING (key_hash)
    ORDER BY half_units DESC, key_hash
"""

Row = tuple[Any, ...]
Rows = list[Row]
Statement = Callable[[str], Rows]
Latencies = Mapping[tuple[str, str], Latency]


@dataclass(frozen=True, slots=True)
class KindCount:
    """``lost``: requests whose last call was refused, by second; ``lost_arms`` what they consumed
    before. ``served``: the others; ``lines``: half-units each over time. ``arms``: of all calls,
    those of requests that did not end too."""

    outcomes: Outcomes
    served: int
    scans: int
    arms: tuple[Arm, ...]
    served_arms: tuple[Arm, ...]
    lost: Mapping[int, int]
    lost_arms: tuple[Arm, ...]
    operations: Mapping[str, int]
    lines: Mapping[Dimension, Line]
    latency: Latency


@dataclass(frozen=True, slots=True)
class Counts:
    """``origin_ns``: where second 0 begins. ``first_ns`` and ``last_ns``: arrivals, None where
    nothing arrived. ``consumed``: half-units by second, of each provisioned number. ``refused``:
    calls, of the same."""

    totals: Totals
    origin_ns: int = 0
    first_ns: int | None = None
    last_ns: int | None = None
    arms: tuple[Arm, ...] = ()
    consumed: Mapping[ResourceKey, Mapping[int, int]] = field(default_factory=dict)
    refused: Mapping[ResourceKey, Mapping[int, int]] = field(default_factory=dict)
    kinds: Mapping[str, KindCount] = field(default_factory=dict)
    functions: tuple[FunctionUse, ...] = ()
    heats: tuple[Heat, ...] = ()
    retries: Retries = NO_RETRIES
    local_indexes: frozenset[tuple[str, str]] = frozenset()
    profile: Profile = NO_PROFILE

    def payer(self, table: str, index: str | None, dimension: Dimension) -> ResourceKey:
        """A local index draws on its table's throughput."""
        return (table, None if (table, index) in self.local_indexes else index, dimension)


NOTHING = Counts(Totals(0, 0, 0, 0, 0, Outcomes(), {}, {}, {}, {}, 0))


def count(facts: RunFacts, ledger: Path) -> Counts:
    """Count a run's ledger. Raises UsageError where it was changed."""
    with counted(facts, ledger) as connection:

        def rows(sql: str, parameters: Row = ()) -> Rows:
            return connection.execute(sql, parameters).fetchall()

        latencies = _latencies(rows)
        ((first_ns, last_ns),) = rows("SELECT first_ns, last_ns FROM totals")
        ((origin_ns,),) = rows("FROM origin")
        return Counts(
            totals=_totals(rows),
            origin_ns=origin_ns,
            first_ns=first_ns,
            last_ns=last_ns,
            arms=tuple(Arm(*row) for row in rows("FROM per_arm")),
            consumed=_by_second(rows("FROM consumed ORDER BY ALL")),
            refused=_by_second(rows("FROM refused ORDER BY ALL")),
            kinds=_kinds(rows, latencies),
            functions=_functions(rows, latencies, facts),
            heats=_heats(rows),
            retries=_retries(rows, latencies),
            local_indexes=frozenset((table, index) for table, index in rows("FROM local_indexes")),
            profile=count_profile(rows, facts),
        )


def _totals(rows: Statement) -> Totals:
    ((calls, refused, over, scans, read, write),) = rows(_CALLS)
    (outcomes,) = rows(_OUTCOMES)
    return Totals(
        calls=calls,
        refused_calls=refused,
        over_calls=over,
        read_half_units=read,
        write_half_units=write,
        outcomes=Outcomes(*outcomes),
        call_errors=_errors(rows, "type = 'call'"),
        request_errors=_errors(rows, "request"),
        failures=_errors(rows, "failure"),
        operations=dict(rows("FROM operations ORDER BY calls DESC, operation")),
        scans=scans,
    )


def _errors(rows: Statement, which: str) -> dict[str, int]:
    """The most frequent first."""
    select = f"SELECT error, sum(entries) FROM errors WHERE {which} GROUP BY error"
    return dict(rows(f"{select} ORDER BY 2 DESC, error"))


def _latencies(rows: Statement) -> Latencies:
    return {
        (measure, subject): Latency(*figures)
        for measure, subject, *figures in rows("FROM latencies")
    }


def _by_second(rows: Rows) -> dict[ResourceKey, dict[int, int]]:
    figures: dict[ResourceKey, dict[int, int]] = defaultdict(dict)
    for table, index, dimension, second, figure in rows:
        figures[table, index, Dimension(dimension)][second] = figure
    return dict(figures)


def _kinds(rows: Statement, latencies: Latencies) -> dict[str, KindCount]:
    arms, lost = _grouped(rows("FROM request_arms")), _grouped(rows("FROM lost_requests"))
    operations = _grouped(rows("FROM request_operations ORDER BY calls DESC, operation"))
    lines = _grouped(rows("FROM request_lines"))
    return {
        name: KindCount(
            outcomes=Outcomes(*outcomes),
            served=served,
            scans=scans,
            arms=tuple(
                Arm(table, index, read, write)
                for table, index, calls, read, write, *_ in arms[name]
                if calls
            ),
            served_arms=tuple(
                Arm(table, index, read - lost_read, write - lost_write)
                for table, index, _, read, write, lost_read, lost_write in arms[name]
                if (read, write) != (lost_read, lost_write)
            ),
            lost=dict(lost[name]),
            lost_arms=tuple(
                Arm(table, index, read, write) for table, index, *_, read, write in arms[name]
            ),
            operations=dict(operations[name]),
            lines={Dimension(dimension): Line(*sums) for dimension, *sums in lines[name]},
            latency=latencies.get(("latency", name), NO_LATENCY),
        )
        for name, *outcomes, served, scans in rows("FROM requests")
    }


def _grouped(rows: Rows) -> Mapping[Any, list[Row]]:
    """By their first column."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for first, *others in rows:
        groups[first].append(tuple(others))
    return groups


def _functions(rows: Statement, latencies: Latencies, facts: RunFacts) -> tuple[FunctionUse, ...]:
    """The hungriest first."""
    return tuple(
        FunctionUse(
            name=name,
            outcomes=Outcomes(requests, throttled, failed, declined),
            memory_mb=facts.memory_mb.get(name),
            architecture=facts.architectures.get(name, X86),
            billed_ms=billed_ms,
            calls=calls,
            refused_calls=refused,
            read_half_units=read,
            write_half_units=write,
            duration=latencies.get(("duration", name), NO_LATENCY),
            init=latencies.get(("init", name), NO_LATENCY),
        )
        for (
            name,
            requests,
            throttled,
            failed,
            declined,
            billed_ms,
            calls,
            refused,
            read,
            write,
        ) in rows(_FUNCTIONS)
    )


def _heats(rows: Statement) -> tuple[Heat, ...]:
    """One for each table or index of which keys are known, by name."""
    keys = {tuple(of): int(count) for *of, count in rows(_KEYS_SEEN)}
    hottest = defaultdict(list)
    for table, index, dimension, *key in rows(_HOTTEST):
        hottest[table, index, dimension].append(key)
    return tuple(
        Heat(
            table=table,
            index=index,
            dimension=Dimension(dimension),
            partitions=partitions,
            ceiling=PARTITION_READ_UNITS if dimension == "read" else PARTITION_WRITE_UNITS,
            busiest_share=Fraction(busiest, half_units),
            peak_half_units=peak,
            keys_seen=keys[table, index, dimension],
            hottest=tuple(
                HotKey(partition, name, Fraction(of_key, half_units))
                for partition, name, of_key in hottest[table, index, dimension]
            ),
        )
        for table, index, dimension, partitions, half_units, busiest, peak in rows(_HEATS)
    )


def _retries(rows: Statement, latencies: Latencies) -> Retries:
    ((calls, refusals, recovered),) = rows(
        "SELECT count(*), coalesce(sum(refusals), 0), count(*) FILTER (recovered) FROM retried"
    )
    again, retried = refusals - calls, refusals - (calls - recovered)
    share = Fraction(again, retried) if retried else None
    return Retries(
        calls=calls,
        refusals=refusals,
        recovered=recovered,
        added=latencies.get(("retry", ""), NO_LATENCY),
        refused_again=share,
        modelled=() if share is None else tuple(retry_prices(share)),
    )
