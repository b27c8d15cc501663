"""How many requests and calls there were so far."""

from dataclasses import dataclass

from harness.model.caller import SETUP
from harness.model.entry import CallEntry, Entry


@dataclass(slots=True)
class Tally:
    """What the progress display shows while a run goes on."""

    invocations: int = 0
    errors: int = 0
    calls: int = 0
    throttled: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.invocations or self.calls)

    def count(self, entry: Entry) -> None:
        if not isinstance(entry, CallEntry):
            self.invocations += 1
            self.errors += entry.error is not None
        elif entry.caller != SETUP:
            self.calls += 1
            self.throttled += bool(entry.throttles)
