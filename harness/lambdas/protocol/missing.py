"""What AWS says of a function that does not exist: each operation in words of its own.

Source: LocalStack's snapshots of AWS (2024-04 to 2026-01).
"""

from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.members import read_members
from harness.model.function import LATEST
from harness.wire.refusal import Refusal

# Those that name $LATEST where the request names no qualifier.
_OF_LATEST = frozenset({"Invoke", "InvokeWithResponseStream", "PutFunctionConcurrency"})

_NO_FUNCTION = "Function does not exist"
_NO_SUCH_FUNCTION = "The function doesn't exist."
_NO_RESOURCE = "The resource you requested does not exist."
_NO_EVENT_CONFIG = "The function {qualified} doesn't have an EventInvokeConfig"

_WORDS = {
    "CreateFunctionUrlConfig": _NO_FUNCTION,
    "UpdateFunctionUrlConfig": _NO_FUNCTION,
    "ListFunctionUrlConfigs": _NO_FUNCTION,
    "GetFunctionUrlConfig": _NO_RESOURCE,
    "DeleteFunctionUrlConfig": _NO_RESOURCE,
    "GetFunctionEventInvokeConfig": _NO_EVENT_CONFIG,
    "DeleteFunctionEventInvokeConfig": _NO_EVENT_CONFIG,
    "PutFunctionEventInvokeConfig": _NO_SUCH_FUNCTION,
    "UpdateFunctionEventInvokeConfig": _NO_SUCH_FUNCTION,
    "ListFunctionEventInvokeConfigs": _NO_SUCH_FUNCTION,
    "RemovePermission": "No policy found for: {arn}",
}


def missing_function(operation: str, arn: str, qualifier: str | None, body: bytes) -> Refusal:
    """``arn``: unqualified."""
    words = _WORDS.get(operation)
    if words is not None:
        qualified = f"{arn}:{qualifier or LATEST}"
        return refusal.not_found_because(words.format(arn=arn, qualified=qualified))
    if operation == "CreateAlias":
        qualifier = _version_of(body)
    if operation in _OF_LATEST:
        qualifier = qualifier or LATEST
    return refusal.not_found(arn if qualifier is None else f"{arn}:{qualifier}")


def _version_of(body: bytes) -> str | None:
    """The version that an alias was to stand for."""
    members = read_members(body)
    version = None if isinstance(members, Refusal) else members.get("FunctionVersion")
    return version if isinstance(version, str) else None
