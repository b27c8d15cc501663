"""A ledger's fold: a long one is cut, and its parts are folded in one process a core."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from math import ceil
from multiprocessing import get_context
from pathlib import Path

from harness.ledger.codec import encode
from harness.ledger.made import CallsMade
from harness.ledger.reader import LedgerReader
from harness.ledger.run import RunFacts
from harness.model.caller import SETUP
from harness.model.entry import Entry, InvocationEntry
from harness.report.fold import Fold

# At most. Whatever the number of cores: a report is the same on every machine.
PART_BYTES = 512 * 1024**2

_Part = Callable[[int], tuple[Fold, bool]]


def empty_fold(facts: RunFacts, anchor_ns: int | None = None, *, follows: bool = False) -> Fold:
    """Of a run."""
    return Fold(facts.tables, facts.seed or 0, anchor_ns, follows=follows)


def add_entries(fold: Fold, entries: Iterable[Entry]) -> Fold:
    """All of a run, as its ledger would have them."""
    entries = list(entries)
    CallsMade().tell(entries)
    fold.add(encode(entries).splitlines(keepends=True))
    return fold.end()


def fold_of(facts: RunFacts, ledger: Path) -> tuple[Fold, bool]:
    """The fold, and whether the last line was cut off.

    Raises UsageError where the ledger was changed.
    """
    size = max(1, ledger.stat().st_size)
    part_bytes = ceil(size / _parts(size))
    starts = range(0, size, part_bytes)
    anchor_ns = _first_arrival(ledger) if len(starts) > 1 else None
    part = partial(_part, facts, ledger, anchor_ns, part_bytes)
    with _mapping(len(starts)) as mapped:
        folds = mapped(part, starts)
        whole, torn = next(folds)
        for later, later_torn in folds:
            whole.merge(later)
            torn |= later_torn
    return whole, torn


def _parts(size: int) -> int:
    """How many of one size: a power of two, which most numbers of cores share evenly."""
    return 1 << (ceil(size / PART_BYTES) - 1).bit_length()


def _part(
    facts: RunFacts, ledger: Path, anchor_ns: int | None, part_bytes: int, start: int
) -> tuple[Fold, bool]:
    fold = empty_fold(facts, anchor_ns, follows=start > 0)
    reader = LedgerReader(ledger, start, start + part_bytes)
    try:
        fold.add(reader.lines())
        return fold.end(), reader.torn
    except (LookupError, TypeError, ValueError):
        deque(reader, maxlen=0)  # knows which line it is
        raise


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
    counted = (
        entry.time_ns
        for entry in LedgerReader(ledger)
        if isinstance(entry, InvocationEntry) or entry.caller != SETUP
    )
    return next(counted, None)
