"""Recorded counts of requests, from the text of a file: CSV by columns that its header names, or
CloudWatch's JSON.

Three forms of CSV: ``start,kind,requests``; a time and a column for each kind; and Locust's stats
history, whose Total Request Count is differenced, because its Requests/s is a moving average.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from fractions import Fraction
from itertools import pairwise
from typing import Any

from harness.errors import UsageError
from harness.simulate.traffic import MINUTE_S, RecordedCounts, shared

# A column or row that is not of one kind: it is split by the mix.
ALL_KINDS = "all"

_LOCUST = ("timestamp", "name", "total request count")
_LOCUST_SUM = "Aggregated"
_TIMES = ("start", "time", "timestamp", "datetime", "date")
_ALL = ("requests", "count", "sum", "value", "total")


@dataclass(frozen=True, slots=True)
class _Count:
    """``line``: of the file, from 1."""

    line: int
    time_s: int
    kind: str
    requests: int


def parse_counts(text: str, name: str, zone: tzinfo | None = None) -> RecordedCounts:
    """``name``: of the file, for what goes wrong. ``zone``: of times that name none. Raises
    UsageError with line, reason and remedy: for steps left out, times out of order, times without
    a zone, counts that are no whole number or negative."""
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


class _CountFile:
    """One file's text; what it raises says where in it."""

    def __init__(self, name: str, zone: tzinfo | None) -> None:
        self._name = name
        self._zone = zone

    def of_csv(self, text: str) -> list[_Count]:
        rows = list(csv.reader(text.splitlines()))
        if len(rows) < 2:
            raise self._error(1, "has no counts", "give a header and a line for each step")
        header = [column.strip() for column in rows[0]]
        lower = [column.lower() for column in header]
        lines = [(line, row) for line, row in enumerate(rows[1:], 2) if any(row)]
        short = next((line for line, row in lines if len(row) != len(header)), None)
        if short is not None:
            raise self._error(
                short, "has not as many columns as the header", "fill in or remove the line"
            )
        if all(column in lower for column in _LOCUST):
            return self._of_locust(lines, [lower.index(column) for column in _LOCUST])
        if lower[0] not in _TIMES:
            raise self._error(
                1,
                f"{header[0]!r} is not a column of times",
                f"call the first column {' or '.join(_TIMES)}",
            )
        if lower[1:] == ["kind", "requests"]:
            return [
                _Count(line, self._time(line, row[0]), row[1].strip(), self._count(line, row[2]))
                for line, row in lines
            ]
        kinds = [ALL_KINDS if column in _ALL else header[at] for at, column in enumerate(lower)]
        return [
            _Count(line, self._time(line, row[0]), kind, self._count(line, cell))
            for line, row in lines
            for kind, cell in list(zip(kinds, row, strict=True))[1:]
        ]

    def of_cloudwatch(self, text: str) -> list[_Count]:
        """``get-metric-data``'s answer, or ``get-metric-statistics``': newest first, and a step in
        which nothing came is not there, so that neither is a fault here."""
        try:
            document = json.loads(text)
            counts = list(self._of_results(document))
        except (ValueError, KeyError, TypeError) as error:
            raise self._error(
                1,
                f"is not an answer of CloudWatch ({error})",
                "save what aws cloudwatch get-metric-data prints as JSON",
            ) from error
        return _with_zeros(sorted(counts, key=lambda count: (count.kind, count.time_s)))

    def _of_results(self, document: Any) -> Iterable[_Count]:
        if "Datapoints" in document:
            for point in document["Datapoints"]:
                yield self._point(ALL_KINDS, point["Timestamp"], point["Sum"])
            return
        for result in document["MetricDataResults"]:
            kind = result.get("Label") or result["Id"]
            for time, value in zip(result["Timestamps"], result["Values"], strict=True):
                yield self._point(kind, time, value)

    def _point(self, kind: str, time: Any, value: Any) -> _Count:
        return _Count(1, self._time(1, str(time)), kind, self._count(1, str(value)))

    def _of_locust(self, lines: list[tuple[int, list[str]]], columns: list[int]) -> list[_Count]:
        named = any(row[columns[1]] != _LOCUST_SUM for _, row in lines)
        last: dict[str, tuple[int, int]] = {}
        counts = []
        for line, row in lines:
            time, name, total = (row[column] for column in columns)
            if named and name == _LOCUST_SUM:
                continue
            kind = name if named else ALL_KINDS
            time_s, count = self._time(line, time), self._count(line, total)
            before_s, before = last.get(kind, (time_s, 0))
            if count < before:
                raise self._error(
                    line, f"{kind} has fewer requests than before", "give one test's file whole"
                )
            if time_s > before_s:
                # Locust writes a line a second, but sometimes a second late.
                counts += _evenly(line, kind, before_s, time_s, count - before)
            last[kind] = time_s, count
        return counts

    def counts(self, counts: list[_Count]) -> RecordedCounts:
        by_kind: dict[str, list[_Count]] = {}
        for count in counts:
            by_kind.setdefault(count.kind, []).append(count)
        step_s = self._step(by_kind.values())
        for of_kind in by_kind.values():
            self._check_order(of_kind, step_s)
        starts = {of_kind[0].time_s for of_kind in by_kind.values()}
        start_s = min(starts)
        ends = {of_kind[-1].time_s for of_kind in by_kind.values()}
        steps = (max(ends) - start_s) // step_s + 1
        return RecordedCounts(
            start_s,
            step_s,
            {kind: _filled(of_kind, start_s, step_s, steps) for kind, of_kind in by_kind.items()},
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
        raise self._error(2, "has one step only", "give two lines of a kind at least")

    def _check_order(self, of_kind: list[_Count], step_s: int) -> None:
        for before, count in pairwise(of_kind):
            passed = count.time_s - before.time_s
            if passed <= 0:
                raise self._out_of_order(count)
            if passed != step_s:
                raise self._error(
                    count.line,
                    f"{count.kind}: {passed} s after the line before, where the step is {step_s} s",
                    "add the steps left out, with 0 where nothing came",
                )

    def _out_of_order(self, count: _Count) -> UsageError:
        return self._error(
            count.line,
            f"{count.kind}: the time is not after that of the line before",
            "sort the lines by time, with each time once for a kind",
        )

    def _time(self, line: int, text: str) -> int:
        text = text.strip()
        if text.replace(".", "", 1).isdecimal():
            return int(float(text))
        try:
            time = datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise self._error(
                line,
                f"{text!r} is not a time",
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
        return int(time.timestamp())

    def _count(self, line: int, text: str) -> int:
        text = text.strip()
        try:
            count = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise self._error(line, f"{text!r} is not a count", "write a whole number") from None
        if count < 0 or count.denominator != 1:
            raise self._error(
                line, f"{text} requests cannot have come", "write a whole number, 0 or more"
            )
        return int(count)

    def _error(self, line: int, what: str, hint: str) -> UsageError:
        return UsageError(what, where=f"{self._name}:{line}", hint=hint)


def _evenly(line: int, kind: str, start_s: int, end_s: int, requests: int) -> list[_Count]:
    seconds = end_s - start_s
    return [
        _Count(
            line,
            start_s + at,
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
