"""JSON as Lambda takes it, and what it says of what it does not take."""

import json
from typing import Any

import orjson

from harness.lambdas.protocol import jackson

NESTING_MAX = 1000  # of Jackson, which reads payloads at AWS (StreamReadConstraints, 2.15 on)

# Reading as Jackson does takes its time, in which nothing else is served: longer payloads are
# refused in Python's words.
_TOLD_BYTES_MAX = 16_384


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
        told = jackson.fault(payload) if len(payload) <= _TOLD_BYTES_MAX else None
        return told or str(error)
    return None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
