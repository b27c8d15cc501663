import json

import pytest

from harness.model.function_limits import (
    RESERVED_VARIABLES,
    VARIABLES_BYTES_MAX,
    provisioned_concurrency_fault,
    reserved_concurrency_fault,
    variables_fault,
)

UNABLE = (
    "Lambda was unable to configure your environment variables because the environment variables "
    "you have provided "
)


@pytest.mark.parametrize("name", sorted(RESERVED_VARIABLES))
def test_what_lambda_sets_is_not_a_function_s(name: str) -> None:
    # As quoted in public issues, 2021 to 2024, of AWS_REGION and others.
    assert variables_fault({"TABLE": "t", name: "x"}) == (
        f"{UNABLE}contains reserved keys that are currently not supported for modification. "
        f"Reserved keys used in this request: {name}"
    )


def test_several_reserved_names_stand_in_one_message() -> None:
    # serverless-dotenv-plugin#28, 2019
    fault = variables_fault({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"})
    assert str(fault).endswith(
        "Reserved keys used in this request: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"
    )


# "Unreserved environment variables" of the developer guide, 2026.
@pytest.mark.parametrize(
    "name",
    [
        "TZ",
        "LANG",
        "PATH",
        "LD_LIBRARY_PATH",
        "NODE_PATH",
        "NODE_OPTIONS",
        "PYTHONPATH",
        "GEM_PATH",
        "AWS_XRAY_CONTEXT_MISSING",
        "AWS_XRAY_DAEMON_ADDRESS",
        "AWS_LAMBDA_EXEC_WRAPPER",
        "AWS_ENDPOINT_URL",
        "AWS_PROFILE",
        "aws_region",
    ],
)
def test_every_other_name_is(name: str) -> None:
    assert variables_fault({name: "x"}) is None


@pytest.mark.parametrize(
    ("name", "letter"), [("LARGE_VAR", "A"), ("LARGE_VAR", "é"), ("QUOTED", '"'), ("X1", "\n")]
)
def test_the_variables_may_be_4096_bytes_of_json(name: str, letter: str) -> None:
    # test_lambda_envvars_near_limit_succeeds, _large_environment_variables_fails: LocalStack's
    # snapshots of AWS, 2024. Doubtful: that letters beyond ASCII count as UTF-8.
    frame = len(json.dumps({name: ""}, separators=(",", ":")))
    width = len(json.dumps(letter, ensure_ascii=False).encode()) - 2
    fits = {name: letter * ((VARIABLES_BYTES_MAX - frame) // width)}
    assert variables_fault(fits) is None
    over = {name: fits[name] + letter}
    measured = json.dumps(over, separators=(",", ":"), ensure_ascii=False)
    assert variables_fault(over) == (f"{UNABLE}exceeded the 4KB limit. String measured: {measured}")


# Developer guide, lambda-concurrency, 2026: 100 stay unreserved; 10 of a small account.
@pytest.mark.parametrize(
    ("units", "others", "account", "unreserved_min"),
    [
        (900, 0, 1000, None),
        (901, 0, 1000, 100),
        (1, 900, 1000, 100),
        (0, 900, 1000, None),
        (1001, 0, 1000, 100),
        (2900, 0, 3000, None),
        (2901, 0, 3000, 100),
        (1, 0, 10, 10),
        (10, 0, 20, None),
        (11, 0, 20, 10),
        (0, 0, 5, None),
    ],
)
def test_a_part_of_the_account_stays_unreserved(
    units: int, others: int, account: int, unreserved_min: int | None
) -> None:
    fault = reserved_concurrency_fault(units, others, account)
    ahead = provisioned_concurrency_fault(units, None, others, account)
    if unreserved_min is None:
        assert fault is None
        assert ahead is None
        return
    ending = (
        " for function decreases account's UnreservedConcurrentExecution below its minimum value "
        f"of [{unreserved_min}]."
    )
    assert fault == f"Specified ReservedConcurrentExecutions{ending}"
    assert ahead == f"Specified ConcurrentExecutions{ending}"


def test_what_is_provisioned_is_a_part_of_what_the_function_has_reserved() -> None:
    assert provisioned_concurrency_fault(5, 5, 0, 1000) is None
    assert provisioned_concurrency_fault(6, 5, 0, 1000) == (
        "Requested Provisioned Concurrency should not be greater than the "
        "reservedConcurrentExecution for function"
    )
