"""What entries come to that nobody has written yet: a ledger of a moment."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.ledger.run import RunDirectory, RunFacts
from harness.ledger.writer import LedgerWriter
from harness.model.entry import Entry
from harness.report.assess.summarise import summarise
from harness.report.count.counts import Counts, count
from harness.report.values.summary import Summary


def summary_of(facts: RunFacts, entries: Iterable[Entry]) -> Summary:
    with _run(facts, entries) as run:
        return summarise(run)


def counts_of(facts: RunFacts, entries: Iterable[Entry]) -> Counts:
    with _run(facts, entries) as run:
        return count(run.facts(), run.ledger)


@contextmanager
def _run(facts: RunFacts, entries: Iterable[Entry]) -> Iterator[RunDirectory]:
    with TemporaryDirectory() as folder:
        run = RunDirectory(Path(folder))
        run.write_facts(facts)
        ledger = LedgerWriter(run.ledger)
        for entry in entries:
            ledger.append(entry)
        ledger.close()
        yield run
