"""Whether the concurrency that functions ask for can be had, of the account's together."""

from collections.abc import Callable, Iterable

from harness.model.function import Function
from harness.model.function_limits import (
    provisioned_concurrency_fault,
    reservable,
    reserved_concurrency_fault,
)
from harness.template.field import Field

RESERVED = "ReservedConcurrentExecutions"
PROVISIONED = "ProvisionedConcurrencyConfig"


def check_concurrency(
    functions: Iterable[Function], account: int, field_of: Callable[[Function, str], Field]
) -> None:
    """Raise TemplateError at the first function that leaves too little for the others, as a
    deployment would. ``account``: how many invocations it runs at once."""
    taken = 0
    for function in functions:
        units, ahead = function.reserved_concurrency, function.provisioned_concurrency
        if units is not None:
            fault = reserved_concurrency_fault(units, taken, account)
            _raise(fault, function, RESERVED, account, taken, field_of)
        fault = provisioned_concurrency_fault(ahead, units, taken, account) if ahead else None
        _raise(fault, function, PROVISIONED, account, taken, field_of)
        taken += ahead if units is None else units


def _raise(
    fault: str | None,
    function: Function,
    name: str,
    account: int,
    taken: int,
    field_of: Callable[[Function, str], Field],
) -> None:
    if fault is not None:
        left = max(0, reservable(account) - taken)
        hint = f"of the setting concurrency, {account}, functions may still take {left} here"
        raise field_of(function, name).error(fault, hint)
