"""A bucket that knows what AWS says when it is empty."""

from enum import StrEnum

from harness.capacity.bucket import BURST_S, TokenBucket
from harness.model.entry import Throttle


class Cause(StrEnum):
    """The end of AWS's ThrottlingReason: botocore 1.44.5, service model."""

    PROVISIONED = "ProvisionedThroughputExceeded"
    KEY_RANGE = "KeyRangeThroughputExceeded"
    ACCOUNT = "AccountLimitExceeded"
    MAXIMUM = "MaxOnDemandThroughputExceeded"


_PROVISIONED_EXCEPTION = "ProvisionedThroughputExceededException"
_ON_DEMAND_EXCEPTION = "ThrottlingException"
# Doubtful: Programming errors (2026 copy) names this one, GSI throttling ThrottlingException.
_ACCOUNT_EXCEPTION = "RequestLimitExceeded"


def throttle(
    table: str, index: str | None, cause: Cause, *, write: bool, on_demand: bool
) -> Throttle:
    """AWS's words for a refusal. For a partition's ceiling the exception follows the billing mode.

    Doubtful for a provisioned table: Diagnosing throttling (2026 copy) has it so, GSI throttling
    has ThrottlingException.
    """
    where = "Table" if index is None else "Index"
    reason = f"{where}{'Write' if write else 'Read'}{cause}"
    exception = _ON_DEMAND_EXCEPTION if on_demand else _PROVISIONED_EXCEPTION
    return Throttle(
        table, index, reason, _ACCOUNT_EXCEPTION if cause is Cause.ACCOUNT else exception
    )


class Limit(TokenBucket):
    """``throttle``: what refuses a call while the bucket is empty."""

    __slots__ = ("throttle",)

    def __init__(
        self, half_units_per_s: int, now_ns: int, throttle: Throttle, burst_s: int = BURST_S
    ) -> None:
        super().__init__(half_units_per_s, now_ns, burst_s)
        self.throttle = throttle

    def refused(self, now_ns: int) -> None:
        """It has just refused an access."""
