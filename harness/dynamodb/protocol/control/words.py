"""Refusals of the control plane, in AWS's words.

In this room DDB-TABLE-nnn stands for a finding of ack-api-quirks, measured on AWS in October 2026;
dynalite's tests are older measurements, ExtendDB's are of 2026-08-21.
"""

from collections.abc import Iterable

from harness.dynamodb.protocol.refusal import DYNAMODB, validation
from harness.wire.refusal import Refusal

HIGHER_LIMITS = (
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
    "limits."
)
INVALID = "One or more parameter values were invalid: "


def invalid(what: str) -> Refusal:
    return validation(INVALID + what)


def limit_exceeded(message: str) -> Refusal:
    return Refusal(DYNAMODB + "LimitExceededException", message)


def in_use(what: str) -> Refusal:
    message = f"Attempt to change a resource which is still in use: {what}"
    return Refusal(DYNAMODB + "ResourceInUseException", message)


def table_not_found(name: str) -> Refusal:
    message = f"Requested resource not found: Table: {name} not found"
    return Refusal(DYNAMODB + "ResourceNotFoundException", message)


def first(*checks: Iterable[Refusal]) -> Refusal | None:
    """Of the first check that refuses, the first refusal; later checks are not made."""
    return next((refusal for check in checks for refusal in check), None)
