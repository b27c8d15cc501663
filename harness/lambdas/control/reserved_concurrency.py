"""Reserved concurrency, as the control plane sets it."""

from collections.abc import Callable, Mapping

from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Integer
from harness.lambdas.protocol.description import described
from harness.model.function_limits import reserved_concurrency_fault
from harness.wire.message import Response

MEMBER = "ReservedConcurrentExecutions"


class ReservedConcurrency:
    """What functions have reserved. ``account``: how many invocations an account runs at once.
    ``reserve`` makes it so. ``provisioned``: how much of a function's is provisioned, which the
    others take from the account where they have reserved nothing."""

    def __init__(
        self,
        units: dict[str, int],
        account: int,
        reserve: Callable[[str, int | None], None],
        provisioned: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self._units = units
        self._account = account
        self._reserve = reserve
        self._provisioned = provisioned
        self.handlers: Handlers = {
            "GetFunctionConcurrency": self._get,
            "PutFunctionConcurrency": with_members(self._put, {MEMBER: Integer(0)}, (MEMBER,)),
            "DeleteFunctionConcurrency": self._delete,
        }

    def of(self, function: str) -> int | None:
        """The function's reserved concurrency, None where it has reserved none."""
        return self._units.get(function)

    def taken(self, but_for: str = "") -> int:
        """How much of the account's functions have for themselves, all but one."""
        taken = {**self._provisioned(), **self._units}
        return sum(units for function, units in taken.items() if function != but_for)

    def forget(self, function: str) -> None:
        """Give back what a function had reserved."""
        if self._units.pop(function, None) is not None:
            self._reserve(function, None)

    def _get(self, request: ControlRequest) -> Reply:
        units = self.of(request.name)
        return described({} if units is None else {MEMBER: units})

    def _put(self, request: ControlRequest, members: Members) -> Reply:
        if request.qualifier is not None:
            return refusal.invalid_parameter(
                "This operation is permitted on Lambda functions only. Aliases and versions do not "
                "support this operation. Please specify either a function name or an unqualified "
                "function ARN."
            )
        units = members[MEMBER]
        fault = self._fault(request.name, units)
        if fault is not None:
            return refusal.invalid_parameter(fault)
        self._units[request.name] = units
        self._reserve(request.name, units)
        return described({MEMBER: units})

    def _fault(self, function: str, units: int) -> str | None:
        provisioned = self._provisioned().get(function, 0)
        if units < provisioned:
            return (
                f" ReservedConcurrentExecutions  {units} should not be lower than function's total "
                f"provisioned concurrency [{provisioned}]."
            )
        return reserved_concurrency_fault(units, self.taken(function), self._account)

    def _delete(self, request: ControlRequest) -> Reply:
        self.forget(request.name)
        return Response(204)
