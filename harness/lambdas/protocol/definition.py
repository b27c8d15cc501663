"""The function that a CreateFunction or an update describes, or AWS's refusal of it.

Limits: Lambda developer guide, "Lambda quotas", and botocore's service model (2026-11).
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.members import read_integer
from harness.model.function_limits import variables_fault
from harness.wire.message import Response

_NAME = re.compile(r"[a-zA-Z0-9-_]{1,64}", re.ASCII)
_NAME_PATTERN = "[a-zA-Z0-9-_]+"
_HANDLER_PATTERN = r"[^\s]+"
_HANDLER = re.compile(r"[^\s\x00-\x1f\x7f\ud800-\udfff]{1,128}")
_RUNTIME = re.compile(r"[a-z0-9.]{1,40}", re.ASCII)
_VARIABLE_PATTERN = "[a-zA-Z]([a-zA-Z0-9_])+"
_VARIABLE = re.compile(_VARIABLE_PATTERN, re.ASCII)

_TIMEOUT_S_MAX = 900
_MEMORY_MB_MIN, _MEMORY_MB_MAX = 128, 10_240


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update says of a function; None where it says nothing."""

    handler: str | None = None
    runtime: str | None = None
    timeout_s: int | None = None
    memory_mb: int | None = None
    environment: Mapping[str, str] | None = None


def read_name(members: Mapping[str, Any]) -> str | Response:
    name = members.get("FunctionName")
    if name is None:
        return refusal.missing("functionName")
    if not isinstance(name, str):
        return refusal.not_a("a String", repr(name))
    if len(name) > 64:
        return refusal.too_long("functionName", name, 64)
    return name if _NAME.fullmatch(name) else refusal.mismatch("functionName", name, _NAME_PATTERN)


def read_changes(members: Mapping[str, Any]) -> Changes | Response:
    handler, runtime = members.get("Handler"), members.get("Runtime")
    timeout_s = read_integer(members, "Timeout", 1, _TIMEOUT_S_MAX)
    memory_mb = read_integer(members, "MemorySize", _MEMORY_MB_MIN, _MEMORY_MB_MAX)
    environment = _environment(members.get("Environment"))
    for read in (timeout_s, memory_mb, environment):
        if isinstance(read, Response):
            return read
    for name, value in (("handler", handler), ("runtime", runtime)):
        if value is not None and not isinstance(value, str):
            return refusal.not_a("a String", repr(value))
        pattern = _HANDLER if name == "handler" else _RUNTIME
        if value is not None and not pattern.fullmatch(value):
            return refusal.mismatch(name, value, _HANDLER_PATTERN)
    # The refusals among them were returned above, which mypy cannot see of a loop.
    assert not isinstance(timeout_s, Response)
    assert not isinstance(memory_mb, Response)
    assert not isinstance(environment, Response)
    return Changes(handler, runtime, timeout_s, memory_mb, environment)


def read_zip(code: Any) -> bytes | Response:
    """``code``: what has the member ZipFile. Only that way of bringing code is served."""
    if not isinstance(code, dict):
        return refusal.missing("code") if code is None else refusal.not_a("an object", repr(code))
    encoded = code.get("ZipFile")
    if encoded is None:
        return refusal.invalid_parameter("Please provide a source for function code (a ZipFile).")
    try:
        return base64.b64decode(encoded, validate=True)
    except (TypeError, ValueError):
        return refusal.not_a("a Blob", repr(encoded))


def _environment(given: Any) -> Mapping[str, str] | Response | None:
    if given is None:
        return None
    variables = given.get("Variables", {}) if isinstance(given, dict) else given
    if not isinstance(variables, dict):
        return refusal.not_a("a Map", repr(given))
    for name, value in variables.items():
        if not isinstance(value, str):
            return refusal.not_a("a String", repr(value))
        if not _VARIABLE.fullmatch(name):
            return refusal.mismatch("environment.variables", name, _VARIABLE_PATTERN)
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
