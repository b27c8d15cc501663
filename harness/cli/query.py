"""``harness query``: a statement's answer as a table, CSV or JSON."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.ledger.database import answer
from harness.ledger.run import RunDirectory

# What a terminal shows of an answer.
TABLE_ROWS_MAX = 1_000


def print_answer(run: RunDirectory, sql: str, form: str, out: Console) -> None:
    """Raises as ``answer`` does."""
    with answer(run, sql) as (columns, rows):
        if form == "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
        elif form == "json":
            _print_json(columns, rows)
        else:
            _print_table(columns, rows, out)


def _print_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """An array, a row a line."""
    opening = "["
    for row in rows:
        members = dict(zip(columns, row, strict=True))
        sys.stdout.write(opening + json.dumps(members, default=_json, ensure_ascii=False))
        opening = ",\n"
    sys.stdout.write("[]\n" if opening == "[" else "]\n")


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: Console) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    remaining = iter(rows)
    shown = list(islice(remaining, TABLE_ROWS_MAX))
    for number, column in enumerate(columns):
        numeric = any(isinstance(row[number], int | float | Decimal) for row in shown)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text(_cell(value)) for value in row))
    out.print(table)
    if next(remaining, None) is not None:
        out.print(f"… the first {TABLE_ROWS_MAX:,} rows; --format csv has all", style="dim")


def _cell(value: Any) -> str:
    """Four digits of a fraction, all of a whole number."""
    if value is None:
        return "–"
    if not isinstance(value, float | Decimal):
        return str(value)
    return f"{value:,.4g}" if value % 1 and -1000 < value < 1000 else f"{value:,.0f}"


def _json(value: object) -> Any:
    """For what JSON does not have."""
    return float(value) if isinstance(value, Decimal) else str(value)
