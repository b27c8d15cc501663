import pytest

from tests.unit.lambdas.control.sdk import ARN


def test_recursion_is_kept(api, refusal) -> None:
    assert api.get_function_recursion_config(FunctionName="plain")["RecursiveLoop"] == "Terminate"
    api.put_function_recursion_config(FunctionName="plain", RecursiveLoop="Allow")
    assert api.get_function_recursion_config(FunctionName="plain")["RecursiveLoop"] == "Allow"
    refused = refusal(
        "put_function_recursion_config", FunctionName="plain", RecursiveLoop="invalid"
    )
    assert refused == (  # LocalStack's snapshots of AWS, TestLambdaRecursion
        "ValidationException",
        "1 validation error detected: Value 'invalid' at 'recursiveLoop' failed to satisfy "
        "constraint: Member must satisfy enum value set: [Terminate, Allow]",
    )


def test_runtime_management_is_kept_for_each_version(api) -> None:
    got = api.get_runtime_management_config(FunctionName="rich", Qualifier="1")
    assert (got["UpdateRuntimeOn"], got["FunctionArn"]) == ("Auto", f"{ARN}rich:1")
    api.put_runtime_management_config(
        FunctionName="rich",
        UpdateRuntimeOn="Manual",
        RuntimeVersionArn="arn:aws:lambda:us-east-1::runtime:0",
    )
    got = api.get_runtime_management_config(FunctionName="rich")
    assert (got["UpdateRuntimeOn"], got["FunctionArn"]) == ("Manual", f"{ARN}rich:$LATEST")


@pytest.mark.parametrize(
    "operation", ["get_function_recursion_config", "get_runtime_management_config"]
)
def test_a_function_that_is_none(refusal, operation) -> None:
    assert refusal(operation, FunctionName="none") == (
        "ResourceNotFoundException",
        f"Function not found: {ARN}none",
    )


def test_what_is_deleted_leaves_nothing_behind(api, create) -> None:
    create()
    api.put_function_recursion_config(FunctionName="made", RecursiveLoop="Allow")
    api.delete_function(FunctionName="made")
    create()
    assert api.get_function_recursion_config(FunctionName="made")["RecursiveLoop"] == "Terminate"
