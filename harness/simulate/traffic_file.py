"""Recorded counts of requests, from the text of a file: CSV by columns that its header names, or
CloudWatch's JSON.

Three forms of CSV: ``start,kind,requests``; a time and a column for each kind; and Locust's stats
history, whose Total Request Count is differenced, because its Requests/s is a moving average.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from io import StringIO
from itertools import pairwise
from typing import Any

from harness.errors import UsageError
from harness.simulate.traffic import HORIZON_MAX_S, MINUTE_S, RATE_MAX, RecordedCounts, shared

# A column or row that is not of one kind: it is split by the mix.
ALL_KINDS = "all"

_LOCUST = ("timestamp", "name", "total request count")
_LOCUST_SUM = "Aggregated"
_TIMES = ("start", "time", "timestamp", "datetime", "date")
_ALL = ("requests", "count", "sum", "value", "total")

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# Milliseconds since 1970 are far beyond.
_END_S = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class _Count:
    """``line``: of the file, from 1."""

    line: int
    time_s: int
    kind: str
    requests: int

    @property
    def prefix(self) -> str:
        """Of a message about a kind's count."""
        return "" if self.kind == ALL_KINDS else f"{self.kind}: "


def parse_counts(text: str, name: str, zone: tzinfo | None = None) -> RecordedCounts:
    """``name``: of the file, for what goes wrong. ``zone``: of times that name none. Raises
    UsageError with line, reason and remedy: for steps left out, times out of order, times without
    a zone or more than 366 days apart, counts that are no whole number, negative, or beyond
    1,000,000 a second."""
    text = text.removeprefix("\ufeff")
    file = _CountFile(name, zone)
    if text.lstrip().startswith(("{", "[")):
        return file.counts(file.of_cloudwatch(text))
    return file.counts(file.of_csv(text))


def split_by_mix(recorded: RecordedCounts, mix: Mapping[str, int]) -> RecordedCounts:
    """Counts of all kinds together, by the parts of the mix. Sums stay exact."""
    whole = recorded.counts.get(ALL_KINDS)
    if whole is None:
        return recorded
    shares = shared(Fraction(1), mix)
    counts: dict[str, tuple[int, ...]] = {
        kind: counts for kind, counts in recorded.counts.items() if kind != ALL_KINDS
    }
    passed, before = Fraction(0), [0] * len(whole)
    for kind, share in shares.items():
        passed += share
        until = _floors(whole, passed)
        counts[kind] = tuple(high - low for high, low in zip(until, before, strict=True))
        before = until
    return RecordedCounts(recorded.start_s, recorded.step_s, counts)


