"""A request to the control plane, its function found."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from harness.lambdas.control.catalog import Record
from harness.lambdas.protocol.route import Route
from harness.wire.message import Response
from harness.wire.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Call:
    """``record``: the function that the request names; None where it names none."""

    route: Route
    body: bytes
    record: Record | None = None
    qualifier: str | None = None

    @property
    def function(self) -> Record:
        assert self.record is not None
        return self.record

    @property
    def name(self) -> str:
        return self.function.name


Reply = Response | Refusal
Handler = Callable[[Call], Reply | Awaitable[Reply]]
Handlers = Mapping[str, Handler]
"""By AWS's name of the operation."""
