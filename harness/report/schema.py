"""``report.json``'s JSON Schema, as it ships: ``report.schema.json``, draft 2020-12."""

from importlib.resources import files
from typing import Any

import orjson

# What a report names as its ``$schema``: the schema's own ``$id``. The number is the format's.
SCHEMA_ID = "urn:lambda-dynamodb-harness:report:2"


def report_schema() -> dict[str, Any]:
    """The schema itself."""
    content = files("harness.report").joinpath("report.schema.json").read_bytes()
    schema: dict[str, Any] = orjson.loads(content)
    return schema
