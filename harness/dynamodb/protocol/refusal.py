"""DynamoDB's namespaces of errors, and its usual refusal."""

from harness.wire.refusal import Refusal

# Who answers on AWS shows in the prefix of ``__type`` (dynalite's helper for tests on AWS).
DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
AVAILABILITY = "com.amazon.coral.availability#"
SERVICE = "com.amazon.coral.service#"
VALIDATE = "com.amazon.coral.validate#"


def validation(message: str) -> Refusal:
    """A ``ValidationException``, which most of DynamoDB's refusals are."""
    return Refusal(VALIDATE + "ValidationException", message)
