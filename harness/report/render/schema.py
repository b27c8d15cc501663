"""The JSON Schemas of ``report.json`` and ``compare.json``, as they ship: draft 2020-12."""

from importlib.resources import files
from typing import Any

import orjson

# What a document names as its ``$schema``: the schema's own ``$id``. The number is the format's.
SCHEMA_ID = "urn:lambda-dynamodb-harness:report:3"
COMPARE_SCHEMA_ID = "urn:lambda-dynamodb-harness:compare:3"


def report_schema() -> dict[str, Any]:
    """The schema of ``report.json``."""
    return _schema("report")


def compare_schema() -> dict[str, Any]:
    """The schema of ``compare.json``."""
    return _schema("compare")


def _schema(name: str) -> dict[str, Any]:
    content = files("harness.report.render").joinpath(f"{name}.schema.json").read_bytes()
    schema: dict[str, Any] = orjson.loads(content)
    return schema
