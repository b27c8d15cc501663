"""What one case has done so far."""

from collections import Counter, deque
from typing import Any, NamedTuple

from harness.ledger.counter import Counter as EntryCounter
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry

# Of a case that goes on and on the first ones are forgotten; what they consumed is not.
INVOCATIONS_MAX = 10_000


class CallShape(NamedTuple):
    """Calls that look the same are one line with a count."""

    function: str
    operation: str
    tables: tuple[str, ...]
    line: str | None
    arms: tuple[Arm, ...]
    error: str | None
    throttled: bool
    scans: bool


class CaseFigures:
    """Counts the entries of one case."""

    def __init__(self) -> None:
        self._calls: Counter[CallShape] = Counter()
        self._invocations: deque[InvocationEntry] = deque(maxlen=INVOCATIONS_MAX)
        self._counter = EntryCounter()

    def count(self, entry: Entry) -> None:
        """Add an entry."""
        self._counter.count(entry)
        if isinstance(entry, InvocationEntry):
            self._invocations.append(entry)
        else:
            self._calls[_shape(entry)] += 1

    def as_json(self) -> dict[str, Any]:
        """``docs/pytest.md`` describes it."""
        return {
            "calls": [_call(shape, count) for shape, count in self._calls.items()],
            "invoked": self._counter.invocations,
            "invocations": [_invocation(entry) for entry in self._invocations],
        }


def _shape(entry: CallEntry) -> CallShape:
    return CallShape(
        entry.caller,
        entry.operation,
        entry.tables,
        entry.line,
        entry.arms,
        entry.error,
        bool(entry.throttles),
        entry.scans,
    )


def _call(shape: CallShape, count: int) -> dict[str, Any]:
    arms = [
        {
            "table": arm.table,
            "index": arm.index,
            "read_units": arm.read_half_units / 2,
            "write_units": arm.write_half_units / 2,
        }
        for arm in shape.arms
    ]
    return {**shape._asdict(), "arms": arms, "count": count}


def _invocation(entry: InvocationEntry) -> dict[str, Any]:
    return {
        "request_id": entry.request_id,
        "function": entry.function,
        "status": entry.status,
        "error": entry.error,
        "duration_ms": entry.duration_ns / 1e6,
        "init_ms": None if entry.init_ns is None else entry.init_ns / 1e6,
    }
