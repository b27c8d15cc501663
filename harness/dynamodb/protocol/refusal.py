"""DynamoDB's refusals, in AWS's words: its namespaces of errors, and the usual ones.

In this room DDB-TABLE-nnn stands for a finding of ack-api-quirks, measured on AWS in October 2026;
dynalite's tests are older measurements, ExtendDB's are of 2026-08-21.
"""

from collections.abc import Iterable

from harness.wire.refusal import Refusal

# Who answers on AWS shows in the prefix of ``__type`` (dynalite's helper for tests on AWS).
DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
AVAILABILITY = "com.amazon.coral.availability#"
SERVICE = "com.amazon.coral.service#"
VALIDATE = "com.amazon.coral.validate#"

HIGHER_LIMITS = (
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
    "limits."
)
NOT_FOUND = "Requested resource not found"
INVALID = "One or more parameter values were invalid: "


def validation(message: str) -> Refusal:
    """A ``ValidationException``, which most of DynamoDB's refusals are."""
    return Refusal(VALIDATE + "ValidationException", message)


def invalid(what: str) -> Refusal:
    """A ``ValidationException`` of a parameter's value."""
    return validation(INVALID + what)


def limit_exceeded(message: str) -> Refusal:
    """A ``LimitExceededException``: of quotas and of how often something may change."""
    return Refusal(DYNAMODB + "LimitExceededException", message)


def in_use(what: str) -> Refusal:
    """A ``ResourceInUseException``: the table is being created, changed or deleted."""
    message = f"Attempt to change a resource which is still in use: {what}"
    return Refusal(DYNAMODB + "ResourceInUseException", message)


def not_found(what: str = "") -> Refusal:
    """A ``ResourceNotFoundException``; calls for data do not name the resource."""
    message = f"{NOT_FOUND}: {what}" if what else NOT_FOUND
    return Refusal(DYNAMODB + "ResourceNotFoundException", message)


def table_not_found(name: str) -> Refusal:
    """A ``ResourceNotFoundException`` that names the table, as operations on tables do."""
    return not_found(f"Table: {name} not found")


def first(*checks: Iterable[Refusal]) -> Refusal | None:
    """The first refusal of the first check that refuses; later checks are not made."""
    return next((refusal for check in checks for refusal in check), None)
