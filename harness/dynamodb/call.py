"""One call to DynamoDB as values: what came, and what the limits say of it.

Nothing here is changed while a call goes its way. A step that narrows what goes on to the engine
returns another call. They are msgspec's because every call makes one: a frozen dataclass takes ten
times as long.
"""

from collections.abc import Sequence

from msgspec import Struct

from harness.clock import monotonic_ns
from harness.dynamodb.protocol.action import Action, FindTable, actions_of
from harness.dynamodb.protocol.batch import Refused
from harness.dynamodb.protocol.operation_plan import operation_of
from harness.dynamodb.protocol.request import JsonObject, operation_name
from harness.model.caller import SETUP, Caller
from harness.model.entry import Throttle, Verdict
from harness.model.operation import Operation
from harness.wire.message import Request
from harness.wire.refusal import Refusal


class Call(Struct, frozen=True):
    """``body``: as the caller sent it; ``passing``: what of it goes on to the engine, and
    ``actions`` and ``operation`` with it: not all where some members of a batch are refused.

    ``actions`` is empty where the call is none for data, or malformed. ``time_ns``: since the
    epoch, by the stack's clock; ``started_ns``: by the machine's monotonic clock.
    """

    request: Request
    name: str
    body: JsonObject
    caller: Caller
    time_ns: int
    started_ns: int
    actions: Sequence[Action]
    operation: Operation
    passing: JsonObject

    @property
    def limited(self) -> bool:
        """Whether limits apply to it: preparing data is free."""
        return self.caller.name != SETUP


class Admission(Struct, frozen=True):
    """What the limits say of a call. ``call``: the part of it that goes on.

    ``refused``: by member of a batch, empty where nothing is refused. ``refusal``: the error where
    nothing goes on and the call fails.
    """

    call: Call
    verdict: Verdict = Verdict.ALLOWED
    throttles: tuple[Throttle, ...] = ()
    refused: Refused = ()
    refusal: Refusal | None = None


def call_of(
    request: Request, body: JsonObject, caller: Caller, find: FindTable, time_ns: int
) -> Call:
    """Decode a request. Without actions where a member has the wrong type: AWS refuses that, or
    the engine does."""
    name = operation_name(request.headers.get(b"x-amz-target", b""))
    try:
        actions = actions_of(name, body, find) or ()
        operation = operation_of(name, actions) if actions else Operation(name)
    except (AttributeError, KeyError, TypeError, ValueError):
        actions, operation = (), Operation(name)
    return Call(request, name, body, caller, time_ns, monotonic_ns(), actions, operation, body)
