"""How Lambda's API describes a function."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.version import Code, Progress, Version
from harness.model.function import Function, Logging
from harness.model.time import NS_PER_S
from harness.wire.message import Response

_CREATING = "The function is being created."

# LocalStack's snapshots of AWS (2024-04 to 2026-01); an update has the words of a creation.
_STATES: Mapping[Progress, Mapping[str, str]] = {
    Progress.CREATING: {
        "State": "Pending",
        "StateReason": _CREATING,
        "StateReasonCode": "Creating",
    },
    Progress.UPDATING: {
        "State": "Active",
        "LastUpdateStatus": "InProgress",
        "LastUpdateStatusReason": _CREATING,
        "LastUpdateStatusReasonCode": "Creating",
    },
    Progress.DONE: {"State": "Active", "LastUpdateStatus": "Successful"},
}
# Members that lists of functions leave out.
_NOT_LISTED = frozenset({"RuntimeVersionConfig"}.union(*_STATES.values()))

CodeOf = Callable[[Path], Code]
"""What lies in a folder."""


def described(description: object, status: int = 200) -> Response:
    """The response with this description as its JSON."""
    return Response(status, orjson.dumps(description), [(b"content-type", b"application/json")])


def configuration(
    version: Version, code_of: CodeOf, arns: Arns, qualifier: str | None = None
) -> dict[str, Any]:
    """FunctionConfiguration. ``qualifier``: what the ARN ends with, as the caller named it."""
    function = version.function
    code = code_of(function.code_dir)
    return {
        "FunctionName": function.name,
        "FunctionArn": arns.function(function.name, qualifier),
        "Runtime": function.runtime,
        "Role": function.role or arns.role(f"{function.logical_id}Role"),
        "Handler": function.handler,
        "CodeSize": code.size_bytes,
        "Description": function.description,
        "Timeout": function.timeout_s,
        "MemorySize": function.memory_mb,
        "LastModified": timestamp(version.modified_ns),
        "CodeSha256": code.sha256,
        "Version": version.number,
        "TracingConfig": {"Mode": function.tracing},
        "RevisionId": version.revision_id,
        **_STATES[version.progress],
        "PackageType": "Zip",
        "Architectures": [function.architecture],
        "EphemeralStorage": {"Size": function.ephemeral_storage_mb},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "RuntimeVersionConfig": {"RuntimeVersionArn": arns.runtime(function.runtime)},
        "LoggingConfig": _logging(function),
        **_optional(function, code_of, arns),
        **version.stored,
    }


def listed(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration without what ListFunctions and ListVersionsByFunction leave out."""
    return {name: value for name, value in configuration.items() if name not in _NOT_LISTED}


def timestamp(time_ns: int) -> str:
    """``2026-11-29T17:31:42.125+0000``, as functions say when they were changed."""
    moment = datetime.fromtimestamp(time_ns // NS_PER_S, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns // 1_000_000 % 1000:03}+0000"


def _optional(function: Function, code_of: CodeOf, arns: Arns) -> dict[str, Any]:
    optional: dict[str, Any] = {}
    if function.environment is not None:
        optional["Environment"] = {"Variables": dict(function.environment)}
    if function.layers:
        optional["Layers"] = [
            {
                "Arn": f"{arns.layer(layer.name)}:1",
                "CodeSize": code_of(layer.content_dir).size_bytes,
            }
            for layer in function.layers
        ]
    return optional


def _logging(function: Function) -> dict[str, str]:
    logging = function.logging
    described = {
        "LogFormat": logging.format,
        "LogGroup": logging.group or f"/aws/lambda/{function.name}",
    }
    return described | _levels(logging)


def _levels(logging: Logging) -> dict[str, str]:
    if logging.format != "JSON":
        return {}
    return {
        "ApplicationLogLevel": logging.application_level or "INFO",
        "SystemLogLevel": logging.system_level or "INFO",
    }
