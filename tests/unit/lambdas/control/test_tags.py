"""Sources: LocalStack's snapshots of AWS (TestLambdaTag, 2024-04 to 2025-11)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN

PLAIN, RICH = f"{ARN}plain", f"{ARN}rich"


def test_the_template_s_tags_are_there(api) -> None:
    assert api.list_tags(Resource=RICH)["Tags"] == {"team": "cars"}
    assert api.get_function(FunctionName="rich")["Tags"] == {"team": "cars"}
    assert api.list_tags(Resource=PLAIN)["Tags"] == {}
    assert "Tags" not in api.get_function(FunctionName="plain")


def test_tags_are_added_changed_and_removed(api) -> None:
    revision = api.get_function_configuration(FunctionName="plain")["RevisionId"]
    tagged = api.tag_resource(Resource=PLAIN, Tags={"A": "tag-a", "B": "tag-b"})
    assert tagged["ResponseMetadata"]["HTTPStatusCode"] == 204
    api.tag_resource(Resource=PLAIN, Tags={"B": "other"})
    untagged = api.untag_resource(Resource=PLAIN, TagKeys=["A", "not there"])
    assert untagged["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert api.list_tags(Resource=PLAIN)["Tags"] == {"B": "other"}
    assert api.get_function_configuration(FunctionName="plain")["RevisionId"] != revision


MANY = {f"key{number}": "x" for number in range(51)}
PATTERN = "1 validation error detected: Value '%s' at 'resource' failed to satisfy constraint: "


@pytest.mark.parametrize(
    ("operation", "resource", "given", "code", "message"),
    [
        ("list_tags", f"{ARN}none", {}, "ResourceNotFoundException", f"not found: {ARN}none"),
        (
            "tag_resource",
            f"{ARN}none",
            {"Tags": {"A": "b"}},
            "ResourceNotFoundException",
            f"Function not found: {ARN}none",
        ),
        (
            "list_tags",
            f"{RICH}:live",
            {},
            "InvalidParameterValueException",
            "Tags on function aliases and versions are not supported. Please specify a function "
            "ARN.",
        ),
        ("list_tags", "plain", {}, "ValidationException", PATTERN % "plain"),
        (
            "tag_resource",
            PLAIN,
            {"Tags": {}},
            "InvalidParameterValueException",
            "An error occurred and the request cannot be processed.",
        ),
        (
            "tag_resource",
            PLAIN,
            {"Tags": MANY},
            "InvalidParameterValueException",
            "Number of tags exceeds resource tag limit.",
        ),
        (
            "untag_resource",
            PLAIN,
            {"TagKeys": []},
            "ValidationException",
            "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: "
            "Member must not be null",
        ),
        (
            "list_tags",
            "arn:aws:lambda:us-east-1:123456789012:layer:Common",
            {},
            "ResourceNotFoundException",
            "The resource you requested does not exist.",
        ),
    ],
)
def test_what_aws_refuses(refusal, operation, resource, given, code, message) -> None:
    refused = refusal(operation, Resource=resource, **given)
    assert refused[0] == code
    assert message in refused[1]
