"""The JSON Schema of a document, from the msgspec classes that write it: a schema kept by hand says
something else sooner or later."""

from collections.abc import Callable
from typing import Any

import msgspec


def json_schema(
    document: type[msgspec.Struct],
    identity: str,
    file: str,
    number: int,
    page: str,
    own_types: Callable[[type], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Draft 2020-12, of format ``number`` of a file that ``page`` describes. ``identity``: its
    ``$id``. ``own_types``: what describes a type that msgspec does not know."""
    schema = msgspec.json.schema(document, schema_hook=own_types)
    parts = schema["$defs"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **parts.pop(document.__name__),
        "$id": identity,
        "title": f"{file} of lambda-dynamodb-harness",
        "description": f"Format {number}. New members may come without a new number: ignore those "
        f"you do not know. What each means: {page}.",
        "$defs": parts,
    }
