"""A bucket that knows what AWS says when it is empty."""

from enum import StrEnum

from harness.capacity.bucket import BURST_S, TokenBucket
from harness.model.entry import PROVISIONED_EXCEEDED, REQUEST_LIMIT, THROTTLING, Throttle


class Cause(StrEnum):
    """The end of AWS's ThrottlingReason: botocore 1.44.5, service model."""

    PROVISIONED = "ProvisionedThroughputExceeded"
    KEY_RANGE = "KeyRangeThroughputExceeded"
    ACCOUNT = "AccountLimitExceeded"
    MAXIMUM = "MaxOnDemandThroughputExceeded"


def throttle(
    table: str, index: str | None, cause: Cause, *, write: bool, on_demand: bool
) -> Throttle:
    """AWS's words for a refusal. For a partition's ceiling the exception follows the billing mode.

    Doubtful for a provisioned table: Diagnosing throttling (2026 copy) has it so, GSI throttling
    has ThrottlingException. Doubtful for the account's quota: Programming errors (2026 copy) names
    RequestLimitExceeded, GSI throttling ThrottlingException.
    """
    where = "Table" if index is None else "Index"
    reason = f"{where}{'Write' if write else 'Read'}{cause}"
    exception = THROTTLING if on_demand else PROVISIONED_EXCEEDED
    return Throttle(table, index, reason, REQUEST_LIMIT if cause is Cause.ACCOUNT else exception)


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
