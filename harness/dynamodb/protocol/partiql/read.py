"""The GetItem, Query or Scan that evaluates what one SELECT evaluates."""

from dataclasses import dataclass

from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import AttributeValue


@dataclass(frozen=True, slots=True)
class Read:
    """``body`` lacks ReturnConsumedCapacity. ``partition``: the one value that it reads, None of a
    Scan. ``scans``: whether AWS scans too, and not the engine alone."""

    operation: str
    body: JsonObject
    partition: AttributeValue | None = None
    scans: bool = False

    def within(self, limit: int | None) -> JsonObject:
        """The body, evaluating no more than so many items."""
        return self.body if limit is None else self.body | {"Limit": limit}
