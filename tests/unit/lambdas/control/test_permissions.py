"""Sources: LocalStack's snapshots of AWS (TestLambdaPermissions, 2024-04 to 2025-11)."""

import json

import pytest

from tests.unit.lambdas.control.sdk import ARN

INVOKE = {"StatementId": "s3", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"}


def statement(api, **members) -> dict:
    return json.loads(api.add_permission(FunctionName="plain", **(INVOKE | members))["Statement"])


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, {"Principal": {"Service": "s3.amazonaws.com"}}),
        ({"Principal": "*"}, {"Principal": "*"}),
        ({"Principal": "123456789012"}, {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}),
        (
            {"Principal": "arn:aws:iam::123456789012:role/r"},
            {"Principal": {"AWS": "arn:aws:iam::123456789012:role/r"}},
        ),
        (
            {"SourceArn": "arn:aws:s3:::b", "SourceAccount": "123456789012"},
            {
                "Condition": {
                    "StringEquals": {"AWS:SourceAccount": "123456789012"},
                    "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"},
                }
            },
        ),
        (
            {"FunctionUrlAuthType": "NONE", "PrincipalOrgID": "o-1234567890"},
            {
                "Condition": {
                    "StringEquals": {
                        "lambda:FunctionUrlAuthType": "NONE",
                        "aws:PrincipalOrgID": "o-1234567890",
                    }
                }
            },
        ),
    ],
)
def test_a_statement_is_aws_s(api, members, expected) -> None:
    made = statement(api, **members)
    assert made.items() >= expected.items()
    assert made["Resource"] == f"{ARN}plain"
    assert (made["Sid"], made["Effect"]) == ("s3", "Allow")


def test_a_policy_is_kept_and_ends_with_its_last_statement(api, refusal) -> None:
    first = statement(api)
    revision = api.get_function_configuration(FunctionName="plain")["RevisionId"]
    got = api.get_policy(FunctionName="plain")
    assert json.loads(got["Policy"]) == {
        "Version": "2012-10-17",
        "Id": "default",
        "Statement": [first],
    }
    assert got["RevisionId"] == revision
    api.remove_permission(FunctionName="plain", StatementId="s3", RevisionId=revision)
    assert refusal("get_policy", FunctionName="plain") == (
        "ResourceNotFoundException",
        "The resource you requested does not exist.",
    )
    assert api.get_function_configuration(FunctionName="plain")["RevisionId"] != revision


def test_versions_and_aliases_have_policies_of_their_own(api) -> None:
    statement(api)
    for qualifier in ("1", "live"):
        added = api.add_permission(FunctionName="rich", Qualifier=qualifier, **INVOKE)
        assert json.loads(added["Statement"])["Resource"] == f"{ARN}rich:{qualifier}"
        revision = api.get_policy(FunctionName="rich", Qualifier=qualifier)["RevisionId"]
        if qualifier == "live":
            assert revision == api.get_alias(FunctionName="rich", Name="live")["RevisionId"]


@pytest.mark.parametrize(
    ("operation", "given", "code", "message"),
    [
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "StatementId": "taken"},
            "ResourceConflictException",
            "The statement id (taken) provided already exists. Please provide a new statement id, "
            "or remove the existing statement.",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "Qualifier": "$LATEST"},
            "InvalidParameterValueException",
            "We currently do not support adding policies for $LATEST.",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "Qualifier": "42"},
            "ResourceNotFoundException",
            f"Function not found: {ARN}plain:42",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "Qualifier": "alias-not-42"},
            "ResourceNotFoundException",
            f"Cannot find alias arn: {ARN}plain:alias-not-42",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "RevisionId": "wrong"},
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy "
            "API to retrieve the latest Revision Id",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "Principal": "invalid.nonaws.com"},
            "InvalidParameterValueException",
            "The provided principal was invalid. Please check the principal and try again.",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "plain", "StatementId": "example.com"},
            "ValidationException",
            "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
        ),
        (
            "add_permission",
            {**INVOKE, "FunctionName": "none"},
            "ResourceNotFoundException",
            f"Function not found: {ARN}none",
        ),
        (
            "remove_permission",
            {"FunctionName": "none", "StatementId": "s3"},
            "ResourceNotFoundException",
            f"No policy found for: {ARN}none",
        ),
        (
            "remove_permission",
            {"FunctionName": "rich", "StatementId": "s3"},
            "ResourceNotFoundException",
            "No policy is associated with the given resource.",
        ),
        (
            "remove_permission",
            {"FunctionName": "plain", "StatementId": "other"},
            "ResourceNotFoundException",
            "Statement other is not found in resource policy.",
        ),
        (
            "remove_permission",
            {"FunctionName": "plain", "StatementId": "taken", "RevisionId": "wrong"},
            "PreconditionFailedException",
            "The Revision Id provided does not match the latest Revision Id. Call the "
            "GetFunction/GetAlias API to retrieve the latest Revision Id",
        ),
    ],
)
def test_what_aws_refuses(api, refusal, operation, given, code, message) -> None:
    statement(api, StatementId="taken")
    assert refusal(operation, **given) == (code, message)
