"""A request to the control plane whose function is known, and the handlers that answer it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.lambdas.control.catalog import Record
from harness.lambdas.protocol.constraint import Constraint
from harness.lambdas.protocol.payload import read_valid
from harness.lambdas.protocol.route import Route
from harness.model.function import LATEST
from harness.wire.message import Response
from harness.wire.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """``record``: the function that the request names; None where it names none."""

    route: Route
    body: bytes
    record: Record | None = None
    qualifier: str | None = None

    @property
    def function(self) -> Record:
        """The function of an operation that names one."""
        assert self.record is not None
        return self.record

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.name

    @property
    def key(self) -> tuple[str, str]:
        """What settings of a version or an alias are kept under: function and qualifier."""
        return self.name, self.qualifier or LATEST


Reply = Response | Refusal
Handler = Callable[[ControlRequest], Reply | Awaitable[Reply]]
Handlers = Mapping[str, Handler]
"""By AWS's name of the operation."""

Members = Mapping[str, Any]
"""Of a request's body."""


def with_members(
    handler: Callable[[ControlRequest, Members], Reply | Awaitable[Reply]],
    constraints: Mapping[str, Constraint] | None = None,
    required: tuple[str, ...] = (),
) -> Handler:
    """Call ``handler`` with the body's members, once they satisfy the constraints."""

    def handle(request: ControlRequest) -> Reply | Awaitable[Reply]:
        members = read_valid(request.body, constraints or {}, required)
        return members if isinstance(members, Refusal) else handler(request, members)

    return handle
