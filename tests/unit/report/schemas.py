"""A schema that is strict: what ships bears members that it does not know."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from jsonschema import Draft202012Validator


def closed(schema: Any) -> Any:
    """The schema without its patience for members that it does not know."""
    schema = deepcopy(schema)
    for part in parts(schema):
        if "properties" in part:
            part.setdefault("additionalProperties", False)
    return schema


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    values: Iterable[Any] = schema.values() if isinstance(schema, dict) else schema
    if isinstance(schema, dict):
        yield schema
    for value in values:
        if isinstance(value, dict | list):
            yield from parts(value)


def wrongs_by(schema: dict[str, Any], document: object) -> list[str]:
    validator = Draft202012Validator(closed(schema))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
