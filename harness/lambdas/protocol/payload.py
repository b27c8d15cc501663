"""JSON as Lambda takes it, and what it says of what it does not take."""

import json
from collections.abc import Mapping
from typing import Any

import orjson

from harness.lambdas.protocol import constraint, jackson, refusal
from harness.lambdas.protocol.constraint import Constraint
from harness.wire.refusal import Refusal

NESTING_MAX = 1000  # of Jackson, which reads payloads at AWS (StreamReadConstraints, 2.15 on)

# Reading as Jackson does takes its time, in which nothing else is served: longer payloads are
# refused in Python's words.
_EXPLAINED_BYTES_MAX = 16_384


class NestingError(ValueError):
    """Deeper than a reader goes."""


def loads(payload: bytes) -> Any:
    """Half a surrogate pair is no error, which it is for orjson. Raises ValueError."""
    try:
        return orjson.loads(payload)
    except ValueError:
        pass
    try:
        return json.loads(payload, parse_constant=_no_constant)
    except RecursionError:
        raise NestingError(
            f"Document nesting depth ({NESTING_MAX + 1}) exceeds the maximum allowed "
            f"({NESTING_MAX}, from `StreamReadConstraints.getMaxNestingDepth()`)"
        ) from None


def fault(payload: bytes) -> str | None:
    """Why AWS refuses a payload, None where it does not.

    Doubtful: that it takes nothing behind the first value, and no character in more bytes than it
    needs, which Jackson would.
    """
    try:
        loads(payload)
    except NestingError as error:
        return str(error)
    except ValueError as error:
        message = jackson.fault(payload) if len(payload) <= _EXPLAINED_BYTES_MAX else None
        return message or str(error)
    return None


def read_members(body: bytes) -> Mapping[str, Any] | Refusal:
    """The members of a control-plane request's body, or the refusal of what is no object."""
    wrong = fault(body)
    if wrong is not None:
        return refusal.invalid_json(wrong)
    members = loads(body)
    return members if isinstance(members, dict) else refusal.not_a("an object", repr(members))


def read_valid(
    body: bytes, constraints: Mapping[str, Constraint], required: tuple[str, ...] = ()
) -> Mapping[str, Any] | Refusal:
    """The members, all of which satisfy the constraints; or the refusal."""
    members = read_members(body)
    if isinstance(members, Refusal):
        return members
    return constraint.check(constraints, members, required) or members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
