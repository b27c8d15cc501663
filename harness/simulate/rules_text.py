"""``--rule NAME=VALUE``: what is doubtful of AWS's rules, set by the user."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from harness.errors import UsageError
from harness.simulate.scaling import RULES, ScalingRules

_MOST_MINUTES = 60


def parse_rules(texts: Iterable[str]) -> ScalingRules:
    """AWS's rules with these in place of the doubtful ones. Raises UsageError."""
    rules = RULES
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        if name not in _READERS:
            raise UsageError(
                f"there is no rule {name!r} to set",
                where="--rule",
                hint=f"the doubtful ones are {', '.join(_READERS)}",
            )
        rules = replace(rules, **{name: _READERS[name](value)})
    return rules


def _minutes(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_MINUTES:
        raise _invalid("delay_minutes", text, f"whole minutes, 0 to {_MOST_MINUTES}")
    return int(text)


def _points(text: str) -> Fraction:
    match = re.fullmatch(r"(\d{1,2})\s*%?", text)
    if match is None:
        raise _invalid("band", text, "whole points below the target, such as 15")
    return Fraction(int(match[1]), 100)


def _is_yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise _invalid("lower_to_highest", text, "yes or no")
    return text == "yes"


def _invalid(name: str, text: str, valid: str) -> UsageError:
    return UsageError(f"{text!r} is not a valid {name}", where="--rule", hint=f"give {valid}")


_READERS: dict[str, Callable[[str], Any]] = {
    "delay_minutes": _minutes,
    "band": _points,
    "lower_to_highest": _is_yes,
}
