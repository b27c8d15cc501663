"""Numbers as DynamoDB reads them: 38 digits, a magnitude of 1E-130 to 9.99…E+125."""

import re

_NUMBER = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?", re.ASCII)
_DIGITS_MAX = 38
_EXPONENT_MAX, _EXPONENT_MIN = 125, -130

_NOT_A_NUMBER = "The parameter cannot be converted to a numeric value"
_OVERFLOW = (
    "Number overflow. Attempting to store a number with magnitude larger than supported range"
)
_UNDERFLOW = (
    "Number underflow. Attempting to store a number with magnitude smaller than supported range"
)
_PRECISION = "Attempting to store more than 38 significant digits in a Number"

# A sign, the significant digits, and the power of ten of the first of them.
Canonical = tuple[str, str, int]


def number_fault(text: str, *, older: bool) -> str | None:
    """What AWS says of it, None where it is a number. ``older``: as operations say it that have the
    older layer of validation (paritysuite, valueLayers, four Regions, 2026-10-09); theirs reads an
    exponent as Java's BigDecimal does, whose arithmetic wraps."""
    number = _NUMBER.fullmatch(text)
    exponent = int(number[3] or 0) if number is not None else 0
    bits = 32 if older else 64
    if number is None or not -(1 << (bits - 1)) <= exponent < 1 << (bits - 1):
        return _NOT_A_NUMBER if older and not text else f"{_NOT_A_NUMBER}: {text}"
    _, digits, power = canonical(text)
    if not digits:
        return None
    if older and power + 1 >= 1 << 31:
        return _UNDERFLOW
    if power > _EXPONENT_MAX:
        return _OVERFLOW
    if power < _EXPONENT_MIN:
        return _UNDERFLOW
    return _PRECISION if len(digits) > _DIGITS_MAX else None


def canonical(text: str) -> Canonical:
    """The same for every spelling of a number. ``text``: one that ``number_fault`` can read."""
    number = _NUMBER.fullmatch(text)
    if number is None:
        return ("", text, 0)
    whole, _, fraction = number[2].partition(".")
    digits = (whole + fraction).lstrip("0")
    power = int(number[3] or 0) + len(digits) - len(fraction) - 1
    digits = digits.rstrip("0")
    if not digits:
        return ("", "", 0)
    return ("-" if number[1] == "-" else "", digits, power)
