"""Who hears of an entry, and when it was by the stack's time."""

from harness.assemble.serving import recorder
from harness.clock import Clock
from harness.model.entry import Entry
from tests.unit.entries import invocation


def test_every_listener_hears_of_each_entry_in_its_turn() -> None:
    entries: list[tuple[str, Entry]] = []
    record = recorder(
        [
            lambda entry: entries.append(("first", entry)),
            lambda entry: entries.append(("last", entry)),
        ],
        Clock(),
    )
    one = invocation()
    record(one)
    assert entries == [("first", one), ("last", one)]


def test_an_invocation_goes_by_the_stacks_time() -> None:
    clock, entries = Clock(), list[Entry]()
    clock.skip(3_600 * 10**9)
    one = invocation()
    recorder([entries.append], clock)(one)
    (entry,) = entries
    assert entry.time_ns - one.time_ns == 3_600 * 10**9
