from pathlib import Path

from harness.lambdas.protocol.environment import Credentials, log_stream, variables
from harness.model.function import Function

FUNCTION = Function(
    "ola",
    "Ola",
    "app.lambda_handler",
    Path("/code/ola"),
    "python3.11",
    environment={"TARIFA": "10", "AWS_REGION": "sa-east-1"},
)


def given(*, ahead: bool = False) -> dict[str, str]:
    return variables(
        FUNCTION,
        Credentials("AKID", "secret", "ola-1"),
        region="us-east-1",
        endpoint="http://127.0.0.1:1",
        log_stream="s",
        ahead=ahead,
    )


def test_a_function_sees_its_own_variables_and_awss() -> None:
    assert given()["TARIFA"] == "10"
    assert given()["AWS_LAMBDA_FUNCTION_NAME"] == "ola"
    assert given()["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.11"


def test_reserved_variables_cannot_be_overridden_by_the_template() -> None:
    assert given()["AWS_REGION"] == "us-east-1"


def test_the_sdk_finds_the_endpoint_by_itself() -> None:
    assert given()["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:1"


def test_an_environment_that_was_started_ahead_says_so() -> None:
    assert given()["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"
    assert given(ahead=True)["AWS_LAMBDA_INITIALIZATION_TYPE"] == "provisioned-concurrency"


def test_a_log_stream_is_named_after_its_day() -> None:
    assert log_stream(1_763_900_000_000_000_000, "f00") == "2025/11/23/[$LATEST]f00"
