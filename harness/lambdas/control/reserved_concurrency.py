"""Reserved concurrency, as the control plane sets it."""

from collections.abc import Callable, Mapping

from harness.lambdas.control.call import Call, Handlers, Reply
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Integer
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.members import read_valid
from harness.model.function_limits import reserved_concurrency_fault
from harness.wire.message import Response
from harness.wire.refusal import Refusal

MEMBER = "ReservedConcurrentExecutions"


class ReservedConcurrency:
    """``account``: how many invocations an account runs at once. ``reserve`` makes it so.
    ``provisioned``: how much of a function's is provisioned, which the others take from the account
    where they have reserved nothing."""

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

    def handlers(self) -> Handlers:
        return {
            "GetFunctionConcurrency": self._get,
            "PutFunctionConcurrency": self._put,
            "DeleteFunctionConcurrency": self._delete,
        }

    def of(self, function: str) -> int | None:
        return self._units.get(function)

    def taken(self, but_for: str = "") -> int:
        """How much of the account's functions have for themselves, all but one."""
        taken = {**self._provisioned(), **self._units}
        return sum(units for function, units in taken.items() if function != but_for)

    def forget(self, function: str) -> None:
        if self._units.pop(function, None) is not None:
            self._reserve(function, None)

    def _get(self, call: Call) -> Reply:
        units = self.of(call.name)
        return described({} if units is None else {MEMBER: units})

    def _put(self, call: Call) -> Reply:
        members = read_valid(call.body, {MEMBER: Integer(0)}, (MEMBER,))
        if isinstance(members, Refusal):
            return members
        if call.qualifier is not None:
            return refusal.invalid_parameter(
                "This operation is permitted on Lambda functions only. Aliases and versions do not "
                "support this operation. Please specify either a function name or an unqualified "
                "function ARN."
            )
        units = members[MEMBER]
        fault = self._fault(call.name, units)
        if fault is not None:
            return refusal.invalid_parameter(fault)
        self._units[call.name] = units
        self._reserve(call.name, units)
        return described({MEMBER: units})

    def _fault(self, function: str, units: int) -> str | None:
        provisioned = self._provisioned().get(function, 0)
        if units < provisioned:
            return (
                f" ReservedConcurrentExecutions  {units} should not be lower than function's total "
                f"provisioned concurrency [{provisioned}]."
            )
        return reserved_concurrency_fault(units, self.taken(function), self._account)

    def _delete(self, call: Call) -> Reply:
        self.forget(call.name)
        return Response(204)
