"""What the calls of each invocation came to, so that its own entry can say it."""

from collections.abc import Sequence

from msgspec.structs import replace

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

    def ended(self, invocation: InvocationEntry) -> InvocationEntry:
        return replace(
            invocation,
            calls=self.count,
            arms=_sum(self.arms),
            refused_last=self.refused_last,
        )


class CallsMade:
    """What the invocations under way have called so far."""

    def __init__(self) -> None:
        self._open: dict[str, _Calls] = {}

    def completed(self, entry: Entry) -> Entry:
        """The entry as the ledger keeps it: that of an invocation which ends here has the sums of
        the calls that came before."""
        if isinstance(entry, InvocationEntry):
            calls = self._open.pop(entry.request_id, None)
            return entry if calls is None else calls.ended(entry)
        if entry.invocation is not None:
            calls = self._open.get(entry.invocation)
            if calls is None:
                calls = self._open[entry.invocation] = _Calls()
                if len(self._open) > _MOST_OPEN:
                    del self._open[next(iter(self._open))]
            calls.add(entry)
        return entry


def _sum(arms: Sequence[Arm]) -> tuple[Arm, ...]:
    if len(arms) < 2:
        return tuple(arms)
    tally = ArmTally()
    tally.add(arms)
    return tally.arms()
