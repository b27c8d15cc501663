"""Entries to JSON lines and back.

Entries that differ only in the fields from ``time_ns`` on have one *form*. A line has entries of
one form: what they have in common once, and what varies as columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import orjson

from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict

_BY_TIME = attrgetter("time_ns")


class _Layout:
    """The fields of one type of entry: in common first, then those that vary."""

    def __init__(self, type_: str, entry: type[Entry]) -> None:
        self.type, self.entry = type_, entry
        fields = entry.__struct_fields__
        first = fields.index("time_ns")
        self.common, self.varying = fields[:first], fields[first:]
        self.common_of, self.varying_of = attrgetter(*self.common), attrgetter(*self.varying)

    def line(self, common: Sequence[Any], entries: list[Entry]) -> bytes:
        """orjson reads the dataclasses in ``common`` by itself."""
        entries.sort(key=_BY_TIME)
        columns = zip(*map(self.varying_of, entries), strict=True)
        record = {"type": self.type, **dict(zip(self.common, common, strict=True))}
        record |= dict(zip(self.varying, map(_column, columns), strict=True))
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


_CALL = _Layout("call", CallEntry)
_INVOCATION = _Layout("invocation", InvocationEntry)


def encode(entries: Iterable[Entry]) -> bytes:
    """Whole lines, whose entries are in order of their arrival.

    An SDK's first attempts come before its second ones, and so on.
    """
    calls: dict[tuple[int, Any], list[Entry]] = {}
    invocations: dict[Any, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry, InvocationEntry):
            invocations.setdefault(_INVOCATION.common_of(entry), []).append(entry)
        else:
            form = entry.attempt or 0, _CALL.common_of(entry)
            calls.setdefault(form, []).append(entry)
    by_attempt = sorted(calls.items(), key=lambda group: group[0][0])
    lines = [_CALL.line(common, group) for (_, common), group in by_attempt]
    lines += [_INVOCATION.line(*group) for group in invocations.items()]
    return b"".join(lines)


def decode(line: bytes) -> Iterator[Entry]:
    """The entries of one line.

    Raises ValueError for a line that is not whole (a torn last line, for example).
    """
    record = orjson.loads(line)
    try:
        layout = _CALL if record.pop("type") == "call" else _INVOCATION
        rows = list(_rows(layout, record))
        record["arms"] = tuple(Arm(**arm) for arm in record["arms"])
        if layout is _CALL:
            record["tables"] = tuple(record["tables"])
            record["touches"] = tuple(map(tuple, record.get("touches", ())))
            record["throttles"] = tuple(Throttle(**throttle) for throttle in record["throttles"])
            record["verdict"] = Verdict(record["verdict"])
        for row in rows:
            yield layout.entry(**record, **row)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a line of a ledger: {error!r}") from error


def _column(values: Sequence[Any]) -> Sequence[Any] | None:
    return None if values.count(None) == len(values) else values


def _rows(layout: _Layout, record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What varies, of each entry. A line of an older ledger lacks what came later."""
    length = len(record["time_ns"])
    names = [name for name in layout.varying if name in record]
    columns = [record.pop(name) or (None,) * length for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))
