"""What an execution environment sees: its variables, as on AWS."""

from dataclasses import dataclass
from datetime import UTC, datetime

from harness.model.function import LATEST, Function


@dataclass(frozen=True, slots=True)
class Credentials:
    """One access key a function, one session token an environment: so the gateway knows who
    calls, and in which invocation."""

    access_key: str
    secret_key: str
    session_token: str


def log_stream(time_ns: int, unique: str, version: str = LATEST) -> str:
    """AWS's form of a log stream's name: the day, the version, and what no other one has."""
    day = datetime.fromtimestamp(time_ns // 1_000_000_000, UTC)
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
    """Facts: lambda-and-iam.md, Environment to set. The function's own come first, AWS's win.

    ``endpoint`` serves DynamoDB and Lambda; unmodified handlers find it through the SDK's own
    variable. ``ahead``: started before an invocation asked for it.
    """
    return {
        **(function.environment or {}),
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": function.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "provisioned-concurrency" if ahead else "on-demand",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "_HANDLER": function.handler,
        "LAMBDA_TASK_ROOT": str(function.code_dir),
        "TZ": ":UTC",
    }
