"""One DynamoDB request on its way through the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.batch import Refused
from harness.dynamodb.protocol.request import JsonObject
from harness.model.caller import SETUP, Caller
from harness.model.charge import Arm
from harness.model.entry import Throttle, Verdict
from harness.model.operation import Operation
from harness.wire.message import Request

if TYPE_CHECKING:  # it has the metering, which knows calls
    from harness.dynamodb.database import Database


@dataclass(slots=True)
class Call:
    """``body``: as the caller sent it; ``passing``: what of it goes on to the engine, not all where
    some members of a batch are refused (``refused``: by member, empty where all pass).

    ``actions``: those that go on. ``arms``, ``throttles`` and ``verdict`` are what its ledger
    entry will say. ``failed``: of a batch of statements, what those that failed consumed
    besides.
    """

    request: Request
    database: "Database"
    name: str
    body: JsonObject
    caller: Caller
    time_ns: int
    started_ns: int
    actions: Sequence[Action]
    operation: Operation
    passing: JsonObject
    refused: Refused = ()
    arms: tuple[Arm, ...] = ()
    failed: tuple[Arm, ...] = ()
    throttles: tuple[Throttle, ...] = ()
    verdict: Verdict = Verdict.ALLOWED
    line: str | None = None

    @property
    def limited(self) -> bool:
        """Whether limits apply to it: preparing data is free."""
        return self.caller.name != SETUP
