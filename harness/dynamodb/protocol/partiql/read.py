"""The GetItem, Query or Scan that evaluates what one SELECT evaluates."""

from dataclasses import dataclass
from typing import Any

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


class Placeholders:
    """Placeholders of one request's expressions."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def name(self, attribute: str) -> str:
        placeholder = f"#{len(self._names)}"
        self._names[placeholder] = attribute
        return placeholder

    def value(self, value: AttributeValue) -> str:
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = value
        return placeholder

    def members(self) -> JsonObject:
        members: JsonObject = {}
        if self._names:
            members["ExpressionAttributeNames"] = self._names
        if self._values:
            members["ExpressionAttributeValues"] = self._values
        return members
