"""A ledger as a database: DuckDB reads the JSON lines where they lie, in as many threads as there
are cores, and in bounded memory.

DuckDB is imported where it is used: it is an extra (``query``), and nothing else needs it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from os import SEEK_END
from pathlib import Path
from string import Template
from typing import Any

from harness.errors import EnvironmentFailedError, UsageError
from harness.ledger.run import RunDirectory

# DuckDB's own part of what a query takes; beyond it, it goes to disk. Nothing is ever fetched.
_CONFIG = {
    "memory_limit": "600MB",
    "preserve_insertion_order": False,
    "autoinstall_known_extensions": False,
}
_ROWS_AT_ONCE = 1_000
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
    "request_id": "VARCHAR",
    "duration_ns": "BIGINT",
    "init_ns": "BIGINT",
    "memory_mb": "BIGINT",
}

Rows = Iterator[tuple[Any, ...]]


@contextmanager
def answer(run: RunDirectory, sql: str) -> Iterator[tuple[tuple[str, ...], Rows]]:
    """What one statement over the views of ``views.sql`` answers: names of columns, and rows as
    they come.

    Raises UsageError for SQL that is wrong, and for a ledger that is not there or was changed;
    EnvironmentFailedError without DuckDB.
    """
    from_duckdb = _duckdb()
    with closing(from_duckdb.connect(config=_CONFIG)) as connection:
        try:
            connection.execute(_views(run))
            found = connection.execute(sql)
            if found is None:  # as DuckDB answers a statement that is empty
                raise UsageError("this is no statement", where="harness query", hint=_HINT)
            yield tuple(column[0] for column in found.description), _fetched(found)
        except from_duckdb.Error as error:
            changed = "Malformed JSON" in str(error)
            raise UsageError(str(error), hint=_CHANGED if changed else _HINT) from error


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise EnvironmentFailedError(
            "DuckDB is not installed",
            where="harness query",
            hint="pip install duckdb",
        ) from error
    return duckdb


def _views(run: RunDirectory) -> str:
    if not run.ledger.exists():
        raise UsageError(
            "the run has no ledger", where=str(run.path), hint="it broke off before the first call"
        )
    read = COMMON | {name: f"{type_}[]" for name, type_ in VARYING.items()}
    members = [f'"{name}"' for name in COMMON]
    members += [f"{name}[number] AS {name}" for name in VARYING]
    return Template(files("harness.ledger").joinpath("views.sql").read_text("utf-8")).substitute(
        ledger=str(run.ledger).replace("'", "''"),
        columns=", ".join(f"'{name}': '{type_}'" for name, type_ in read.items()),
        members=", ".join(members),
        started_ns=run.facts().started_ns,
        torn=str(_is_torn(run.ledger)).lower(),
    )


def _is_torn(ledger: Path) -> bool:
    """Whether the last line was cut off; it is then left out."""
    with ledger.open("rb") as lines:
        size = lines.seek(0, SEEK_END)
        lines.seek(max(0, size - 1))
        return lines.read(1) not in (b"\n", b"")


def _fetched(found: Any) -> Rows:
    while rows := found.fetchmany(_ROWS_AT_ONCE):
        yield from rows
