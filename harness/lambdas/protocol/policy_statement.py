"""One statement of a function's policy, as AddPermission defines it.

Constraints: botocore's service model (1.44, 2026-11). Words: LocalStack's snapshots (2024-04).
"""

import re
from collections.abc import Mapping
from typing import Any

from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Constraint, OneOf, Text
from harness.wire.refusal import Refusal

CONSTRAINTS: Mapping[str, Constraint] = {
    "StatementId": Text(100, "([a-zA-Z0-9-_]+)", characters_min=1),
    "Action": Text(10_000, r"(lambda:[*]|lambda:[a-zA-Z]+|[*])"),
    "Principal": Text(2048, r"[^\s]+"),
    "SourceArn": Text(
        10_000,
        r"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+"
        r"-\d{1})?:(\d{12})?:(.*)",
    ),
    "SourceAccount": Text(12, r"\d{12}"),
    "EventSourceToken": Text(256, r"[a-zA-Z0-9._\-]+"),
    "PrincipalOrgID": Text(34, r"o-[a-z0-9]{10,32}"),
    "FunctionUrlAuthType": OneOf(("NONE", "AWS_IAM")),
    "RevisionId": Text(),
}
REQUIRED = ("StatementId", "Action", "Principal")

# Which condition each member makes, in AWS's order.
_CONDITIONS = (
    ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    ("SourceArn", "ArnLike", "AWS:SourceArn"),
)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_IDENTITY = re.compile(r"arn:aws[a-zA-Z-]*:(iam|sts):.+", re.ASCII)


def statement(members: Mapping[str, Any], arn: str) -> dict[str, Any] | Refusal:
    """The statement that the members define, or AWS's refusal.

    ``arn``: of the function, version or alias.
    """
    principal = _principal(members["Principal"])
    if principal is None:
        return refusal.invalid_parameter(
            "The provided principal was invalid. Please check the principal and try again."
        )
    fields: dict[str, Any] = {
        "Sid": members["StatementId"],
        "Effect": "Allow",
        "Principal": principal,
        "Action": members["Action"],
        "Resource": arn,
    }
    conditions: dict[str, dict[str, str]] = {}
    for member, operator, key in _CONDITIONS:
        if members.get(member) is not None:
            conditions.setdefault(operator, {})[key] = members[member]
    if isinstance(members.get("InvokedViaFunctionUrl"), bool):
        via = str(members["InvokedViaFunctionUrl"]).lower()
        conditions["Bool"] = {"lambda:InvokedViaFunctionUrl": via}
    return fields | ({"Condition": conditions} if conditions else {})


def _principal(principal: str) -> str | dict[str, str] | None:
    if principal == "*":
        return principal
    if _ACCOUNT.fullmatch(principal):
        return {"AWS": f"arn:aws:iam::{principal}:root"}
    if _IDENTITY.fullmatch(principal):
        return {"AWS": principal}
    return {"Service": principal} if principal.endswith(".amazonaws.com") else None
