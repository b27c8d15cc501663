"""JSON as Lambda takes it, and what it says of what it does not take."""

import json
from typing import Any

import orjson

NESTING_MAX = 1000  # of Jackson, which reads payloads at AWS (StreamReadConstraints, 2.15 on)

_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$")
_VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


def loads(payload: bytes) -> Any:
    """Half a surrogate pair is no error, which it is for orjson. Raises ValueError."""
    try:
        return orjson.loads(payload)
    except ValueError:
        pass
    try:
        return json.loads(payload, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError(
            f"Document nesting depth ({NESTING_MAX + 1}) exceeds the maximum allowed "
            f"({NESTING_MAX}, from `StreamReadConstraints.getMaxNestingDepth()`)"
        ) from None


def fault(payload: bytes) -> str | None:
    """Why AWS refuses a payload, None where it does not.

    AWS's reader is Jackson; the frequent faults are told in its words (as quoted in public issues
    of 2024 to 2026), the rare ones in Python's.
    """
    try:
        loads(payload)
    except json.JSONDecodeError as error:
        return f"{_jackson(error)}\n at {_source(error.lineno, error.colno + 1)}"
    except UnicodeDecodeError as error:
        place = _source(1, error.start + 2)
        return f"Invalid UTF-8 middle byte 0x{payload[error.start]:02x}\n at {place}"
    except ValueError as error:
        return str(error)
    return None


def _jackson(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :].lstrip()
    if not rest:
        nothing = not error.doc.strip()
        return "No content to map due to end-of-input" if nothing else "Unexpected end-of-input"
    if error.msg != "Expecting value":
        return f"{_character(rest)}: {error.msg}"
    length = next((at for at, letter in enumerate(rest) if letter not in _WORD), len(rest))
    if length:
        return f"Unrecognized token '{rest[:length][:256]}': was expecting {_VALUES}"
    return f"{_character(rest)}: expected a valid value {_VALUES}"


def _character(rest: str) -> str:
    return f"Unexpected character ('{rest[0]}' (code {ord(rest[0])}))"


def _source(line: int, column: int) -> str:
    setting = "`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled"
    return f"[Source: REDACTED ({setting}); line: {line}, column: {column}]"


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
