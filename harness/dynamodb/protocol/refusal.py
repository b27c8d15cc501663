"""An error answer, in AWS's words, before it is bytes."""

from dataclasses import dataclass, field
from typing import Any

# Who answers on AWS shows in the prefix of ``__type`` (dynalite's helper for tests on AWS).
DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
AVAILABILITY = "com.amazon.coral.availability#"
SERVICE = "com.amazon.coral.service#"
VALIDATE = "com.amazon.coral.validate#"


@dataclass(frozen=True, slots=True)
class Refusal:
    """``members``: what the body has besides ``__type`` and ``message``."""

    prefix: str
    name: str
    message: str
    members: dict[str, Any] = field(default_factory=dict)
    status: int = 400


def validation(message: str) -> Refusal:
    return Refusal(VALIDATE, "ValidationException", message)
