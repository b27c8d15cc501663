"""An alias as requests define it and answers describe it.

Words: LocalStack's snapshots of AWS (TestLambdaAlias, 2024-04 to 2025-11).
"""

from collections.abc import Mapping
from typing import Any

from harness.lambdas.protocol import constraint, refusal
from harness.lambdas.protocol.constraint import Text
from harness.lambdas.protocol.version import Alias
from harness.model.function import LATEST
from harness.wire.refusal import Refusal

NAME = Text(128, "(?!^[0-9]+$)([a-zA-Z0-9-_]+)", characters_min=1)
CONSTRAINTS = {
    "Name": NAME,
    "FunctionVersion": Text(1024, r"(\$LATEST(\.PUBLISHED)?|[0-9]+)", characters_min=1),
    "Description": Text(256),
    "RevisionId": Text(),
}
_WEIGHTS = "RoutingConfig.AdditionalVersionWeights"


def read_weights(members: Mapping[str, Any], version: str) -> Mapping[str, float] | Refusal | None:
    """The shares of other versions than ``version``; None where the request leaves them as they
    are."""
    weights = constraint.at(members, _WEIGHTS)
    if weights is None:
        return None if members.get("RoutingConfig") is None else {}
    if isinstance(weights, Refusal):
        return weights
    if not isinstance(weights, dict):
        return refusal.not_a("a Map", repr(weights))
    return _refuse_weights(weights, version) or weights


def alias_of(alias: Alias, arn: str) -> dict[str, Any]:
    """AliasConfiguration, as AWS describes an alias."""
    description: dict[str, Any] = {
        "AliasArn": arn,
        "Name": alias.name,
        "FunctionVersion": alias.version,
        "Description": alias.description,
        "RevisionId": alias.revision_id,
    }
    if alias.weights:
        description["RoutingConfig"] = {"AdditionalVersionWeights": dict(alias.weights)}
    return description


def _refuse_weights(weights: Mapping[str, Any], version: str) -> Refusal | None:
    if len(weights) > 1:
        return refusal.invalid_parameter(
            "Number of items in AdditionalVersionWeights cannot be greater than 1"
        )
    for number, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            return refusal.not_a("a Double", repr(weight))
        if refused := _refuse_weight(number, float(weight), version):
            return refused
    return None


def _refuse_weight(number: str, weight: float, version: str) -> Refusal | None:
    entry = f"{{{number}={weight}}}"
    if not 0 <= weight <= 1:
        return _invalid(
            entry,
            "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, "
            "Member must have value greater than or equal to 0.0, Member must not be null]",
        )
    if number == version:
        return refusal.invalid_parameter(
            f"Invalid function version {number}. Function version {number} is already included in "
            "routing configuration."
        )
    if version == LATEST:
        return refusal.invalid_parameter(
            "$LATEST is not supported for an alias pointing to more than 1 version"
        )
    if not number.isdecimal() or not number.isascii():
        return _invalid(
            entry,
            "Map keys must satisfy constraint: [Member must have length less than or equal to "
            "1024, Member must have length greater than or equal to 1, Member must satisfy regular "
            "expression pattern: [0-9]+, Member must not be null]",
        )
    return None


def _invalid(entry: str, words: str) -> Refusal:
    return refusal.invalid([constraint.fault(_WEIGHTS, entry, words)])
