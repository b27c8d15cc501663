"""A ledger's fold: a long one is cut, and its parts are folded in one process a core."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from harness.ledger.codec import decode
from harness.ledger.reader import LedgerReader
from harness.ledger.run import RunFacts
from harness.model.caller import SETUP
from harness.model.entry import CallEntry
from harness.report.fold import Fold

# Whatever the number of cores: a report is the same on every machine.
PART_BYTES = 256 * 1024**2

_Part = Callable[[int], tuple[Fold, bool]]


def empty_fold(facts: RunFacts, anchor_ns: int | None = None, *, follows: bool = False) -> Fold:
    """Of a run."""
    return Fold(facts.tables, facts.seed or 0, anchor_ns, follows=follows)


def fold_of(facts: RunFacts, ledger: Path) -> tuple[Fold, bool]:
    """The fold, and whether the last line was cut off.

    Raises UsageError where the ledger was changed.
    """
    starts = range(0, max(1, ledger.stat().st_size), PART_BYTES)
    anchor_ns = _first_arrival(ledger) if len(starts) > 1 else None
    part = partial(_part, facts, ledger, anchor_ns, PART_BYTES)
    with _mapping(len(starts)) as mapped:
        folds = mapped(part, starts)
        whole, torn = next(folds)
        for later, later_torn in folds:
            whole.merge(later)
            torn |= later_torn
    return whole, torn


def _part(
    facts: RunFacts, ledger: Path, anchor_ns: int | None, part_bytes: int, start: int
) -> tuple[Fold, bool]:
    fold = empty_fold(facts, anchor_ns, follows=start > 0)
    reader = LedgerReader(ledger, start, start + part_bytes)
    deque(reader.each(fold.add), maxlen=0)
    return fold.end(), reader.torn


@contextmanager
def _mapping(parts: int) -> Iterator[Callable[[_Part, Iterable[int]], Iterator[tuple[Fold, bool]]]]:
    """``map`` for so many parts: where there are more than one, in other processes. They are
    started afresh: a copy of this one could inherit a lock that a thread of it holds."""
    processes = min(parts, os.cpu_count() or 1)
    if processes == 1:
        yield map
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield pool.map


def _first_arrival(ledger: Path) -> int | None:
    """Of the first entry that counts."""
    return next((time_ns for time_ns in LedgerReader(ledger).each(_arrival) if time_ns), None)


def _arrival(line: bytes) -> int | None:
    """Of a line's first entry; None where it prepares data."""
    entry = next(decode(line))
    return None if isinstance(entry, CallEntry) and entry.caller == SETUP else entry.time_ns
