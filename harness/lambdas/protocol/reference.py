"""The ways to name a function: its name, a partial or full ARN, each with a qualifier or without;
and what AWS says of one that does not exist, each operation in words of its own.

Source of the patterns and lengths: botocore's service model 2015-03-31 (1.44, 2026); of the words:
LocalStack's snapshots of AWS (2024-04 to 2026-01).
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from harness.lambdas.protocol import constraint, refusal
from harness.lambdas.protocol.constraint import Text
from harness.lambdas.protocol.operations import NAMESPACED
from harness.lambdas.protocol.payload import read_members
from harness.model.function import LATEST
from harness.wire.refusal import Refusal

_ARN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?"
    r"(\d{12}:)?(function:)?"
)
_NAMED = (
    r"(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?"
    r"(?:(?P<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?"
    r"(?:(?P<account_id>\d{12}):)?(?:function:)?(?P<name>[a-zA-Z0-9-_%s]+)"
    r"(?::(?P<qualifier>%s|[a-zA-Z0-9-_]+))?"
)
_NAMESPACED = Text(
    256,
    _ARN + r"([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
    re.compile(_NAMED % (".", r"\$LATEST(?:\.PUBLISHED)?"), re.ASCII),
)
_PLAIN = Text(
    140,
    _ARN + r"([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
    re.compile(_NAMED % ("", r"\$LATEST"), re.ASCII),
)
_BARE = re.compile(r"[a-zA-Z0-9-_]+", re.ASCII)
_BARE_CHARACTERS_MAX = 64

_QUALIFIER = Text(128, r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+")
_URL_QUALIFIER = Text(128, r"((?!^\d+$)^[0-9a-zA-Z-_]+$)")


# Those that name $LATEST where the request names no qualifier.
_OF_LATEST = frozenset({"Invoke", "InvokeWithResponseStream", "PutFunctionConcurrency"})

_NO_FUNCTION = "Function does not exist"
_NO_SUCH_FUNCTION = "The function doesn't exist."
_NO_RESOURCE = "The resource you requested does not exist."
_NO_EVENT_CONFIG = "The function {qualified} doesn't have an EventInvokeConfig"

_WORDS = {
    "CreateFunctionUrlConfig": _NO_FUNCTION,
    "UpdateFunctionUrlConfig": _NO_FUNCTION,
    "ListFunctionUrlConfigs": _NO_FUNCTION,
    "GetFunctionUrlConfig": _NO_RESOURCE,
    "DeleteFunctionUrlConfig": _NO_RESOURCE,
    "GetFunctionEventInvokeConfig": _NO_EVENT_CONFIG,
    "DeleteFunctionEventInvokeConfig": _NO_EVENT_CONFIG,
    "PutFunctionEventInvokeConfig": _NO_SUCH_FUNCTION,
    "UpdateFunctionEventInvokeConfig": _NO_SUCH_FUNCTION,
    "ListFunctionEventInvokeConfigs": _NO_SUCH_FUNCTION,
    "RemovePermission": "No policy found for: {arn}",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A function as a caller names it. ``region``, ``account_id``, ``qualifier``: None where the
    caller left them out."""

    name: str
    qualifier: str | None = None
    region: str | None = None
    account_id: str | None = None


def read_reference(
    function: str, qualifier: str | None, operation: str = "Invoke"
) -> Reference | Refusal:
    """The function that a path names, with the query's ``Qualifier``; or AWS's refusal."""
    name = _NAMESPACED if operation in NAMESPACED else _PLAIN
    assert name.matcher is not None
    parts = name.matcher.fullmatch(function)
    faults = _qualifier_faults(qualifier, operation)
    if parts is None or faults or len(function) > (name.characters_max or 0):
        return refusal.invalid([*_name_faults(name, function), *faults])
    if None not in (qualifier, parts["qualifier"]) and qualifier != parts["qualifier"]:
        return refusal.invalid_parameter(
            "The derived qualifier from the function name does not match the specified qualifier."
        )
    return Reference(
        parts["name"], qualifier or parts["qualifier"], parts["region"], parts["account_id"]
    )


def read_new_name(function: Any) -> Reference | Refusal:
    """The name that a CreateFunction gives, which tells of pattern and length at once, and has a
    shorter limit, and another code, for a name that is no ARN (LocalStack's snapshots, 2025-11)."""
    if function is None:
        return refusal.invalid([constraint.missing("FunctionName")])
    if not isinstance(function, str):
        return refusal.not_a("a String", repr(function))
    if _BARE.fullmatch(function) and len(function) > _BARE_CHARACTERS_MAX:
        words = f"Member must have length less than or equal to {_BARE_CHARACTERS_MAX}"
        fault = constraint.fault("FunctionName", function, words)
        return refusal.invalid_parameter(refusal.validation([fault]))
    refused = constraint.refuse("FunctionName", function, replace(_PLAIN, characters_min=1))
    return refused or read_reference(function, None, "CreateFunction")


def missing_function(operation: str, arn: str, qualifier: str | None, body: bytes) -> Refusal:
    """The refusal of a function that does not exist. ``arn``: unqualified."""
    words = _WORDS.get(operation)
    if words is not None:
        qualified = f"{arn}:{qualifier or LATEST}"
        return refusal.not_found_because(words.format(arn=arn, qualified=qualified))
    if operation == "CreateAlias":
        qualifier = _version_of(body)
    if operation in _OF_LATEST:
        qualifier = qualifier or LATEST
    return refusal.not_found(arn if qualifier is None else f"{arn}:{qualifier}")


def _name_faults(constraints: Text, function: str) -> list[str]:
    """Only the first: what does not fit the pattern is not measured."""
    faults = [
        constraint.fault("FunctionName", function, words) for words in constraints.faults(function)
    ]
    return faults[:1]


def _qualifier_faults(qualifier: str | None, operation: str) -> list[str]:
    if qualifier is None:
        return []
    constraints = _URL_QUALIFIER if operation.endswith("FunctionUrlConfig") else _QUALIFIER
    words = sorted(constraints.faults(qualifier))  # the length comes first
    return [constraint.fault("Qualifier", qualifier, rule) for rule in words]


def _version_of(body: bytes) -> str | None:
    """The version that an alias was to stand for."""
    members = read_members(body)
    version = None if isinstance(members, Refusal) else members.get("FunctionVersion")
    return version if isinstance(version, str) else None
