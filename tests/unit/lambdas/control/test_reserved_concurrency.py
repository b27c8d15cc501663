"""Sources: LocalStack's snapshots of AWS (TestLambdaReservedConcurrency, 2024-04 to 2025-11)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN


def units(api, function: str):
    got = api.get_function_concurrency(FunctionName=function)
    return got.get("ReservedConcurrentExecutions")


def test_the_template_s_is_there_at_the_start(api) -> None:
    assert (units(api, "rich"), units(api, "plain")) == (5, None)


def test_what_is_put_reaches_the_pool_and_is_described(api, served) -> None:
    api.put_function_concurrency(FunctionName="plain", ReservedConcurrentExecutions=0)
    assert units(api, "plain") == 0
    described = api.get_function(FunctionName="plain")
    assert described["Concurrency"] == {"ReservedConcurrentExecutions": 0}
    for _ in range(2):
        api.delete_function_concurrency(FunctionName="plain")
    assert units(api, "plain") is None
    assert served.reserved == [("plain", 0), ("plain", None)]


def test_a_part_of_the_account_stays_unreserved(refusal, served) -> None:
    refused = refusal(
        "put_function_concurrency", FunctionName="plain", ReservedConcurrentExecutions=896
    )
    assert refused == (
        "InvalidParameterValueException",
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100].",
    )
    assert not served.reserved


def test_a_function_s_own_is_replaced_not_added(api) -> None:
    api.put_function_concurrency(FunctionName="rich", ReservedConcurrentExecutions=900)


@pytest.mark.parametrize(
    ("function", "reserved", "refused"),
    [
        (
            "rich:live",
            3,
            (
                "InvalidParameterValueException",
                "This operation is permitted on Lambda functions only. Aliases and versions do not "
                "support this operation. Please specify either a function name or an unqualified "
                "function ARN.",
            ),
        ),
        ("none", 3, ("ResourceNotFoundException", f"Function not found: {ARN}none:$LATEST")),
        (
            "rich",
            1,
            (
                "InvalidParameterValueException",
                " ReservedConcurrentExecutions  1 should not be lower than function's total "
                "provisioned concurrency [2].",
            ),
        ),
        (
            "plain",
            -1,
            (
                "ValidationException",
                "1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed "
                "to satisfy constraint: Member must have value greater than or equal to 0",
            ),
        ),
        (
            "plain",
            None,
            (
                "ValidationException",
                "1 validation error detected: Value null at 'reservedConcurrentExecutions' failed "
                "to satisfy constraint: Member must not be null",
            ),
        ),
        ("plain", "3", ("SerializationException", "'3' can not be converted to an Integer")),
    ],
)
def test_what_is_refused(refusal, function, reserved, refused) -> None:
    more = {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
    assert refusal("put_function_concurrency", FunctionName=function, **more) == refused
