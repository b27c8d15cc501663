"""A frozen value back from the JSON that ``dataclasses.asdict`` makes of it, by its annotations.

One rule for every value that is kept, so that a field added to the model is kept too. What an older
file lacks takes its default, and what a newer one has besides is left out.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def rebuilt(kind: type[Value], record: Mapping[str, Any]) -> Value:
    """The dataclass of ``kind``. Raises TypeError where the record lacks what has no default, and
    ValueError for a word that an enumeration does not have."""
    value: Value = _value(kind, record)
    return value


def _value(kind: Any, given: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return None if given is None else _value(_only_member(kind), given)
    if origin is tuple:
        member = get_args(kind)[0]
        return tuple(_value(member, item) for item in given)
    if origin is not None and issubclass(origin, Mapping):
        member = get_args(kind)[1]
        return {key: _value(member, item) for key, item in given.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        known = _kinds(kind)
        return kind(**{name: _value(known[name], given[name]) for name in known if name in given})
    return kind(given) if isinstance(kind, type) and issubclass(kind, Enum) else given


def _only_member(kind: Any) -> Any:
    """The kind of an optional value."""
    (member,) = (member for member in get_args(kind) if member is not NoneType)
    return member


@cache
def _kinds(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
