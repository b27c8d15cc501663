"""The function that a CreateFunction or an update describes, or AWS's refusal of it.

Limits: Lambda developer guide, "Lambda quotas", and botocore's service model (1.44, 2026-11); the
model's higher maxima of time and memory are those of managed instances.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harness.lambdas.protocol import constraint, refusal
from harness.lambdas.protocol.constraint import Constraint, Integer, OneOf, Text, Texts
from harness.lambdas.protocol.runtimes import refuse_runtime
from harness.model.function import Function, Logging
from harness.model.function_limits import variables_fault
from harness.wire.refusal import Refusal

ARCHITECTURES = OneOf(("x86_64", "arm64"))
LAYERS_MAX = 5

_LAYER_ARN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:"
    r"layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)"
)
_HANDLER = re.compile(r"[^\s\x00-\x1f\x7f\ud800-\udfff]+")
_CONSTRAINTS: Mapping[str, Constraint] = {
    "Role": Text(10_000, r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"),
    "Handler": Text(128, r"[^\s]+", _HANDLER),
    "Runtime": Text(),
    "Description": Text(256),
    "Timeout": Integer(1, 900),
    "MemorySize": Integer(128, 10_240),
    "EphemeralStorage.Size": Integer(512, 10_240),
    "Architectures": Texts(ARCHITECTURES, 1),
    "PackageType": OneOf(("Zip", "Image")),
    "TracingConfig.Mode": OneOf(("PassThrough", "Active")),
    "SnapStart.ApplyOn": OneOf(("PublishedVersions", "None")),
    "Layers": Texts(Text(2048, _LAYER_ARN, characters_min=1)),
    "LoggingConfig.LogFormat": OneOf(("Text", "JSON")),
    "LoggingConfig.ApplicationLogLevel": OneOf(
        ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
    ),
    "LoggingConfig.SystemLogLevel": OneOf(("DEBUG", "INFO", "WARN")),
    "LoggingConfig.LogGroup": Text(512, r"[\.\-_/#A-Za-z0-9]+", characters_min=1),
    "DeadLetterConfig.TargetArn": Text(10_000, r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
    "KMSKeyArn": Text(10_000, r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
    "VpcConfig.SubnetIds": Texts(Text()),
    "VpcConfig.SecurityGroupIds": Texts(Text()),
    "RevisionId": Text(),
}
_FIELDS = {
    "Role": "role",
    "Handler": "handler",
    "Runtime": "runtime",
    "Description": "description",
    "Timeout": "timeout_s",
    "MemorySize": "memory_mb",
    "EphemeralStorage.Size": "ephemeral_storage_mb",
    "TracingConfig.Mode": "tracing",
}
_STORED = ("DeadLetterConfig", "KMSKeyArn", "VpcConfig")

_VARIABLE_PATTERN = "[a-zA-Z]([a-zA-Z0-9_])+"
_VARIABLE = re.compile(_VARIABLE_PATTERN, re.ASCII)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a request says of a function. ``fields``: of the model's Function, those that the
    definition gives. ``logging``: members of LoggingConfig, which change what was there.
    ``layers``: ARNs, None where it gives none. ``stored``: members that only describe."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    logging: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[str, ...] | None = None
    stored: Mapping[str, Any] = field(default_factory=dict)

    def of(self, function: Function) -> Function:
        """The function as it is with this definition."""
        return replace(function, **self.fields, logging=self._logging(function.logging))

    def _logging(self, logging: Logging) -> Logging:
        """Levels do not outlive the format that has them."""
        members = self.logging
        format_ = members.get("LogFormat", logging.format)
        keeps = format_ == "JSON"
        return Logging(
            format_,
            members.get("LogGroup", logging.group),
            members.get("ApplicationLogLevel", logging.application_level) if keeps else None,
            members.get("SystemLogLevel", logging.system_level) if keeps else None,
        )


def read_new(members: Mapping[str, Any]) -> Definition | Refusal:
    """The definition that a CreateFunction gives, or AWS's refusal of it."""
    definition = _read(members, ("Role",))
    if isinstance(definition, Refusal):
        return definition
    if members.get("Code") is None:
        return refusal.invalid([constraint.missing("Code")])
    if members.get("PackageType") == "Image":
        return refusal.invalid_parameter("The harness serves functions of the package type Zip.")
    if None in (members.get("Runtime"), members.get("Handler")):
        # Words: public issues (2021)
        return refusal.invalid_parameter(
            "Runtime and Handler are mandatory parameters for functions created with deployment "
            "packages."
        )
    return definition


