"""Sources: LocalStack's snapshots of AWS (TestLambdaAlias, 2024-04)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN


@pytest.fixture
def two_versions(api, create) -> None:
    create(Publish=True)
    api.update_function_configuration(FunctionName="made", Timeout=9)
    api.publish_version(FunctionName="made")


def test_an_alias_is_made_described_changed_and_deleted(api, two_versions, refusal) -> None:
    made = api.create_alias(FunctionName="made", Name="live", FunctionVersion="1")
    assert made.pop("ResponseMetadata")["HTTPStatusCode"] == 201
    revision = made.pop("RevisionId")
    assert made == {
        "AliasArn": f"{ARN}made:live",
        "Name": "live",
        "FunctionVersion": "1",
        "Description": "",
    }
    changed = api.update_alias(
        FunctionName="made", Name="live", Description="d", FunctionVersion="2"
    )
    assert (changed["FunctionVersion"], changed["Description"]) == ("2", "d")
    assert changed["RevisionId"] != revision
    got = api.get_alias(FunctionName="made", Name="live")
    assert got["RevisionId"] == changed["RevisionId"]
    assert api.list_aliases(FunctionName="made", FunctionVersion="1")["Aliases"] == []
    for _ in range(2):  # also where there is none
        deleted = api.delete_alias(FunctionName="made", Name="live")
        assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert refusal("get_alias", FunctionName="made", Name="live") == (
        "ResourceNotFoundException",
        f"Cannot find alias arn: {ARN}made:live",
    )


def test_an_alias_may_stand_for_latest(api, two_versions) -> None:
    api.create_alias(FunctionName="made", Name="newest", FunctionVersion="$LATEST")
    assert api.invoke(FunctionName="made:newest")["ExecutedVersion"] == "$LATEST"
    described = api.get_function_configuration(FunctionName="made:newest")
    assert (described["Version"], described["FunctionArn"]) == ("$LATEST", f"{ARN}made:newest")


def test_invocations_are_spread_over_two_versions(api, two_versions, served) -> None:
    api.create_alias(
        FunctionName="made",
        Name="live",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}},
    )
    executed = [api.invoke(FunctionName="made:live")["ExecutedVersion"] for _ in range(20)]
    assert set(executed) == {"1", "2"}
    assert {each.function.version for each in served.invocations} == {"1", "2"}
    api.update_alias(FunctionName="made", Name="live", RoutingConfig={})
    assert "RoutingConfig" not in api.get_alias(FunctionName="made", Name="live")


def test_the_template_s_alias_is_one_too(api) -> None:
    (alias,) = api.list_aliases(FunctionName="rich")["Aliases"]
    assert (alias["Name"], alias["FunctionVersion"]) == ("live", "1")
    assert api.invoke(FunctionName="rich:live")["ExecutedVersion"] == "1"


WEIGHTS = "routingConfig.additionalVersionWeights"
MUST = "Value '{%s}' at '" + WEIGHTS + "' failed to satisfy constraint: %s"
BOUNDS = (
    "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member "
    "must have value greater than or equal to 0.0, Member must not be null]"
)
KEYS = (
    "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member "
    "must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
    "[0-9]+, Member must not be null]"
)
ONE = "1 validation error detected: "


@pytest.mark.parametrize(
    ("version", "weights", "code", "message"),
    [
        (
            "1",
            {"1": 0.8, "2": 0.2},
            "InvalidParameterValueException",
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ),
        ("1", {"2": 2.0}, "ValidationException", ONE + MUST % ("2=2.0", BOUNDS)),
        ("1", {"2": -1.0}, "ValidationException", ONE + MUST % ("2=-1.0", BOUNDS)),
        (
            "1",
            {"1": 0.5},
            "InvalidParameterValueException",
            "Invalid function version 1. Function version 1 is already included in routing "
            "configuration.",
        ),
        ("10", {"2": 0.5}, "ResourceNotFoundException", f"Function not found: {ARN}made:10"),
        ("1", {"10": 0.5}, "ResourceNotFoundException", f"Function not found: {ARN}made:10"),
        (
            "$LATEST",
            {"1": 0.5},
            "InvalidParameterValueException",
            "$LATEST is not supported for an alias pointing to more than 1 version",
        ),
        ("1", {"$LATEST": 0.5}, "ValidationException", ONE + MUST % ("$LATEST=0.5", KEYS)),
    ],
)
def test_weights_that_aws_refuses(refusal, two_versions, version, weights, code, message) -> None:
    refused = refusal(
        "create_alias",
        FunctionName="made",
        Name="custom",
        FunctionVersion=version,
        RoutingConfig={"AdditionalVersionWeights": weights},
    )
    assert refused == (code, message)


def test_other_refusals(refusal, two_versions, api) -> None:
    assert refusal("create_alias", FunctionName="rich", Name="live", FunctionVersion="1") == (
        "ResourceConflictException",
        f"Alias already exists: {ARN}rich:live",
    )
    assert refusal("create_alias", FunctionName="none", Name="a", FunctionVersion="1") == (
        "ResourceNotFoundException",
        f"Function not found: {ARN}none:1",
    )
    assert refusal("create_alias", FunctionName="made", Name="12", FunctionVersion="1") == (
        "ValidationException",
        "1 validation error detected: Value '12' at 'name' failed to satisfy constraint: Member "
        "must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    )
    assert refusal("update_alias", FunctionName="made", Name="none", Description="x") == (
        "ResourceNotFoundException",
        f"Alias not found: {ARN}made:none",
    )
    assert refusal("update_alias", FunctionName="rich", Name="live", RevisionId="x")[0] == (
        "PreconditionFailedException"
    )
