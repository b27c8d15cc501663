from dataclasses import replace
from pathlib import Path

import pytest

from harness.lambdas.protocol.variables import Credentials, log_stream, variables
from harness.model.endpoint import endpoint_variables
from harness.model.function import Function
from harness.model.function_limits import RESERVED_VARIABLES

FUNCTION = Function(
    "ola",
    "Ola",
    "app.lambda_handler",
    Path("/code/ola"),
    "python3.11",
    environment={"TARIFA": "10", "AWS_REGION": "sa-east-1"},
)


def given(function: Function = FUNCTION, *, ahead: bool = False) -> dict[str, str]:
    return variables(
        function,
        Credentials("AKID", "secret", "ola-1"),
        region="us-east-1",
        endpoint="http://127.0.0.1:1",
        log_stream="s",
        ahead=ahead,
    )


# What AWS gave to functions (LocalStack's snapshots, python3.12 and provided.al2023: 2024-03-20),
# but for what differs each time, for LC_CTYPE, which Python sets itself, for PYTHONPATH and
# AWS_LAMBDA_RUNTIME_API, which the launcher adds, and for X-Ray's daemon, here on loopback.
PROVIDED = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
    "AWS_LAMBDA_FUNCTION_NAME": "ola",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/ola",
    "AWS_LAMBDA_LOG_STREAM_NAME": "s",
    "AWS_REGION": "us-east-1",
    "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "LAMBDA_RUNTIME_DIR": "/var/runtime",
    "LAMBDA_TASK_ROOT": "/var/task",
    "LANG": "en_US.UTF-8",
    "LD_LIBRARY_PATH": (
        "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
    ),
    "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "TZ": ":UTC",
    "_AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1",
    "_AWS_XRAY_DAEMON_PORT": "2000",
    "_HANDLER": "app.lambda_handler",
}
PYTHON = PROVIDED | {
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
    "LD_LIBRARY_PATH": f"/var/lang/lib:{PROVIDED['LD_LIBRARY_PATH']}",
    "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "PWD": "/var/task",
    "SHLVL": "0",
}
OURS = {
    "AWS_ACCESS_KEY_ID": "AKID",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "ola-1",
    **endpoint_variables("http://127.0.0.1:1"),
}


@pytest.mark.parametrize(
    ("runtime", "expected"), [("python3.12", PYTHON), ("provided.al2023", PROVIDED)]
)
def test_a_function_sees_what_aws_sets(runtime: str, expected: dict[str, str]) -> None:
    seen = given(replace(FUNCTION, runtime=runtime, environment={"TARIFA": "10"}))
    assert seen == expected | OURS | {"TARIFA": "10"}


@pytest.mark.parametrize("name", sorted(PYTHON.keys() - RESERVED_VARIABLES))
def test_a_function_sets_itself_what_is_not_reserved(name: str) -> None:
    seen = given(replace(FUNCTION, environment={name: "own"}))
    # No name of a function's begins with _; PWD and SHLVL are the shell's that starts the runtime.
    fixed = name.startswith("_") or name in ("PWD", "SHLVL")
    assert (seen[name] == "own") is not fixed


@pytest.mark.parametrize("name", sorted(PYTHON.keys() & RESERVED_VARIABLES))
def test_reserved_variables_cannot_be_overridden_by_the_template(name: str) -> None:
    assert given(replace(FUNCTION, environment={name: "own"}))[name] != "own"


def test_the_sdk_finds_the_endpoint_by_itself() -> None:
    seen = given(replace(FUNCTION, environment={"AWS_ENDPOINT_URL_DYNAMODB": "http://elsewhere"}))
    assert seen["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:1"


def test_an_environment_that_was_started_ahead_says_so() -> None:
    assert given()["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"
    assert given(ahead=True)["AWS_LAMBDA_INITIALIZATION_TYPE"] == "provisioned-concurrency"


def test_a_log_stream_is_named_after_its_day() -> None:
    assert log_stream(1_763_900_000_000_000_000, "f00") == "2025/11/23/[$LATEST]f00"
