"""What DynamoDB answered a call, and how that counts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.load.answer import CANCELLED_BY_THROTTLE, Outcome
from harness.model.entry import THROTTLING_ERRORS

_REFUSALS = frozenset({"ConditionalCheckFailedException", "TransactionCanceledException"})


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """``status``: the HTTP status, 0 where no answer came. ``error``: DynamoDB's name for what went
    wrong, or why no answer came. ``body``: the decoded JSON body. ``attempts``: how often it was
    sent."""

    status: int
    error: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 1

    @property
    def outcome(self) -> Outcome:
        """``REFUSED``: a condition did not hold."""
        if self.error is None:
            return Outcome.ANSWERED
        if self.error in THROTTLING_ERRORS or CANCELLED_BY_THROTTLE.search(self._message):
            return Outcome.THROTTLED
        return Outcome.REFUSED if self.error in _REFUSALS else Outcome.FAILED

    @property
    def capacity_units(self) -> float:
        """Consumed by the call, its table and indexes together, as DynamoDB says."""
        return sum(float(consumed["CapacityUnits"]) for consumed in self._consumed())

    def describe(self) -> str:
        """A few words on what went wrong, the same for every answer that failed alike."""
        return f"DynamoDB answered {self.error}" if self.status else f"no answer: {self.error}"

    def _consumed(self) -> Iterable[Mapping[str, Any]]:
        consumed = self.body.get("ConsumedCapacity", ())
        return (consumed,) if isinstance(consumed, Mapping) else consumed

    @property
    def _message(self) -> str:
        return str(self.body.get("message") or self.body.get("Message") or "")
