import pytest

from tests.unit.lambdas.control.sdk import ARN, ROLE


def test_all_that_the_template_says_is_described(api) -> None:
    described = api.get_function(FunctionName="rich")
    configuration = described["Configuration"]
    assert configuration["Role"] == ROLE
    assert configuration["Description"] == "has it all"
    assert configuration["Architectures"] == ["arm64"]
    assert configuration["Environment"] == {"Variables": {"MOOD": "good"}}
    assert described["Tags"] == {"team": "cars"}
    assert described["Concurrency"] == {"ReservedConcurrentExecutions": 5}
    (layer,) = configuration["Layers"]
    assert layer["Arn"].endswith(":layer:Common:1")


def test_a_function_without_a_role_has_sam_s(api) -> None:
    described = api.get_function_configuration(FunctionName="plain")
    assert described["Role"] == "arn:aws:iam::123456789012:role/PlainRole"


@pytest.mark.parametrize(
    ("more", "arns"),
    [
        ({}, ["plain", "rich"]),
        ({"FunctionVersion": "ALL"}, ["plain:$LATEST", "rich:$LATEST", "rich:1"]),
    ],
)
def test_functions_are_listed_with_or_without_their_versions(api, more, arns) -> None:
    listed = api.list_functions(**more)["Functions"]
    assert [each["FunctionArn"] for each in listed] == [f"{ARN}{arn}" for arn in arns]
    for each in listed:
        assert not {"State", "LastUpdateStatus", "RuntimeVersionConfig"} & each.keys()
    paginator = api.get_paginator("list_functions")
    pages = list(paginator.paginate(**more, PaginationConfig={"PageSize": 1}))
    assert [page["Functions"][0]["FunctionArn"] for page in pages] == [
        f"{ARN}{arn}" for arn in arns
    ]


def test_a_list_of_other_versions_is_refused(refusal) -> None:
    assert refusal("list_functions", FunctionVersion="invalid") == (
        "ValidationException",  # LocalStack's snapshots, 2024-04
        "1 validation error detected: Value 'invalid' at 'functionVersion' failed to satisfy "
        "constraint: Member must satisfy enum value set: [ALL]",
    )


@pytest.mark.parametrize(
    ("qualifier", "version"), [("$LATEST", "$LATEST"), ("1", "1"), ("live", "1")]
)
def test_the_arn_ends_as_it_was_asked_for(api, qualifier, version) -> None:
    described = api.get_function_configuration(FunctionName="rich", Qualifier=qualifier)
    assert described["FunctionArn"] == f"{ARN}rich:{qualifier}"
    assert described["Version"] == version
