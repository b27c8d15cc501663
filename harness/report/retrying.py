"""Calls that DynamoDB refused, put together from their attempts by the SDK's invocation id."""

from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.retries import retry_prices
from harness.report.histogram import Histogram
from harness.report.summary import Retries

# Calls that are being retried; an older one will not come back. Memory has to stay flat.
_MOST_OPEN = 50_000
_WAITS_AT_ONCE = 1_000


@dataclass(slots=True)
class _Refused:
    """Arrivals of a call's first attempt and of its last."""

    first_ns: int
    last_ns: int


class RetryTally:
    """Entries come when their call is over, so an SDK's attempts come in order. ``follows``:
    whether there is a part of the ledger before this one; first attempts may be in it."""

    def __init__(self, *, follows: bool = False) -> None:
        self._follows = follows
        self._unresolved: list[tuple[str, int, bool]] = []
        self._open: dict[str, _Refused] = {}
        self._calls = 0
        self._refusals = 0
        self._recovered = 0
        self._added = Histogram()
        self._waits_ns: list[int] = []  # not in the histogram yet

    def add(self, sdk_invocation: str, time_ns: int, *, refused: bool, first: bool = False) -> None:
        """An attempt; ``first``: the SDK says that there was none before."""
        before = self._open.get(sdk_invocation)
        if self._follows and before is None and not first:
            self._unresolved.append((sdk_invocation, time_ns, refused))
        elif refused:
            self._refuse(sdk_invocation, before, time_ns)
        elif before is not None:
            before.last_ns = time_ns
            self._recovered += 1
            self._close(sdk_invocation)

    def merge(self, later: "RetryTally") -> None:
        """Add the next part of the ledger."""
        for identity, time_ns, refused in later._unresolved:
            self.add(identity, time_ns, refused=refused)
        self._calls += later._calls
        self._refusals += later._refusals
        self._recovered += later._recovered
        self._added.merge(later._added)
        self._waits_ns += later._waits_ns
        for identity, call in later._open.items():
            if identity in self._open:
                self._close(identity)
            self._keep(identity, call)

    def end(self) -> Retries:
        """What was refused last was given up."""
        for identity in list(self._open):
            self._close(identity)
        self._settle()
        given_up = self._calls - self._recovered
        again, retried = self._refusals - self._calls, self._refusals - given_up
        share = Fraction(again, retried) if retried else None
        return Retries(
            calls=self._calls,
            refusals=self._refusals,
            recovered=self._recovered,
            added=self._added.latency(),
            refused_again=share,
            modelled=() if share is None else tuple(retry_prices(share)),
        )

    def _refuse(self, identity: str, before: _Refused | None, time_ns: int) -> None:
        self._refusals += 1
        if before is not None:
            before.last_ns = time_ns
            return
        self._calls += 1
        self._keep(identity, _Refused(time_ns, time_ns))

    def _keep(self, identity: str, call: _Refused) -> None:
        self._open[identity] = call
        if len(self._open) > _MOST_OPEN:
            self._close(next(iter(self._open)))

    def _close(self, identity: str) -> None:
        refused = self._open.pop(identity)
        self._waits_ns.append(refused.last_ns - refused.first_ns)
        if len(self._waits_ns) > _WAITS_AT_ONCE:
            self._settle()

    def _settle(self) -> None:
        self._added.add(self._waits_ns)
        self._waits_ns.clear()
