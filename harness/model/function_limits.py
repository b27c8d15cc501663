"""What Lambda refuses of a function's variables and concurrency, in its words.

Template and API are held to the same rules, so that what deploys nowhere does not run here either.

Sources: Lambda developer guide, "Working with Lambda environment variables" (reserved and
unreserved names, 2026) and "Understanding Lambda function scaling" (2026); messages as recorded on
AWS by LocalStack's snapshots (2025-11) and as quoted in public issues (2019 to 2024). Doubtful: the
order of several reserved names; here it is the request's, as in the issues that quote several.
"""

from collections.abc import Mapping

import orjson

VARIABLES_BYTES_MAX = 4096

# What Lambda sets and a function may not. TZ, LANG, PATH, LD_LIBRARY_PATH, PYTHONPATH, NODE_PATH,
# AWS_XRAY_DAEMON_ADDRESS and AWS_XRAY_CONTEXT_MISSING are the function's to set.
RESERVED_VARIABLES = frozenset(
    (
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECRET_KEY",
        "AWS_SECURITY_TOKEN",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    )
)

_UNABLE = (
    "Lambda was unable to configure your environment variables because the environment variables "
    "you have provided"
)

# What has to stay unreserved of an account's concurrency: 100 of the usual 1,000, 10 where AWS
# gives a new account less (public issues, 2024 to 2026).
_UNRESERVED_MIN, _SMALL_ACCOUNT_UNRESERVED_MIN = 100, 10
_USUAL_CONCURRENCY = 1000


def reserved_keys(variables: Mapping[str, str]) -> list[str]:
    """The names of variables that Lambda sets itself, in their order."""
    return [name for name in variables if name in RESERVED_VARIABLES]


def variables_json(variables: Mapping[str, str]) -> str:
    """The JSON that Lambda measures, and quotes where it is too much."""
    return orjson.dumps(dict(variables)).decode()


def variables_fault(variables: Mapping[str, str]) -> str | None:
    """Why Lambda refuses them, None where it takes them. Names and values are text."""
    reserved = reserved_keys(variables)
    if reserved:
        return reserved_fault(reserved)
    measured = variables_json(variables)
    if len(measured.encode()) > VARIABLES_BYTES_MAX:
        return f"{_UNABLE} exceeded the 4KB limit. String measured: {measured}"
    return None


def reserved_fault(keys: list[str]) -> str:
    """AWS's sentence for variables of which some are Lambda's to set."""
    return (
        f"{_UNABLE} contains reserved keys that are currently not supported for modification. "
        f"Reserved keys used in this request: {', '.join(keys)}"
    )


def unreserved_min(account: int) -> int:
    """How much of ``account``'s concurrency no function may take for itself."""
    small = account < _USUAL_CONCURRENCY
    return _SMALL_ACCOUNT_UNRESERVED_MIN if small else _UNRESERVED_MIN


def reservable(account: int) -> int:
    """How much of ``account``'s concurrency its functions may reserve together."""
    return max(0, account - unreserved_min(account))


def reserved_concurrency_fault(units: int, others: int, account: int) -> str | None:
    """Why Lambda refuses it, None where it takes it. ``others``: what the account's other functions
    have reserved or provisioned."""
    if others + units <= reservable(account):
        return None
    return (
        "Specified ReservedConcurrentExecutions for function decreases account's "
        f"UnreservedConcurrentExecution below its minimum value of [{unreserved_min(account)}]."
    )


def provisioned_concurrency_fault(
    units: int, reserved: int | None, others: int, account: int
) -> str | None:
    """Why Lambda refuses it, None where it takes it. ``reserved``: the function's own, whose part
    it then is."""
    if reserved is not None:
        if units <= reserved:
            return None
        return (
            "Requested Provisioned Concurrency should not be greater than the "
            "reservedConcurrentExecution for function"
        )
    if others + units <= reservable(account):
        return None
    return (
        "Specified ConcurrentExecutions for function decreases account's "
        f"UnreservedConcurrentExecution below its minimum value of [{unreserved_min(account)}]."
    )
