"""Sources: LocalStack's snapshots of AWS (TestLambdaEventInvokeConfig, 2024-04)."""

import pytest

from harness.lambdas.protocol.delivery import Patience
from tests.unit.lambdas.control.sdk import ARN

SECOND = 1_000_000_000
QUEUE = "arn:aws:sqs:us-east-1:123456789012:failed"
BOTH = {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60}


@pytest.fixture
def patience(door):
    return door.control.events.patience


def test_without_one_it_is_aws_s_default(patience) -> None:
    assert patience("plain") == Patience(0, 2, 6 * 3600 * SECOND)


def test_what_is_put_holds_until_it_is_deleted(api, patience) -> None:
    put = api.put_function_event_invoke_config(FunctionName="plain", **BOTH)
    assert put["FunctionArn"] == f"{ARN}plain:$LATEST"
    assert put["DestinationConfig"] == {"OnSuccess": {}, "OnFailure": {}}
    assert put.items() >= BOTH.items()
    assert patience("plain") == Patience(0, 1, 60 * SECOND)
    deleted = api.delete_function_event_invoke_config(FunctionName="plain")
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert patience("plain") == Patience(0)


def test_an_update_keeps_what_it_leaves_out_and_a_put_does_not(api, patience) -> None:
    api.put_function_event_invoke_config(FunctionName="plain", **BOTH)
    api.update_function_event_invoke_config(FunctionName="plain", MaximumRetryAttempts=0)
    assert patience("plain") == Patience(0, 0, 60 * SECOND)
    api.put_function_event_invoke_config(FunctionName="plain", MaximumRetryAttempts=0)
    assert patience("plain") == Patience(0, 0)


def test_versions_and_aliases_have_their_own(api, patience) -> None:
    assert patience("rich", "live") == Patience(0, 1)  # the template's
    assert patience("rich") == Patience(0)
    api.put_function_event_invoke_config(FunctionName="rich:1", **BOTH)
    listed = api.list_function_event_invoke_configs(FunctionName="rich")
    assert [each["FunctionArn"] for each in listed["FunctionEventInvokeConfigs"]] == [
        f"{ARN}rich:live",
        f"{ARN}rich:1",
    ]


def test_destinations_are_kept_and_described(api) -> None:
    given = {"OnFailure": {"Destination": QUEUE}}
    put = api.put_function_event_invoke_config(FunctionName="plain", DestinationConfig=given)
    assert put["DestinationConfig"] == {"OnSuccess": {}, **given}


NONE = "The function %s doesn't have an EventInvokeConfig"


@pytest.mark.parametrize(
    ("operation", "function", "more", "message"),
    [
        ("get", "none", {}, NONE % f"{ARN}none:$LATEST"),
        ("get", "plain", {}, NONE % f"{ARN}plain:$LATEST"),
        ("delete", "plain", {}, NONE % f"{ARN}plain:$LATEST"),
        ("update", "plain", BOTH, NONE % f"{ARN}plain:$LATEST"),
        ("get", "rich:other", {}, NONE % f"{ARN}rich:other"),
        ("put", "none", BOTH, "The function doesn't exist."),
        ("put", "rich:other", BOTH, "The function doesn't exist."),
        ("update", "none", BOTH, "The function doesn't exist."),
        ("update", "rich:other", BOTH, "The function doesn't exist."),
    ],
)
def test_what_does_not_exist(refusal, operation, function, more, message) -> None:
    refused = refusal(f"{operation}_function_event_invoke_config", FunctionName=function, **more)
    assert refused == ("ResourceNotFoundException", message)


def test_a_list_for_no_function(refusal) -> None:
    refused = refusal("list_function_event_invoke_configs", FunctionName="none")
    assert refused == ("ResourceNotFoundException", "The function doesn't exist.")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "InvalidParameterValueException"),
        ({"MaximumRetryAttempts": 3}, "ValidationException"),
        ({"MaximumEventAgeInSeconds": 59}, "ValidationException"),
        (
            {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws:_-/!lambda:x"}}},
            "ValidationException",
        ),
    ],
)
def test_what_is_out_of_bounds_changes_nothing(refusal, patience, given, code) -> None:
    for operation in ("put", "update"):
        refused = refusal(
            f"{operation}_function_event_invoke_config", FunctionName="rich:live", **given
        )
        assert refused[0] == code
    assert patience("rich", "live") == Patience(0, 1)


def test_a_success_is_told_where_a_destination_is_set(api, door) -> None:
    told = door.control.events.has_on_success
    destination = {"OnSuccess": {"Destination": "arn:aws:sqs:us-east-1:123456789012:q"}}
    assert not told("plain")
    api.put_function_event_invoke_config(FunctionName="plain", DestinationConfig=destination)
    assert told("plain")
    assert told("plain", "$LATEST")
    assert not told("plain", "1")
    api.put_function_event_invoke_config(
        FunctionName="plain", DestinationConfig={"OnFailure": destination["OnSuccess"]}
    )
    assert not told("plain")
