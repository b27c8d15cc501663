"""What the calls of each invocation came to, so that its own entry can say it."""

from collections.abc import Iterable, Sequence

from harness.model.charge import Arm, ArmTally
from harness.model.entry import CallEntry, Entry, InvocationEntry, Verdict

# Invocations that have made calls and not ended; an older one will not. Memory has to stay flat.
_MOST_OPEN = 50_000
_MOST_ARMS = 1_000


class _Calls:
    """Of one invocation, so far."""

    __slots__ = ("arms", "count", "refused_last")

    def __init__(self) -> None:
        self.count = 0
        self.arms: list[Arm] = []
        self.refused_last = False

    def add(self, call: CallEntry) -> None:
        self.count += 1
        self.arms += call.arms
        self.refused_last = call.verdict is Verdict.THROTTLED
        if len(self.arms) > _MOST_ARMS:
            self.arms[:] = _sum(self.arms)


class CallsMade:
    def __init__(self) -> None:
        self._open: dict[str, _Calls] = {}

    def tell(self, entries: Iterable[Entry]) -> None:
        """Set the sums of the invocations that end here; the calls come before."""
        made = self._open
        for entry in entries:
            if isinstance(entry, InvocationEntry):
                if calls := made.pop(entry.request_id, None):
                    entry.calls, entry.refused_last = calls.count, calls.refused_last
                    entry.arms = _sum(calls.arms)
            elif entry.invocation is not None:
                calls = made.get(entry.invocation)
                if calls is None:
                    calls = made[entry.invocation] = _Calls()
                calls.add(entry)
        while len(made) > _MOST_OPEN:
            del made[next(iter(made))]


def _sum(arms: Sequence[Arm]) -> tuple[Arm, ...]:
    if len(arms) < 2:
        return tuple(arms)
    tally = ArmTally()
    tally.add(arms)
    return tally.arms()
