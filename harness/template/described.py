"""What a function's resource says of it and nothing here depends on: described by Lambda's API.

Such a property may hold what cannot be resolved here, an import of another stack for example: it is
then as if it were left out. A value that AWS refuses is refused, as everywhere.

Limits: CloudFormation's resource reference, AWS::Lambda::Function (2026-11).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from harness.errors import TemplateError
from harness.model.function import ARCHITECTURES, Function, Logging
from harness.template.field import Field

_TRACING = ("PassThrough", "Active")
_LOG_FORMATS = ("Text", "JSON")
_STORAGE_MB_MIN, _STORAGE_MB_MAX = 512, 10_240


def read_described(properties: Field, function: Function) -> Function:
    """Raises TemplateError for a value that AWS would refuse."""
    storage = properties.field("EphemeralStorage").field("Size")
    return replace(
        function,
        role=text_or(properties, "Role", ""),
        description=text_or(properties, "Description", ""),
        architecture=_architecture(properties.field("Architectures")),
        ephemeral_storage_mb=(
            storage.integer(_STORAGE_MB_MIN, _STORAGE_MB_MAX, "MB")
            if storage.present
            else _STORAGE_MB_MIN
        ),
        tracing=_one_of(properties.field("TracingConfig").field("Mode"), _TRACING),
        logging=_logging(properties.field("LoggingConfig")),
        tags=read_tags(properties),
    )


def text_or(properties: Field, key: str, default: str) -> str:
    """The default, too, where the value cannot be resolved."""
    with suppress(TemplateError):
        field = properties.field(key)
        return field.text() if field.present else default
    return default


def texts(properties: Field, key: str) -> tuple[str, ...]:
    """A list of texts, empty where the property is not one."""
    with suppress(TemplateError):
        return tuple(item.text() for item in properties.field(key).items())
    return ()


def _architecture(architectures: Field) -> str:
    items = architectures.items()
    if len(items) > 1:
        raise architectures.error("a function has one architecture")
    return items[0].one_of(ARCHITECTURES) if items else ARCHITECTURES[0]


def _one_of(field: Field, choices: tuple[str, ...]) -> str:
    """The first is AWS's default."""
    return field.one_of(choices) if field.present else choices[0]


def _logging(logging: Field) -> Logging:
    return Logging(
        _one_of(logging.field("LogFormat"), _LOG_FORMATS),
        text_or(logging, "LogGroup", "") or None,
        text_or(logging, "ApplicationLogLevel", "") or None,
        text_or(logging, "SystemLogLevel", "") or None,
    )


def read_tags(properties: Field) -> Mapping[str, str]:
    """Tags by key, none where the property does not hold any."""
    with suppress(TemplateError):
        pairs = properties.field("Tags").items()
        return {pair.required("Key").text(): pair.required("Value").text() for pair in pairs}
    return {}
