"""An expected failure as a value: it says what is wrong, and each protocol has its own encoder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """What AWS refuses, before it is bytes.

    ``code``: what SDKs name their exception after; DynamoDB's has its namespace before a ``#``.
    ``members``: what the body has besides the code and the message. ``status``: of HTTP.
    """

    code: str
    message: str
    members: Mapping[str, Any] = field(default_factory=dict)
    status: int = 400

    @property
    def name(self) -> str:
        """The code without its namespace."""
        return self.code.rpartition("#")[2]
