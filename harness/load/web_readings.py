"""What the endpoint's live view says, second by second, for Locust's web UI. Pure."""

import csv
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import orjson

# A quarter of an hour, at one reading a second.
READINGS_MAX = 900

_COUNTERS = ("consumed_units", "throttled")
COLUMNS = (
    "table",
    "index",
    "dimension",
    "consumed_units",
    "consumed_last_second_units",
    "provisioned_units",
    "utilisation",
    "throttled",
    "burst_left_units",
)
# Of the tab: a row's key, and its title.
TAB = (
    ("name", "Table / index"),
    ("consumed_units", "Consumed units"),
    ("consumed_last_second_units", "In the last second"),
    ("provisioned_units", "Provisioned a second"),
    ("utilisation", "Utilisation, last minute"),
    ("throttled", "Throttled calls"),
    ("burst_left_units", "Burst left"),
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of ``/_harness/capacity``, with COLUMNS of each throughput; ``time_s``: seconds
    since the epoch. ``run``: the folder of the stack's run, on the stack's machine."""

    time_s: float
    rows: tuple[Row, ...]
    run: str | None = None


def reading_of(time_s: float, body: bytes) -> Reading:
    """Raises ValueError where this is not what a harness's endpoint answers."""
    answer = orjson.loads(body)
    try:
        rows = tuple({column: row[column] for column in COLUMNS} for row in answer["capacity"])
        return Reading(time_s, rows, answer.get("run"))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("it has no capacity figures") from error


class Readings:
    """The last READINGS_MAX of them, counted from where the load began.

    ``problem``: why there is no newer reading, None where there is.
    """

    def __init__(self) -> None:
        self.problem: str | None = None
        self._base: dict[Any, Row] = {}
        self._kept: deque[Reading] = deque(maxlen=READINGS_MAX)

    @property
    def last(self) -> Reading | None:
        """The newest reading, None before the first."""
        return self._kept[-1] if self._kept else None

    def add(self, reading: Reading) -> None:
        """Keep a reading; one of a stack that was started again replaces all before it."""
        self.problem = None
        if self.last is not None and _has_restarted(self.last, reading):
            self._base = {}  # another stack has the endpoint now, and counts from 0
        self._kept.append(replace(reading, rows=tuple(map(self._counted, reading.rows))))

    def restart(self, reading: Reading) -> None:
        """A load begins: count from this reading, and forget those before."""
        self._base = {_key(row): row for row in reading.rows}
        self._kept.clear()
        self.add(reading)

    def after(self, time_s: float) -> list[Reading]:
        """What came after that time, of the throughputs that were used."""
        used = (
            replace(reading, rows=tuple(row for row in reading.rows if _is_used(row)))
            for reading in self._kept
            if reading.time_s > time_s
        )
        return [reading for reading in used if reading.rows]

    def tab(self) -> list[Row]:
        """The rows of Locust's table, and one that says why where they are not new."""
        rows = [_tab_row(row) for row in self._rows()]
        # Locust sorts by name: a blank puts it first.
        return ([{"name": f" {self.problem}"}] if self.problem else []) + rows

    def csv(self) -> str:
        """The readings as CSV, one line per reading."""
        text = StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._rows())
        return text.getvalue()

    def json(self) -> bytes:
        """The last reading, ``time_s`` and ``problem`` with it."""
        state = {"time_s": self.last and self.last.time_s, "problem": self.problem}
        return orjson.dumps(state | {"capacity": self._rows()}, option=orjson.OPT_INDENT_2)

    def _rows(self) -> Sequence[Row]:
        return self.last.rows if self.last else ()

    def _counted(self, row: Row) -> Row:
        base = self._base.get(_key(row), {})
        return row | {name: row[name] - base.get(name, 0) for name in _COUNTERS}


def _key(row: Row) -> tuple[str, str | None, str]:
    return row["table"], row["index"], row["dimension"]


def _has_restarted(before: Reading, now: Reading) -> bool:
    return before.run != now.run


def _is_used(row: Row) -> bool:
    return bool(row["consumed_units"] or row["throttled"])


def _tab_row(row: Row) -> Row:
    used, provisioned = row["utilisation"], row["provisioned_units"]
    return row | {
        "name": _name(row),
        "provisioned_units": "" if provisioned is None else provisioned,
        "utilisation": "" if used is None else f"{used:.0%}",
        "burst_left_units": "" if row["burst_left_units"] is None else row["burst_left_units"],
    }


def _name(row: Row) -> str:
    where = row["table"] if row["index"] is None else f"{row['table']} / {row['index']}"
    return f"{where} {'RCU' if row['dimension'] == 'read' else 'WCU'}"
