"""A ledger as a database: DuckDB reads the JSON lines where they lie, in as many threads as there
are cores, and in bounded memory.

Everything that is counted from a ledger is counted here, by the views of ``figures.sql``:
the report and ``harness query`` have one definition of each figure.

DuckDB is imported where it is used: a stack that starts has no need of it.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from harness.capacity.partitions import first_partitions, partition_numbers
from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.reader import LedgerReader, is_torn
from harness.ledger.run import RunDirectory, RunFacts
from harness.model.caller import SETUP
from harness.model.entry import THROTTLING_ERRORS, InvocationEntry
from harness.model.table import IndexType, Table
from harness.model.time import NS_PER_S

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# DuckDB's own part of what a query takes; beyond it, it goes to disk. Nothing is ever fetched.
# Each thread has a buffer of 64 MB besides, for the lines that it reads.
_THREADS_MAX = 4
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "600MB",
    "preserve_insertion_order": False,
    "autoinstall_known_extensions": False,
}
_ROWS_AT_ONCE = 1_000
_FIRST_PLACE = 0x100  # letters from there on, none of which SQL has a use for
_HINT = "docs/ledger.md has the views and their columns"
_CHANGED = "the ledger was changed after the run; restore it or run again"

_ARM = 'STRUCT("table" VARCHAR, "index" VARCHAR, read_half_units BIGINT, write_half_units BIGINT)[]'
_THROTTLE = 'STRUCT("table" VARCHAR, "index" VARCHAR, reason VARCHAR, "exception" VARCHAR)[]'

# A field of either type of entry, and what DuckDB reads it as: those of ``model.entry``.
COMMON = {
    "type": "VARCHAR",
    "operation": "VARCHAR",
    "caller": "VARCHAR",
    "kind": "VARCHAR",
    "tables": "VARCHAR[]",
    "arms": _ARM,
    "metered": "BOOLEAN",
    "throttles": _THROTTLE,
    "verdict": "VARCHAR",
    "status": "INTEGER",
    "error": "VARCHAR",
    "attempt": "INTEGER",
    "case": "VARCHAR",
    "line": "VARCHAR",
    "scans": "BOOLEAN",
    "touches": "VARCHAR[][]",
    "function": "VARCHAR",
    "function_status": "INTEGER",
    "calls": "BIGINT",
    "refused_last": "BOOLEAN",
}
VARYING = {
    "time_ns": "BIGINT",
    "latency_ns": "BIGINT",
    "invocation": "VARCHAR",
    "sdk_invocation": "VARCHAR",
    "partition": "VARCHAR",
    "key": "VARCHAR",
    "request_bytes": "BIGINT",
    "response_bytes": "BIGINT",
    "request_number": "BIGINT",
    "stored_bytes": "BIGINT",
    "request_id": "VARCHAR",
    "duration_ns": "BIGINT",
    "init_ns": "BIGINT",
    "memory_mb": "BIGINT",
}
_TYPES = COMMON | {name: f"{type_}[]" for name, type_ in VARYING.items()}

# What no figure of the report comes from. It has the ids of retried calls and of requests, the
# latencies of requests and the hashes of keys under names of their own.
_NOT_COUNTED = {
    "tables",
    "status",
    "case",
    "line",
    "calls",
    "request_bytes",
    "response_bytes",
    "memory_mb",
}
_RENAMED = {"sdk_invocation", "latency_ns", "partition", "invocation", "request_id"}

# A line of which a figure can be made.
_WHOLE = " AND ".join(
    (
        "type IN ('call', 'invocation')",
        "len(time_ns) > 0",
        "arms IS NOT NULL",
        "(type = 'invocation' OR operation IS NOT NULL AND caller IS NOT NULL"
        " AND verdict IS NOT NULL AND throttles IS NOT NULL)",
        *(
            f"coalesce(len({column}) = len(time_ns), true)"
            for column in ("key_hashes", "key", "request_ns", "duration_ns", "init_ns", "attempts")
        ),
    )
)

Rows = Iterator[tuple[Any, ...]]


@contextmanager
def answer(run: RunDirectory, sql: str) -> Iterator[tuple[tuple[str, ...], Rows]]:
    """What one statement over the views answers: names of columns, and rows as they come.

    Raises UsageError for SQL that is wrong, and for a ledger that is not there or was changed.
    """
    if not run.ledger.exists():
        raise UsageError(
            "the run has no ledger", where=str(run.path), hint="it broke off before the first call"
        )
    import duckdb

    with _connected() as connection:
        try:
            _define(connection, run.facts(), run.ledger, kept=False)
            found = connection.execute(sql)
            if found is None:  # as DuckDB answers a statement that is empty
                raise UsageError("this is not a statement", where="harness query", hint=_HINT)
            yield tuple(column[0] for column in found.description), _fetched(found)
        except duckdb.Error as error:
            changed = "Malformed JSON" in str(error)
            raise UsageError(str(error), hint=_CHANGED if changed else _HINT) from error


@contextmanager
def counted(facts: RunFacts, ledger: Path) -> Iterator["Connection"]:
    """The views of a run's ledger, for many statements: what they share is counted once, in one
    pass over the file.

    Raises UsageError where the ledger was changed.
    """
    with _connected() as connection:
        _define(connection, facts, ledger, kept=True)
        connection.execute(_sql("profile.sql", measured_requests=_literal(facts.measured_requests)))
        yield connection


@contextmanager
def _connected() -> Iterator["Connection"]:
    import duckdb

    own: dict[str, str | bool | int | float | list[str]] = {
        "threads": min(_THREADS_MAX, os.cpu_count() or 1),
        # made where there is too much for the memory, and removed at the end
        "temp_directory": f"{gettempdir()}/harness-duckdb-{os.getpid()}",
    }
    with closing(duckdb.connect(config=_CONFIG | own)) as connection:
        yield connection


def _define(connection: "Connection", facts: RunFacts, ledger: Path, *, kept: bool) -> None:
    """``kept``: as tables where that saves a second pass over the file."""
    torn = is_torn(ledger)
    _read(connection, ledger, torn=torn, kept=kept)
    counts = {
        (table.name, index): count
        for table in facts.tables
        for index, count in _first_partitions(table)
    }
    place_of_bytes, places = _places(facts.seed or 0, {1, *counts.values()})
    connection.execute(
        _sql(
            "figures.sql",
            kept="TABLE" if kept else "VIEW",
            throttling_errors=str(THROTTLING_ERRORS),
            measured_requests=_literal(facts.measured_requests),
            origin_ns=_origin_ns(connection, ledger),
            local_indexes=_values(
                [
                    (table.name, index.name)
                    for table in facts.tables
                    for index in table.indexes
                    if index.type is IndexType.LOCAL
                ],
                ("", ""),
            ),
            partitions=_values([(*key, count) for key, count in counts.items()], ("", "", 1)),
            place_of_bytes=place_of_bytes,
            places=_values(places),
        )
    )
    if not kept:
        members = [f'"{name}"' for name in COMMON]
        members += [f'"{name}"[number] AS "{name}"' for name in VARYING]
        connection.execute(_sql("entries.sql", members=", ".join(members)))


def _read(connection: "Connection", ledger: Path, *, torn: bool, kept: bool) -> None:
    """Make ``lines``. Raises UsageError where one of them is broken, with its number."""
    import duckdb

    left_out = _NOT_COUNTED if kept else set()
    types = {name: type_ for name, type_ in _TYPES.items() if name not in left_out}
    sql = _sql(
        "lines.sql",
        kept="TABLE" if kept else "VIEW",
        members=", ".join(_member(name, kept=kept) for name in _TYPES),
        ledger=str(ledger).replace("'", "''"),
        # as it stands, because most of it is not looked at
        columns=", ".join(
            f"'{name}': '{type_}'" for name, type_ in (types | {"sdk_invocation": "JSON"}).items()
        ),
        torn=str(torn).lower(),
        kept_entries=f"caller IS DISTINCT FROM '{SETUP}'" if kept else "true",
    )
    # DuckDB passes over what it cannot read only where the last line is torn.
    whole = _WHOLE if kept or torn else "type IS NOT NULL"
    broken = f"SELECT count(*) FILTER (NOT coalesce({whole}, false)) FROM lines"
    try:
        connection.execute(sql)
        ((count,),) = connection.execute(broken).fetchall()
    except duckdb.OutOfMemoryException as error:
        raise EnvironmentFailedError(
            f"the ledger cannot be counted: {error}",
            where=str(ledger),
            hint=f"free space in {gettempdir()}, where goes what memory does not hold",
        ) from error
    except duckdb.Error as error:
        raise _changed(ledger, str(error)) from error
    if count > torn:
        raise _changed(ledger, f"lines that are not whole: {count - torn}")


def _changed(ledger: Path, why: str) -> UsageError:
    """With the number of the line that is broken, which a reader knows."""
    try:
        deque(LedgerReader(ledger), maxlen=0)
    except UsageError as error:
        return error
    return UsageError(why, where=str(ledger), hint=_CHANGED)


def _member(name: str, *, kept: bool) -> str:
    if kept and name in _NOT_COUNTED | _RENAMED:
        return f'NULL::{_TYPES[name]} AS "{name}"'
    return f'"{name}"::{_TYPES[name]} AS "{name}"' if name == "sdk_invocation" else f'"{name}"'


def _origin_ns(connection: "Connection", ledger: Path) -> int:
    """Where second 0 begins: with the first entry in the ledger, or as many whole seconds before
    it as it takes for the earliest arrival, where that one was written later."""
    ((first_ns,),) = connection.execute(
        f"SELECT min(time_ns[1]) FROM lines WHERE caller IS DISTINCT FROM '{SETUP}'"
    ).fetchall()
    if first_ns is None:
        return 0
    anchor_ns = next(
        entry.time_ns
        for entry in LedgerReader(ledger)
        if isinstance(entry, InvocationEntry) or entry.caller != SETUP
    )
    return int(anchor_ns + (first_ns - anchor_ns) // NS_PER_S * NS_PER_S)


def _first_partitions(table: Table) -> Iterator[tuple[str | None, int]]:
    """As the run's limiter had them at the start: later splits are not in the ledger."""
    yield None, first_partitions(table, table.billing_mode)
    for index in table.global_indexes:
        yield index.name, first_partitions(index, table.billing_mode)


def _places(salt: int, counts: Iterable[int]) -> tuple[str, list[tuple[int, int, int]]]:
    """A place for each first byte, as a character, and the partition of each place, of so many.
    ``salt``: the limiter's, so that the same keys are neighbours as in the run."""
    ordered = sorted(counts)
    numbers = [partition_numbers(salt, count) for count in ordered]
    alike = list(zip(*numbers, strict=True))
    places = {of_them: place for place, of_them in enumerate(dict.fromkeys(alike), _FIRST_PLACE)}
    return "".join(chr(places[of_them]) for of_them in alike), [
        (place, count, number)
        for of_them, place in places.items()
        for count, number in zip(ordered, of_them, strict=True)
    ]


def _values(rows: Sequence[tuple[Any, ...]], empty: tuple[Any, ...] = ()) -> str:
    """As SQL has them. ``empty``: a row that stands for none, as SQL needs one."""
    return ", ".join(f"({', '.join(map(_literal, row))})" for row in rows or [empty])


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _sql(name: str, **values: object) -> str:
    return Template(files("harness.ledger").joinpath(name).read_text("utf-8")).substitute(values)


def _fetched(found: Any) -> Rows:
    while rows := found.fetchmany(_ROWS_AT_ONCE):
        yield from rows
