"""What an execution environment sees: its variables, as on AWS."""

from dataclasses import dataclass

from harness.model.function import Function


@dataclass(frozen=True, slots=True)
class Credentials:
    """One access key a function, one session token an environment: so the gateway knows who
    calls, and in which invocation."""

    access_key: str
    secret_key: str
    session_token: str


def variables(
    function: Function, credentials: Credentials, *, region: str, endpoint: str, log_stream: str
) -> dict[str, str]:
    """Facts: lambda-and-iam.md, Environment to set. The function's own come first, AWS's win.

    ``endpoint`` serves DynamoDB and Lambda; unmodified handlers find it through the SDK's own
    variable.
    """
    return {
        **function.environment,
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "_HANDLER": function.handler,
        "LAMBDA_TASK_ROOT": str(function.code_dir),
        "TZ": ":UTC",
    }


def report_line(request_id: str, function: Function, duration_ns: int, init_ns: int | None) -> str:
    """Lambda's REPORT line. Billed: whole milliseconds, rounded up."""
    duration_ms = duration_ns / 1e6
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {duration_ms:.2f} ms",
        f"Billed Duration: {-(-duration_ns // 1_000_000)} ms",
        f"Memory Size: {function.memory_mb} MB",
    ]
    if init_ns is not None:
        parts.append(f"Init Duration: {init_ns / 1e6:.2f} ms")
    return "\t".join(parts) + "\t"
