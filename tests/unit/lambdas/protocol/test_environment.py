from pathlib import Path

from harness.lambdas.protocol.environment import Credentials, report_line, variables
from harness.model.function import Function

FUNCTION = Function(
    "ola",
    "Ola",
    "app.lambda_handler",
    Path("/code/ola"),
    "python3.11",
    environment={"TARIFA": "10", "AWS_REGION": "sa-east-1"},
)


def given() -> dict[str, str]:
    return variables(
        FUNCTION,
        Credentials("AKID", "secret", "ola-1"),
        region="us-east-1",
        endpoint="http://127.0.0.1:1",
        log_stream="s",
    )


def test_a_function_sees_its_own_variables_and_awss() -> None:
    assert given()["TARIFA"] == "10"
    assert given()["AWS_LAMBDA_FUNCTION_NAME"] == "ola"
    assert given()["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.11"


def test_reserved_variables_cannot_be_overridden_by_the_template() -> None:
    assert given()["AWS_REGION"] == "us-east-1"


def test_the_sdk_finds_the_endpoint_by_itself() -> None:
    assert given()["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:1"


def test_the_report_line_bills_whole_milliseconds_rounded_up() -> None:
    line = report_line("ID", FUNCTION, duration_ns=1_230_000, init_ns=None)
    assert "Duration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB" in line
    assert "Init Duration" not in line


def test_a_cold_start_shows_its_init_duration() -> None:
    assert "Init Duration: 250.00 ms" in report_line("ID", FUNCTION, 1, 250_000_000)
