"""A function's resource → the model's Function."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from harness.model.function import Cors, Function
from harness.model.function_limits import (
    VARIABLES_BYTES_MAX,
    reserved_fault,
    reserved_keys,
    variables_fault,
    variables_json,
)
from harness.template.described import read_described
from harness.template.expand import LOCAL_BUCKET
from harness.template.field import Field
from harness.template.handler import handler_fault
from harness.template.intrinsics import describe
from harness.template.properties import FUNCTION_PROPERTIES

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME_RULE = "1 to 64 of the characters a-z A-Z 0-9 _ -"
_HANDLER = re.compile(r"[^\s]{1,128}")
_HANDLER_RULE = "FILE.FUNCTION, 1 to 128 characters without a space"
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
_VARIABLE_RULE = "a name of two or more of a-z A-Z 0-9 _, a letter first"


def read_function(
    properties: Field, logical_id: str, name: str, code: Field, template_dir: Path
) -> Function:
    """The function, checked. ``code``: the folder's name, relative to ``template_dir``.

    Limits: Lambda developer guide, "Lambda quotas", 2026-11. Raises TemplateError.
    """
    function = Function(
        name=name,
        logical_id=logical_id,
        handler=properties.required("Handler").matching(_HANDLER, _HANDLER_RULE),
        code_dir=_code_dir(code, template_dir),
        runtime=properties.required("Runtime").text(),
        memory_mb=_integer(properties, "MemorySize", 128, 10240, "MB") or 128,
        timeout_s=_integer(properties, "Timeout", 1, 900, "seconds") or 3,
        environment=_environment(properties.field("Environment")),
        is_source=True,
        reserved_concurrency=_integer(properties, "ReservedConcurrentExecutions", 0, None, ""),
    )
    fault = handler_fault(function, properties.field("Handler").where)
    return read_described(properties, replace(function, handler_fault=fault))


def read_cors(cors: Field) -> Cors:
    """The cross-origin settings of its URL (API reference, Cors, 2026). Raises TemplateError."""

    def texts(key: str) -> tuple[str, ...]:
        return tuple(item.text() for item in cors.field(key).items())

    credentials = cors.field("AllowCredentials")
    return Cors(
        allow_origins=texts("AllowOrigins"),
        allow_methods=texts("AllowMethods"),
        allow_headers=texts("AllowHeaders"),
        expose_headers=texts("ExposeHeaders"),
        allow_credentials=credentials.present and credentials.one_of(("true", "false")) == "true",
        max_age_s=_integer(cors, "MaxAge", 0, 86_400, "seconds"),
    )


def check_function_properties(properties: Field) -> None:
    """Raise TemplateError for a property that a function does not have, or a malformed name."""
    properties.only(FUNCTION_PROPERTIES)
    name = properties.field("FunctionName")
    if name.present:
        name.matching(_NAME, _NAME_RULE)


def code_field(properties: Field, code_fields: Sequence[Field]) -> Field | None:
    """The field that names the function's folder; None where its code is not on this machine.

    ``code_fields``: those that the expansion has replaced, by its index.
    """
    code = properties.field("Code")
    if isinstance(code.value, str):
        return code
    if code.field("S3Bucket").value == LOCAL_BUCKET:
        return code_fields[int(code.field("S3Key").text())]
    return None


def _code_dir(code: Field, template_dir: Path) -> Path:
    path = Path(os.path.realpath(template_dir / code.text()))
    if os.path.isdir(path):  # Path.is_dir raises where the name is too long
        return path
    if os.path.exists(path):
        raise code.error(f"{path} is not a folder", "name the folder that holds the handler")
    raise code.error(f"there is no folder {path}", "paths are relative to the template's folder")


def _integer(properties: Field, key: str, low: int, high: int | None, unit: str) -> int | None:
    field = properties.field(key)
    return field.integer(low, high, unit) if field.present else None


def _environment(environment: Field) -> dict[str, str] | None:
    if not environment.present:
        return None
    environment.only(["Variables"])
    variables = environment.field("Variables").fields()
    for name, field in variables:
        if not _VARIABLE.fullmatch(name):
            raise field.error(f"{describe(name)} must be {_VARIABLE_RULE}")
    texts = {name: field.text() for name, field in variables}
    reserved = reserved_keys(texts)
    if reserved:
        field = environment.field("Variables").field(reserved[0])
        raise field.error(reserved_fault(reserved), f"Lambda sets {reserved[0]}: remove it")
    fault = variables_fault(texts)
    if fault is not None:
        raise environment.error(fault.partition(" String measured")[0], _too_long(texts))
    return texts


def _too_long(variables: dict[str, str]) -> str:
    size_bytes = len(variables_json(variables).encode())
    return (
        f"as JSON they are {size_bytes:,} bytes, of {VARIABLES_BYTES_MAX:,}: keep long values in a"
        " file beside the code"
    )
