"""One table with an index and a stream, and what the operations beside it answer."""

from typing import Any

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.subresource.handlers import HANDLERS
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.dynamodb.protocol.validation.door import refuse
from harness.model.location import Location
from harness.wire.refusal import Refusal
from tests.unit.dynamodb.protocol.control.cars import NOON_NS, index, on_demand

HERE = Location("eu-west-1", "123456789012")
CARS = HERE.table_arn("cars")
STREAM = f"{CARS}/stream/2026-01-01T00:00:00.000"


class Desk:
    def __init__(self) -> None:
        self.standing = TableState(on_demand(index()))
        self.now_ns = NOON_NS

    def ask(self, operation: str, **body: Any) -> Any:
        """The answer, or the refusal's name and message: the door's or the operation's own."""
        refused = refuse(operation, body)
        if refused is not None:
            return refused.name, refused.message
        catalog = TableLookup(HERE, {"cars": self.standing}, self.now_ns, "127.0.0.1:4566")
        answer = HANDLERS[operation](body, catalog)
        return (answer.name, answer.message) if isinstance(answer, Refusal) else answer
