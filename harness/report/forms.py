"""Lines of the ledger that have one form: gathered as they come, and their columns read at once,
which costs half of reading them line by line."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from harness.capacity.bucket import NS_PER_S
from harness.ledger.codec import Columns, begins
from harness.model.caller import CLIENT, SETUP
from harness.model.entry import CallEntry, Entry, InvocationEntry, Verdict
from harness.report.heat import Run


class Form:
    """What the entries of a line have in common; ``entry``: any of them. ``until``: what the first
    column that is not asked for begins with. ``in_order``: whether its calls may be among several
    attempts of one, whose order matters."""

    __slots__ = ("counts", "entry", "in_order", "is_request", "may_be_retry", "refused", "until")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        call = entry if isinstance(entry, CallEntry) else None
        self.counts = call is None or call.caller != SETUP
        self.is_request = call is None or call.caller == CLIENT
        self.refused = call is not None and call.verdict is Verdict.THROTTLED
        self.may_be_retry = call is not None and call.attempt != 1
        self.in_order = self.refused or self.may_be_retry
        self.until = begins(self._until())

    def _until(self) -> str:
        if isinstance(self.entry, InvocationEntry):
            return "request_id"
        if self.in_order:
            return "invocation"
        return "sdk_invocation" if self.is_request else "latency_ns"


class Lines:
    """The columns of lines of one form."""

    def __init__(self, lines: Sequence[Columns]) -> None:
        self._lines = lines
        self._lengths = [len(line["time_ns"]) for line in lines]
        self.count = sum(self._lengths)

    def column(self, name: str) -> list[Any]:
        """One below the other. Raises ValueError where it has another length than ``time_ns``."""
        values: list[Any] = []
        for line, length in zip(self._lines, self._lengths, strict=True):
            more = line[name]
            values += [None] * length if more is None else more
        if len(values) != self.count:
            raise ValueError("not a line of a ledger: its columns differ")
        return values

    def has(self, name: str) -> bool:
        """Whether not all of that column is None."""
        return any(line[name] is not None for line in self._lines)


def runs_of(lines: Iterable[Sequence[int]], anchor_ns: int) -> list[Run]:
    """Of lines' arrivals, each line's in order. Seconds are counted from the anchor."""
    seconds: list[int] = []
    times: list[int] = []
    begin_ns = end_ns = 0  # of the last second
    for times_ns in lines:
        at, length = 0, len(times_ns)
        while at < length:
            if not begin_ns <= times_ns[at] < end_ns:
                seconds.append((times_ns[at] - anchor_ns) // NS_PER_S)
                times.append(0)
                begin_ns = anchor_ns + seconds[-1] * NS_PER_S
                end_ns = begin_ns + NS_PER_S
            start = at
            at = length if times_ns[-1] < end_ns else bisect_left(times_ns, end_ns, start)
            times[-1] += at - start
    return list(zip(seconds, times, strict=True))


def times_by_second(runs: Sequence[Run]) -> Counter[int]:
    seconds: Counter[int] = Counter()
    for second, times in runs:
        seconds[second] += times
    return seconds
