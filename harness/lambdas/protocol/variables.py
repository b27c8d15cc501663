"""What an execution environment sees: its variables, as on AWS.

Sources: Lambda developer guide, "Working with Lambda environment variables" (2026), and what
functions of python3.8 to 3.12, nodejs, java and provided.al2023 were given (LocalStack's snapshots
of AWS, 2023-11 and 2024-03). Doubtful: newer runtimes, which are taken to be given the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from harness.model.endpoint import endpoint_variables
from harness.model.function import LATEST, Function
from harness.model.time import NS_PER_S

_TASK_ROOT, _RUNTIME_DIR = "/var/task", "/var/runtime"

# A function may set these itself. X-Ray's daemon is at a link-local address on AWS, which differs
# from year to year; here nothing may leave the machine.
_UNRESERVED = {
    "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "LANG": "en_US.UTF-8",
    "LD_LIBRARY_PATH": (
        "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
    ),
    "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "TZ": ":UTC",
}
_FIXED = {
    "LAMBDA_RUNTIME_DIR": _RUNTIME_DIR,
    "LAMBDA_TASK_ROOT": _TASK_ROOT,
    "_AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1",
    "_AWS_XRAY_DAEMON_PORT": "2000",
}

# What a managed runtime has and one of the provided family has not: an interpreter in /var/lang.
_PROVIDED = "provided"
_MANAGED_UNRESERVED = {
    "LD_LIBRARY_PATH": f"/var/lang/lib:{_UNRESERVED['LD_LIBRARY_PATH']}",
    "PATH": f"/var/lang/bin:{_UNRESERVED['PATH']}",
}
_MANAGED_FIXED = {"PWD": _TASK_ROOT, "SHLVL": "0"}


@dataclass(frozen=True, slots=True)
class Credentials:
    """One access key a function, one session token an environment: so the gateway knows who
    calls, and in which invocation."""

    access_key: str
    secret_key: str
    session_token: str


def log_stream(time_ns: int, unique: str, version: str = LATEST) -> str:
    """AWS's form of a log stream's name: the day, the version, and what no other one has."""
    day = datetime.fromtimestamp(time_ns // NS_PER_S, UTC)
    return f"{day:%Y/%m/%d}/[{version}]{unique}"


def variables(
    function: Function,
    credentials: Credentials,
    *,
    region: str,
    endpoint: str,
    log_stream: str,
    ahead: bool = False,
) -> dict[str, str]:
    """The function's own win where AWS lets it set them; those that Lambda reserves are Lambda's.

    ``endpoint`` serves DynamoDB and Lambda; unmodified handlers find it through the SDK's own
    variable. ``ahead``: started before an invocation asked for it.
    """
    is_managed = not function.runtime.startswith(_PROVIDED)
    return {
        **_UNRESERVED,
        **(_MANAGED_UNRESERVED if is_managed else {}),
        **(function.environment or {}),
        **_FIXED,
        **(_managed(function) if is_managed else {}),
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        **endpoint_variables(endpoint),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": function.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logging.group or f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "provisioned-concurrency" if ahead else "on-demand",
        "_HANDLER": function.handler,
    }


def _managed(function: Function) -> dict[str, str]:
    return {**_MANAGED_FIXED, "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}"}
