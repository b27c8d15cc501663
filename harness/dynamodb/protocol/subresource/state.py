"""What one table has beside its description."""

from dataclasses import dataclass, field

from harness.dynamodb.protocol.request import JsonObject


@dataclass(frozen=True, slots=True)
class Recovery:
    """Point-in-time recovery, on since ``since_ns`` (nanoseconds since the epoch)."""

    since_ns: int
    period_days: int


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    document: JsonObject
    revision_id: str


@dataclass(frozen=True, slots=True)
class Insights:
    """Contributor Insights of a table or of one global index."""

    enabled: bool
    mode: str
    changed_ns: int


@dataclass(slots=True)
class Subresources:
    """``policies``: by ARN, the table's or a stream's. ``insights``: by index, None for the table.
    ``destinations``: the Kinesis streams that were asked for, by ARN, with their precision."""

    tags: dict[str, str] = field(default_factory=dict)
    recovery: Recovery | None = None
    policies: dict[str, ResourcePolicy] = field(default_factory=dict)
    insights: dict[str | None, Insights] = field(default_factory=dict)
    destinations: dict[str, str | None] = field(default_factory=dict)
