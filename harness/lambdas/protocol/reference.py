"""The ways to name a function: its name, a partial or full ARN, each with a qualifier or without.

Source of the patterns and lengths: botocore's service model 2015-03-31 (1.44, 2026).
"""

import re
from dataclasses import dataclass

from harness.lambdas.protocol import refusal
from harness.model.function import Function
from harness.wire.message import Response

LATEST = "$LATEST"

# What an alias of the template stands for: SAM publishes the function once.
PUBLISHED = "1"

_GRAMMAR = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?"
    r"(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"
)
_NAMED = re.compile(
    r"(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?"
    r"(?:(?P<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?"
    r"(?:(?P<account_id>\d{12}):)?(?:function:)?(?P<name>[a-zA-Z0-9-_.]+)"
    r"(?::(?P<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
    re.ASCII,
)
_NAME_CHARACTERS_MAX = 256
_QUALIFIER_PATTERN = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"
_QUALIFIER = re.compile(_QUALIFIER_PATTERN, re.ASCII)
_QUALIFIER_CHARACTERS_MAX = 128


@dataclass(frozen=True, slots=True)
class Reference:
    """``region``, ``account_id``, ``qualifier``: None where the caller left them out."""

    name: str
    qualifier: str | None = None
    region: str | None = None
    account_id: str | None = None


def version_of(function: Function, qualifier: str | None) -> str | None:
    """The version that a qualifier stands for; None where there is no such."""
    if qualifier in (None, LATEST):
        return LATEST
    known = function.aliases and qualifier in (PUBLISHED, *function.aliases)
    return PUBLISHED if known else None


def read_reference(given: str, asked: str | None) -> Reference | Response:
    """The function that a path names, with the query's ``Qualifier``; or AWS's refusal."""
    if len(given) > _NAME_CHARACTERS_MAX:
        return refusal.too_long("functionName", given, _NAME_CHARACTERS_MAX)
    named = _NAMED.fullmatch(given)
    if named is None:
        return refusal.mismatch("functionName", given, _GRAMMAR)
    if asked is not None and len(asked) > _QUALIFIER_CHARACTERS_MAX:
        return refusal.too_long("qualifier", asked, _QUALIFIER_CHARACTERS_MAX)
    if asked is not None and not _QUALIFIER.fullmatch(asked):
        return refusal.mismatch("qualifier", asked, _QUALIFIER_PATTERN)
    if None not in (asked, named["qualifier"]) and asked != named["qualifier"]:
        return refusal.invalid_parameter(
            "The derived qualifier from the function name does not match the specified qualifier."
        )
    return Reference(
        named["name"], asked or named["qualifier"], named["region"], named["account_id"]
    )
