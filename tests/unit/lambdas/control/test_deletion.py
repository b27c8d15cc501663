"""Sources: LocalStack's snapshots of AWS (TestLambdaFunction, 2024-04 to 2025-11)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN


def test_a_function_goes_with_all_that_is_kept_of_it(api, create) -> None:
    assert api.delete_function(FunctionName="rich")["StatusCode"] == 204
    create(FunctionName="rich")
    assert api.list_aliases(FunctionName="rich")["Aliases"] == []
    assert api.list_tags(Resource=f"{ARN}rich")["Tags"] == {}
    assert "ReservedConcurrentExecutions" not in api.get_function_concurrency(FunctionName="rich")
    assert not api.list_provisioned_concurrency_configs(FunctionName="rich")[
        "ProvisionedConcurrencyConfigs"
    ]
    assert not api.list_function_event_invoke_configs(FunctionName="rich")[
        "FunctionEventInvokeConfigs"
    ]


def test_a_version_that_is_none_is_deleted_all_the_same(api) -> None:
    assert api.delete_function(FunctionName="plain", Qualifier="1233")["StatusCode"] == 204


@pytest.mark.parametrize(
    ("function", "qualifier", "refused"),
    [
        (
            "plain",
            "$LATEST",
            (
                "InvalidParameterValueException",
                "$LATEST version cannot be deleted without deleting the function.",
            ),
        ),
        (
            "rich",
            "live",
            (
                "InvalidParameterValueException",
                "Deletion of aliases is not currently supported.",
            ),
        ),
        ("none", None, ("ResourceNotFoundException", f"Function not found: {ARN}none")),
        (
            "rich",
            "1",
            (
                "ResourceConflictException",  # the words are doubtful
                f"Version 1 is referenced by the following aliases: {ARN}rich:live",
            ),
        ),
    ],
)
def test_what_cannot_be_deleted(refusal, function, qualifier, refused) -> None:
    more = {} if qualifier is None else {"Qualifier": qualifier}
    assert refusal("delete_function", FunctionName=function, **more) == refused