def _floors(counts: Iterable[int], share: Fraction) -> list[int]:
    return [count * share.numerator // share.denominator for count in counts]


class _CountCells:
    """The cells of one file; what it raises says where in it."""

    def __init__(self, name: str, zone: tzinfo | None) -> None:
        self._name = name
        self._zone = zone

    def _time(self, line: int, text: str) -> int:
        text = text.strip()
        seconds = float(text) if _NUMBER.fullmatch(text) else self._timestamp(line, text)
        if not 0 <= seconds < _END_S:
            raise self._error(
                line,
                f"{text[:40]} is not a time between 1970 and 2100",
                "write seconds since 1970, not milliseconds, or 2026-11-29T18:00:00Z",
            )
        return int(seconds)

    def _timestamp(self, line: int, text: str) -> float:
        try:
            time = datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise self._error(
                line,
                f"{text[:40]!r} is not a time",
                "write for example 2026-11-29T18:00:00Z, or seconds since 1970",
            ) from None
        if time.tzinfo is None:
            if self._zone is None:
                raise self._error(
                    line,
                    f"{text!r} has no time zone",
                    'end it with Z or +01:00, or state it: --traffic "zone Europe/Lisbon"',
                )
            time = time.replace(tzinfo=self._zone)
        return time.timestamp()

    def _kind(self, line: int, text: str) -> str:
        kind = text.strip()
        if not kind:
            raise self._error(line, "has no kind", "name the kind of request")
        return kind

    def _count(self, line: int, text: str) -> int:
        text = text.strip()
        count = Fraction(text) if _NUMBER.fullmatch(text) and len(text) < 30 else None
        if count is None:
            raise self._error(line, f"{text[:40]!r} is not a count", "write a whole number")
        if count < 0 or count.denominator != 1:
            raise self._error(
                line, f"{text} requests cannot have come", "write a whole number, 0 or more"
            )
        return int(count)

    def _error(self, line: int, what: str, hint: str) -> UsageError:
        return UsageError(what, where=f"{self._name}:{line}", hint=hint)


class _CountFile(_CountCells):
    """One file's text, in any of the forms."""

    def of_csv(self, text: str) -> list[_Count]:
        (_, header), *lines = self._rows(text) or [(1, [])]
        if not lines:
            raise self._error(1, "has no counts", "give a header and a line for each step")
        header = [column.strip() for column in header]
        lower = [column.lower() for column in header]
        for line, row in lines:
            if len(row) != len(header):
                raise self._error(
                    line,
                    f"has {len(row)} columns where the header has {len(header)}",
                    "fill in or remove the line",
                )
        if all(column in lower for column in _LOCUST):
            return self._of_locust(lines, [lower.index(column) for column in _LOCUST])
        self._check_header(header, lower)
        if lower[1:] == ["kind", "requests"]:
            return [
                _Count(
                    line,
                    self._time(line, row[0]),
                    self._kind(line, row[1]),
                    self._count(line, row[2]),
                )
                for line, row in lines
            ]
        kinds = [ALL_KINDS if column in _ALL else header[at] for at, column in enumerate(lower)]
        for at, kind in enumerate(kinds):
            if kind in kinds[:at]:
                raise self._error(
                    1,
                    "has two columns of all kinds" if kind == ALL_KINDS else f"has {kind!r} twice",
                    "remove one of the columns",
                )
        return [
            _Count(line, self._time(line, row[0]), kind, self._count(line, cell))
            for line, row in lines
            for kind, cell in list(zip(kinds, row, strict=True))[1:]
        ]

    def _rows(self, text: str) -> list[tuple[int, list[str]]]:
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        try:
            return [(reader.line_num, row) for row in reader if any(row)]
        except csv.Error as error:
            raise self._error(
                max(1, reader.line_num), f"is not valid CSV: {error}", "close the quotes"
            ) from error

    def _check_header(self, header: Sequence[str], lower: Sequence[str]) -> None:
        separator = next((mark for mark in ";\t|" if mark in header[0]), None)
        if len(header) == 1 and separator:
            raise self._error(
                1, f"has columns separated by {separator!r}", "separate them with commas"
            )
        if lower[0] not in _TIMES:
            raise self._error(
                1,
                f"{header[0][:40]!r} is not a column of times",
                f"begin with a header whose first column is {', '.join(_TIMES[:-1])} "
                f"or {_TIMES[-1]}",
            )
        if len(header) == 1:
            raise self._error(1, "has no column of counts", "add one called requests")
        if not all(header):
            raise self._error(
                1, f"has no name for column {header.index('') + 1}", "name it by its kind"
            )

    def of_cloudwatch(self, text: str) -> list[_Count]:
        """``get-metric-data``'s answer, or ``get-metric-statistics``': newest first, and a step in
        which nothing came is not there, so that neither is a fault here."""
        hint = "save what aws cloudwatch get-metric-data prints as JSON, whole"
        try:
            counts = list(self._of_results(json.loads(text)))
        except json.JSONDecodeError as error:
            raise self._error(error.lineno, f"is not valid JSON: {error.msg}", hint) from error
        except KeyError as error:
            raise self._error(
                1,
                f"is an answer without {error}",
                f"{hint}, or that of get-metric-statistics with the statistic Sum",
            ) from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise self._error(1, "is not an answer of CloudWatch", hint) from error
        if not counts:
            raise self._error(
                1, "has no data points", "ask CloudWatch for a time in which requests came"
            )
        self._check_span(counts)
        return _with_zeros(sorted(counts, key=lambda count: (count.kind, count.time_s)))

    def _of_results(self, document: Any) -> Iterable[_Count]:
        if "Datapoints" in document:
            for point in document["Datapoints"]:
                yield self._point(ALL_KINDS, point["Timestamp"], point["Sum"])
            return
        for result in document["MetricDataResults"]:
            kind = result.get("Label") or result["Id"]
            times, values = result["Timestamps"], result["Values"]
            if len(times) != len(values):
                raise self._error(
                    1,
                    f"{kind}: has {len(times)} Timestamps and {len(values)} Values",
                    "save the answer again, whole",
                )
            for time, value in zip(times, values, strict=True):
                yield self._point(kind, time, value)

    def _point(self, kind: str, time: Any, value: Any) -> _Count:
        return _Count(1, self._time(1, str(time)), kind, self._count(1, str(value)))

    def _of_locust(self, lines: list[tuple[int, list[str]]], columns: list[int]) -> list[_Count]:
        totals = [
            _Count(line, self._time(line, time), self._kind(line, name), self._count(line, total))
            for line, row in lines
            for time, name, total in [[row[column] for column in columns]]
        ]
        self._check_span(totals)
        named = any(total.kind != _LOCUST_SUM for total in totals)
        last: dict[str, _Count] = {}
        counts = []
        for total in totals:
            if named and total.kind == _LOCUST_SUM:
                continue
            kind = total.kind if named else ALL_KINDS
            before = last.get(kind, replace(total, requests=0))
            if total.requests < before.requests:
                raise self._error(
                    total.line,
                    f"{total.kind} has fewer requests than before",
                    "give one test's file whole",
                )
            if total.time_s > before.time_s:
                # Locust writes a line a second, but sometimes a second late.
                counts += _evenly(kind, before, total)
            last[kind] = total
        return counts

    def counts(self, counts: list[_Count]) -> RecordedCounts:
        self._check_span(counts)
        by_kind: dict[str, list[_Count]] = {}
        for count in counts:
            by_kind.setdefault(count.kind, []).append(count)
        step_s = self._step(by_kind.values())
        for of_kind in by_kind.values():
            self._check_order(of_kind, step_s)
        highest = max(counts, key=lambda count: count.requests)
        if highest.requests > RATE_MAX * step_s:
            raise self._error(
                highest.line,
                f"{highest.prefix}so many requests in {step_s} s cannot be simulated",
                f"give at most {RATE_MAX:,} a second",
            )
        start_s = min(count.time_s for count in counts)
        steps = (max(count.time_s for count in counts) - start_s) // step_s + 1
        return RecordedCounts(
            start_s,
            step_s,
            {kind: _filled(of_kind, start_s, step_s, steps) for kind, of_kind in by_kind.items()},
        )

    def _check_span(self, counts: Iterable[_Count]) -> None:
        """Whatever fills gaps would fill centuries too."""
        times = sorted(counts, key=lambda count: count.time_s)
        if times and times[-1].time_s - times[0].time_s > HORIZON_MAX_S:
            raise self._error(
                times[-1].line,
                f"{times[-1].prefix}more than {HORIZON_MAX_S // 86_400} days after line "
                f"{times[0].line}",
                "give the counts of a year at most",
            )

    def _step(self, by_kind: Iterable[list[_Count]]) -> int:
        for of_kind in by_kind:
            if len(of_kind) > 1:
                step_s = of_kind[1].time_s - of_kind[0].time_s
                if step_s <= 0:
                    raise self._out_of_order(of_kind[1])
                if MINUTE_S % step_s and step_s % MINUTE_S:
                    raise self._error(
                        of_kind[1].line,
                        f"has a step of {step_s} s",
                        "give whole minutes, or steps that divide a minute",
                    )
                return step_s
        raise self._error(2, "has one time only", "give the counts of at least two")

    def _check_order(self, of_kind: list[_Count], step_s: int) -> None:
        for before, count in pairwise(of_kind):
            passed = count.time_s - before.time_s
            if passed <= 0:
                raise self._out_of_order(count)
            if passed != step_s:
                raise self._error(
                    count.line,
                    f"{count.prefix}{passed} s after the time before, where the step is {step_s} s",
                    "add the steps left out, with 0 where nothing came",
                )

    def _out_of_order(self, count: _Count) -> UsageError:
        return self._error(
            count.line,
            f"{count.prefix}the time is not after the one before",
            "sort the lines by time, with each time once",
        )


def _evenly(kind: str, before: _Count, total: _Count) -> list[_Count]:
    requests, seconds = total.requests - before.requests, total.time_s - before.time_s
    return [
        _Count(
            total.line,
            before.time_s + at,
            kind,
            requests * (at + 1) // seconds - requests * at // seconds,
        )
        for at in range(seconds)
    ]


def _with_zeros(counts: list[_Count]) -> list[_Count]:
    """The steps that CloudWatch leaves out, by the shortest step that it has."""
    pairs = [(before, count) for before, count in pairwise(counts) if before.kind == count.kind]
    step_s = min((count.time_s - before.time_s for before, count in pairs), default=MINUTE_S)
    if step_s <= 0:
        return counts
    filled = counts[:1]
    for count in counts[1:]:
        last = filled[-1]
        if last.kind == count.kind:
            filled += [
                _Count(count.line, time_s, count.kind, 0)
                for time_s in range(last.time_s + step_s, count.time_s, step_s)
            ]
        filled.append(count)
    return filled


def _filled(of_kind: list[_Count], start_s: int, step_s: int, steps: int) -> tuple[int, ...]:
    """A kind that starts later or ends earlier than others has nothing there."""
    counts = [0] * steps
    for count in of_kind:
        counts[(count.time_s - start_s) // step_s] = count.requests
    return tuple(counts)
