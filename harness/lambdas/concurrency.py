"""Reserved concurrency, as the control plane sets it."""

from collections.abc import Callable

from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.members import read_integer, read_members
from harness.model.function_limits import reserved_concurrency_fault
from harness.wire.message import Response

_MEMBER = "ReservedConcurrentExecutions"


class ReservedConcurrency:
    """``account``: how many invocations an account runs at once. ``reserve`` makes it so."""

    def __init__(
        self, units: dict[str, int], account: int, reserve: Callable[[str, int | None], None]
    ) -> None:
        self._units = units
        self._account = account
        self._reserve = reserve

    def of(self, function: str) -> int | None:
        return self._units.get(function)

    def described(self, function: str) -> Response:
        units = self.of(function)
        return described({} if units is None else {_MEMBER: units})

    def put(self, function: str, body: bytes) -> Response:
        members = read_members(body)
        if isinstance(members, Response):
            return members
        units = read_integer(members, _MEMBER, 0)
        if units is None:
            return refusal.missing("reservedConcurrentExecutions")
        if isinstance(units, Response):
            return units
        others = sum(self._units.values()) - self._units.get(function, 0)
        fault = reserved_concurrency_fault(units, others, self._account)
        if fault is not None:
            return refusal.invalid_parameter(fault)
        self._units[function] = units
        self._reserve(function, units)
        return self.described(function)

    def delete(self, function: str) -> Response:
        if self._units.pop(function, None) is not None:
            self._reserve(function, None)
        return Response(204)
