"""What a template gives a table beside keys and capacity: described here, without effect."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Encryption:
    """With a key of KMS. ``key``: as the template has it; None: the one that AWS manages."""

    key: str | None = None


@dataclass(frozen=True, slots=True)
class TableSettings:
    """``recovery_days``: how far back point-in-time recovery goes; None: it is off.
    ``insights_mode``: of the table's Contributor Insights; None: they are off."""

    tags: dict[str, str] = field(default_factory=dict, hash=False)
    encryption: Encryption | None = None
    recovery_days: int | None = None
    insights_mode: str | None = None
