"""Words: LocalStack's snapshots of AWS (TestCodeSigningConfig, TestLambdaEventSourceMappings)."""

import pytest

UUID = "14e0db71-5d35-4eb5-b481-8945cf9d10c2"
SIGNING = "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-12345678901234567"


def test_lists_are_empty(api) -> None:
    assert api.list_event_source_mappings()["EventSourceMappings"] == []
    assert api.list_code_signing_configs()["CodeSigningConfigs"] == []


@pytest.mark.parametrize("operation", ["get", "update", "delete"])
def test_there_is_no_event_source_mapping(refusal, operation) -> None:
    assert refusal(f"{operation}_event_source_mapping", UUID=UUID) == (
        "ResourceNotFoundException",
        "The resource you requested does not exist.",
    )


def test_a_function_has_no_code_signing(api, refusal) -> None:
    got = api.get_function_code_signing_config(FunctionName="plain")
    assert "CodeSigningConfigArn" not in got
    api.delete_function_code_signing_config(FunctionName="plain")
    assert refusal("get_code_signing_config", CodeSigningConfigArn=SIGNING) == (
        "ResourceNotFoundException",
        f"The Lambda code signing configuration {SIGNING} can not be found.",
    )
    assert refusal(
        "put_function_code_signing_config", FunctionName="plain", CodeSigningConfigArn=SIGNING
    ) == (
        "CodeSigningConfigNotFoundException",
        "The code signing configuration cannot be found. Check that the provided configuration is "
        f"not deleted: {SIGNING}.",
    )