def read_update(members: Mapping[str, Any]) -> Definition | Refusal:
    """The definition that an UpdateFunctionConfiguration gives, or AWS's refusal of it."""
    return _read(members, ())


def _read(members: Mapping[str, Any], required: tuple[str, ...]) -> Definition | Refusal:
    refused = (
        constraint.check(_CONSTRAINTS, members, required)
        or _refuse_runtime(members.get("Runtime"))
        or _refuse_levels(members.get("LoggingConfig") or {})
        or _refuse_layers(members.get("Layers") or [])
    )
    if refused is not None:
        return refused
    environment = _environment(members.get("Environment"))
    if isinstance(environment, Refusal):
        return environment
    fields = {
        name: value
        for path, name in _FIELDS.items()
        if (value := constraint.at(members, path)) is not None
    }
    if members.get("Architectures"):
        fields["architecture"] = members["Architectures"][0]
    if environment is not None:
        fields["environment"] = environment
    layers = members.get("Layers")
    return Definition(
        fields,
        members.get("LoggingConfig") or {},
        None if layers is None else tuple(layers),
        _stored(members),
    )


def _stored(members: Mapping[str, Any]) -> dict[str, Any]:
    stored = {name: members[name] for name in _STORED if members.get(name) is not None}
    apply_on = constraint.at(members, "SnapStart.ApplyOn")
    if apply_on is not None:
        stored["SnapStart"] = {"ApplyOn": apply_on, "OptimizationStatus": "Off"}
    return stored


def _refuse_runtime(runtime: str | None) -> Refusal | None:
    return None if runtime is None else refuse_runtime(runtime)


def _refuse_levels(logging: Mapping[str, str]) -> Refusal | None:
    levels = {"ApplicationLogLevel", "SystemLogLevel"} & logging.keys()
    if not levels or logging.get("LogFormat") != "Text":
        return None
    return refusal.invalid_parameter(
        'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your '
        'request or change the LogFormat to "JSON" and try again.'
    )


def _refuse_layers(layers: list[str]) -> Refusal | None:
    if len(layers) <= LAYERS_MAX:
        return None
    return refusal.invalid_parameter(f"Cannot reference more than {LAYERS_MAX} layers.")


def read_architecture(members: Mapping[str, Any]) -> str | Refusal | None:
    """The architecture that an UpdateFunctionCode names, None where it names none."""
    if refused := constraint.check({"Architectures": Texts(ARCHITECTURES, 1)}, members):
        return refused
    architectures = members.get("Architectures")
    return str(architectures[0]) if architectures else None


def read_tags(members: Mapping[str, Any]) -> dict[str, str] | Refusal:
    """The tags of a request, none where it has none."""
    tags = members.get("Tags")
    if tags is None:
        return {}
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        return refusal.not_a("a map of Strings", repr(tags))
    return tags


def read_zip(code: Any) -> bytes | Refusal:
    """The zip that comes with a request; ``code``: what has the member ZipFile. Only that way of
    bringing code is served."""
    if not isinstance(code, dict):
        return refusal.not_a("an object", repr(code))
    encoded = code.get("ZipFile")
    if encoded is None:
        return refusal.invalid_parameter("Please provide a source for function code (a ZipFile).")
    try:
        return base64.b64decode(encoded, validate=True)
    except (TypeError, ValueError):
        return refusal.not_a("a Blob", repr(encoded))


def _environment(environment: Any) -> Mapping[str, str] | Refusal | None:
    if environment is None:
        return None
    variables = environment.get("Variables", {}) if isinstance(environment, dict) else environment
    if not isinstance(variables, dict):
        return refusal.not_a("a Map", repr(environment))
    for name, value in variables.items():
        if not isinstance(value, str):
            return refusal.not_a("a String", repr(value))
        if not _VARIABLE.fullmatch(name):
            words = f"Member must satisfy regular expression pattern: {_VARIABLE_PATTERN}"
            return refusal.invalid([constraint.fault("Environment.Variables", name, words)])
        if "\0" in value or not _is_text(value):
            return refusal.invalid_parameter(f"Environment variable {name} is not valid UTF-8 text")
    fault = variables_fault(variables)
    if fault is not None:
        return refusal.invalid_parameter(fault)
    return variables


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
