"""A table's properties that are described and have no effect here → the model's TableSettings.

Such a property may hold what cannot be resolved here: it is then as if it were left out.
Properties: CloudFormation's AWS::DynamoDB::Table (template reference, 2026).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from harness.errors import TemplateError
from harness.model.table_settings import Encryption, TableSettings
from harness.template.described import read_tags
from harness.template.field import Field

_RECOVERY_DAYS = 35
_MODES = ("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")
_BOOLEANS = ("true", "false")

Value = TypeVar("Value")


def read_settings(properties: Field) -> TableSettings:
    """What a table has besides keys and throughput, tags for example."""
    return TableSettings(
        tags=dict(read_tags(properties)),
        encryption=_read(properties, "SSESpecification", _encryption),
        recovery_days=_read(properties, "PointInTimeRecoverySpecification", _recovery_days),
        insights_mode=_read(properties, "ContributorInsightsSpecification", _insights_mode),
    )


def _read(properties: Field, name: str, read: Callable[[Field], Value | None]) -> Value | None:
    with suppress(TemplateError):
        return read(properties.field(name))
    return None


def _encryption(specification: Field) -> Encryption | None:
    if not _is_on(specification, "SSEEnabled"):
        return None
    key = specification.field("KMSMasterKeyId")
    return Encryption(key.text() if key.present else None)


def _recovery_days(specification: Field) -> int | None:
    if not _is_on(specification, "PointInTimeRecoveryEnabled"):
        return None
    days = specification.field("RecoveryPeriodInDays")
    return days.integer(1, _RECOVERY_DAYS, "days") if days.present else _RECOVERY_DAYS


def _insights_mode(specification: Field) -> str | None:
    if not _is_on(specification, "Enabled"):
        return None
    return _choice(specification.field("Mode"), _MODES)


def _is_on(specification: Field, member: str) -> bool:
    field = specification.field(member)
    return field.present and _choice(field, _BOOLEANS) == "true"


def _choice(field: Field, choices: Sequence[str]) -> str:
    """The first is AWS's default."""
    return field.one_of(choices) if field.present else choices[0]
