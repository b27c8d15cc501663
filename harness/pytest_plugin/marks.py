"""What the marks hold a test to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.pytest_plugin.consumption import Calls, Capacity, number


@dataclass(frozen=True, slots=True)
class Done:
    """What one test did in its own time: its calls, and its invocations as ``/_harness/cases`` has
    them."""

    capacity: Capacity
    invocations: list[dict[str, Any]]
    region: str

    def cold(self) -> list[dict[str, Any]]:
        """The invocations that waited for a cold start."""
        return [each for each in self.invocations if each["init_ms"] is not None]


_NOTHING = (
    "nothing was measured: no function was invoked, and the test's own calls count with of='client'"
)


def capacity(
    done: Done, *, wcu: float | None = None, rcu: float | None = None, of: str = "functions"
) -> str | None:
    """At most so many units."""
    counted = done.capacity.of(function=of)
    if not counted.calls and not _was_invoked(done, of):
        return f"capacity: {_NOTHING}"
    for unit, consumed, most in (("WCU", counted.wcu, wcu), ("RCU", counted.rcu, rcu)):
        if most is not None and consumed > most:
            sentence = (
                f"capacity: {number(consumed)} {unit} consumed, at most {number(most)} allowed"
            )
            return _with_calls(sentence, counted)
    return None


def no_scan(done: Done, *, of: str = "functions") -> str | None:
    """No Scan, PartiQL's included."""
    calls = done.capacity.of(function=of).calls
    if not calls and not _was_invoked(done, of):
        return f"no_scan: {_NOTHING}"
    scans = Calls({call: count for call, count in calls.items() if call.scans})
    sentence = f"no_scan: {scans.total()} × Scan"
    return _with_calls(sentence, Capacity(lambda: scans)) if scans else None


def cost(done: Done, *, per_million: float, of: str = "functions") -> str | None:
    """A million of these tests cost at most so many USD, on demand."""
    counted = done.capacity.of(function=of)
    if not counted.calls and not _was_invoked(done, of):
        return f"cost: {_NOTHING}"
    usd = counted.usd_per_million(done.region)
    if usd is None:
        return f"cost: no price is known for {done.region} of what this consumed on demand"
    if usd <= per_million:
        return None
    sentence = f"cost: a million times this costs USD {usd:.4f} on demand in {done.region}"
    return _with_calls(f"{sentence}, at most {per_million} allowed", counted)


def cold_start(done: Done, *, max_ms: float) -> str | None:
    """No cold start takes longer."""
    cold = done.cold()
    if not cold:
        return "cold_start: nothing was measured: no invocation started cold"
    slow = [each for each in cold if each["init_ms"] > max_ms]
    starts = "".join(f"\n  {each['init_ms']:,.0f} ms  {each['function']}" for each in slow)
    sentence = f"cold_start: at most {number(max_ms)} ms allowed, on this machine; it took"
    return sentence + starts if slow else None


MARKS: dict[str, Callable[..., str | None]] = {
    "capacity": capacity,
    "no_scan": no_scan,
    "cold_start": cold_start,
    "cost": cost,
}

HELP = {
    "capacity": "capacity(wcu=3, rcu=1, of='functions'): the functions consume no more",
    "no_scan": "no_scan(of='functions'): the functions do not call Scan",
    "cold_start": "cold_start(max_ms=800): functions start cold, and no start takes longer",
    "cost": "cost(per_million=5, of='functions'): USD of on-demand throughput for a million tests",
}


def _was_invoked(done: Done, of: str) -> bool:
    return any(of in ("functions", each["function"]) for each in done.invocations)


def _with_calls(sentence: str, counted: Capacity) -> str:
    return "\n  ".join([sentence, *counted.lines()])
