"""What one table has beside its description."""

from dataclasses import dataclass, field

from harness.dynamodb.protocol.request import JsonObject
from harness.model.table_settings import TableSettings


@dataclass(frozen=True, slots=True)
class Recovery:
    """Point-in-time recovery, on since ``since_ns`` (nanoseconds since the epoch)."""

    since_ns: int
    period_days: int


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """A resource-based policy; ``revision_id``: the time of its change in milliseconds."""

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


def template_subresources(settings: TableSettings, now_ns: int) -> Subresources:
    """What a template gives its table. ``now_ns``: when the table was made, since the epoch."""
    subresources = Subresources(tags=dict(settings.tags))
    if settings.recovery_days is not None:
        subresources.recovery = Recovery(now_ns, settings.recovery_days)
    if settings.insights_mode is not None:
        subresources.insights[None] = Insights(
            enabled=True, mode=settings.insights_mode, changed_ns=now_ns
        )
    return subresources
