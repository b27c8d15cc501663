"""Sources: LocalStack's snapshots of AWS (TestLambdaProvisionedConcurrency, 2024-04 to 2025-11)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN

MEMBERS = (
    "RequestedProvisionedConcurrentExecutions",
    "AvailableProvisionedConcurrentExecutions",
    "AllocatedProvisionedConcurrentExecutions",
    "Status",
)


def told(answer) -> tuple:
    return tuple(answer[member] for member in MEMBERS)


def test_the_template_s_is_there_at_the_start(api) -> None:
    got = api.get_provisioned_concurrency_config(FunctionName="rich", Qualifier="live")
    assert told(got) == (2, 2, 2, "READY")
    (listed,) = api.list_provisioned_concurrency_configs(FunctionName="rich")[
        "ProvisionedConcurrencyConfigs"
    ]
    assert listed["FunctionArn"] == f"{ARN}rich:live"


def test_what_is_put_reaches_the_pool(api, create, served) -> None:
    create(Publish=True)
    put = api.put_provisioned_concurrency_config(
        FunctionName="made", Qualifier="1", ProvisionedConcurrentExecutions=3
    )
    assert put["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert told(put) == (3, 0, 0, "IN_PROGRESS")
    got = api.get_provisioned_concurrency_config(FunctionName="made", Qualifier="1")
    assert told(got) == (3, 3, 3, "READY")
    for _ in range(2):  # also where there is none
        api.delete_provisioned_concurrency_config(FunctionName="made", Qualifier="1")
    assert served.provisioned == [("made:1", 3), ("made:1", 0)]


INVALID, NOT_FOUND = "InvalidParameterValueException", "ResourceNotFoundException"
NOT_PUBLISHED = "The function resource provided must be an alias or a published version."


@pytest.mark.parametrize(
    ("operation", "qualifier", "units", "code", "message"),
    [
        ("get", "$LATEST", None, INVALID, NOT_PUBLISHED),
        ("delete", "$LATEST", None, INVALID, NOT_PUBLISHED),
        (
            "put",
            "$LATEST",
            1,
            INVALID,
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ),
        ("get", "10", None, NOT_FOUND, f"Function not found: {ARN}rich:10"),
        ("put", "10", 1, NOT_FOUND, f"Function not found: {ARN}rich:10"),
        ("put", "nope", 1, NOT_FOUND, f"Cannot find alias arn: {ARN}rich:nope"),
        ("delete", "nope", None, NOT_FOUND, f"Cannot find alias arn: {ARN}rich:nope"),
        (
            "get",
            "1",
            None,
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
        ),
        (
            "put",
            "live",
            0,
            "ValidationException",
            "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to "
            "satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            "put",
            "1",
            1,
            "ResourceConflictException",
            "Version is pointed by a Provisioned Concurrency alias",
        ),
        (
            "put",
            "live",
            6,
            INVALID,
            "Requested Provisioned Concurrency should not be greater than the "
            "reservedConcurrentExecution for function",
        ),
    ],
)
def test_what_aws_refuses(refusal, operation, qualifier, units, code, message) -> None:
    more = {} if units is None else {"ProvisionedConcurrentExecutions": units}
    refused = refusal(
        f"{operation}_provisioned_concurrency_config",
        FunctionName="rich",
        Qualifier=qualifier,
        **more,
    )
    assert refused == (code, message)


def test_an_alias_of_a_version_that_has_it_already(api, create, refusal) -> None:
    create(Publish=True)
    put = {"FunctionName": "made", "ProvisionedConcurrentExecutions": 1}
    api.put_provisioned_concurrency_config(**put, Qualifier="1")
    api.create_alias(FunctionName="made", Name="live", FunctionVersion="1")
    assert refusal("put_provisioned_concurrency_config", **put, Qualifier="live") == (
        "ResourceConflictException",
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned "
        "version",
    )


def test_what_is_left_of_the_account(create, refusal) -> None:
    create(Publish=True)
    more = {"FunctionName": "made", "Qualifier": "1", "ProvisionedConcurrentExecutions": 896}
    assert refusal("put_provisioned_concurrency_config", **more) == (
        INVALID,
        "Specified ConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100].",
    )


def test_what_an_alias_has_goes_along_with_it(api, create, served) -> None:
    create(Publish=True)
    api.create_alias(FunctionName="made", Name="live", FunctionVersion="1")
    api.put_provisioned_concurrency_config(
        FunctionName="made", Qualifier="live", ProvisionedConcurrentExecutions=1
    )
    api.update_function_configuration(FunctionName="made", Timeout=9)
    api.publish_version(FunctionName="made")
    api.update_alias(FunctionName="made", Name="live", FunctionVersion="2")
    api.delete_alias(FunctionName="made", Name="live")
    assert served.provisioned == [("made:1", 1), ("made:1", 0), ("made:2", 1), ("made:2", 0)]


@pytest.mark.parametrize("more", [{}, {"Qualifier": "1"}])
def test_nothing_is_kept_started_of_what_is_deleted(api, create, served, more) -> None:
    create(Publish=True)
    api.put_provisioned_concurrency_config(
        FunctionName="made", Qualifier="1", ProvisionedConcurrentExecutions=1
    )
    api.delete_function(FunctionName="made", **more)
    assert served.provisioned[-1] == ("made:1", 0)


def test_the_template_s_ends_with_its_function(api, served) -> None:
    api.delete_function(FunctionName="rich")
    assert served.provisioned == [("rich:1", 0)]
