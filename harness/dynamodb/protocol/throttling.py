"""How AWS words a refusal for want of throughput.

Members: botocore 1.44's model. Messages: as quoted in public issues of DynamoDB's users, and
DynamoDB Developer Guide, "Resolving throttling issues" (copies of 2026-11-23).
"""

from collections.abc import Sequence

from harness.dynamodb.protocol.cancellation import NO_REASON, cancellation
from harness.dynamodb.protocol.refusal import AVAILABILITY, DYNAMODB
from harness.dynamodb.protocol.request import JsonObject
from harness.model.entry import REQUEST_LIMIT, THROTTLING, Throttle
from harness.wire.refusal import Refusal

# hadoop pull 1814; botocore 1.44.5. For a hot partition of a provisioned table no wording is
# recorded: the table's stands for it (doubtful).
_PROVISIONED_TABLE = (
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API."
)
_PROVISIONED_INDEX = (
    "The level of configured provisioned throughput for one or more global secondary indexes of "
    "the table was exceeded. Consider increasing your provisioning level for the "
    "under-provisioned global secondary indexes with the UpdateTable API."
)
# praetorian-inc/chariot-ui issue 684; BrighterCommand/Brighter issue 2810.
_ON_DEMAND_TABLE = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically "
    "scaling your table or index so please try again shortly. If exceptions persist, check if you "
    "have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "bp-partition-key-design.html"
)
_ON_DEMAND_INDEX = (
    "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB "
    "is automatically scaling your index so please try again shortly."
)
# Developer Guide, Throttling diagnosis, and Programming errors (2026 copies).
_MAXIMUM = "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
_ACCOUNT = (
    "Throughput exceeds the current throughput limit for your account. To request a limit "
    "increase, contact AWS Support at https://aws.amazon.com/support"
)

# The codes of transactions' reasons and of batch statements' errors: botocore 1.44.5.
_CODES = {THROTTLING: "ThrottlingError", REQUEST_LIMIT: "RequestLimitExceeded"}


def refusal(throttles: Sequence[Throttle], region: str, account_id: str) -> Refusal:
    """The error of a call of which nothing gets through."""
    name = throttles[0].exception
    reasons = [
        {"reason": throttle.reason, "resource": _arn(throttle, region, account_id)}
        for throttle in throttles
        if throttle.exception == name
    ]
    # botocore drops the other spelling (tested with 1.44.5).
    member = "throttlingReasons" if name == THROTTLING else "ThrottlingReasons"
    prefix = AVAILABILITY if name == THROTTLING else DYNAMODB
    return Refusal(prefix + name, message(throttles), {member: reasons})


def cancelled(throttles: Sequence[Sequence[Throttle]]) -> Refusal:
    """The error of a transaction, its reasons one an action."""
    return cancellation([_reason(refused) for refused in throttles])


def code(throttles: Sequence[Throttle]) -> str:
    """The code that a transaction's reason or a batch statement's error has."""
    return _CODES.get(throttles[0].exception, "ProvisionedThroughputExceeded")


def message(throttles: Sequence[Throttle]) -> str:
    """What AWS says of throttles; the first one decides."""
    first = throttles[0]
    index_alone = all(throttle.index is not None for throttle in throttles)
    if "AccountLimit" in first.reason:
        return _ACCOUNT
    if "MaxOnDemand" in first.reason:
        return _MAXIMUM
    if first.exception == THROTTLING:
        return _ON_DEMAND_INDEX if index_alone else _ON_DEMAND_TABLE
    return _PROVISIONED_INDEX if index_alone else _PROVISIONED_TABLE


def _reason(throttles: Sequence[Throttle]) -> JsonObject:
    if not throttles:
        return NO_REASON
    return {"Code": code(throttles), "Message": message(throttles)}


def _arn(throttle: Throttle, region: str, account_id: str) -> str:
    table = f"arn:aws:dynamodb:{region}:{account_id}:table/{throttle.table}"
    return table if throttle.index is None else f"{table}/index/{throttle.index}"
