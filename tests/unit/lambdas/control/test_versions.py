"""Sources: LocalStack's snapshots of AWS (TestLambdaVersions, 2024-04)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN, zipped


def numbers(api, name: str) -> list[str]:
    return [
        each["Version"] for each in api.list_versions_by_function(FunctionName=name)["Versions"]
    ]


def test_a_version_is_what_the_function_was(api, create, served) -> None:
    create(Environment={"Variables": {"MOOD": "good"}})
    published = api.publish_version(FunctionName="made", Description="first")
    assert published["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert (published["Version"], published["Description"]) == ("1", "first")
    assert (published["State"], published["LastUpdateStatus"]) == ("Active", "Successful")
    assert published["FunctionArn"] == f"{ARN}made:1"
    api.update_function_code(FunctionName="made", ZipFile=zipped("x = 1"))
    api.update_function_configuration(
        FunctionName="made", Environment={"Variables": {"MOOD": "bad"}}
    )
    first, latest = served.functions["made:1"], served.functions["made"]
    assert (first.environment, latest.environment) == ({"MOOD": "good"}, {"MOOD": "bad"})
    assert first.code_dir != latest.code_dir
    described = api.get_function_configuration(FunctionName="made", Qualifier="1")
    assert described["RevisionId"] == published["RevisionId"]
    assert described["CodeSha256"] == published["CodeSha256"]


def test_the_same_is_not_published_twice(api, create) -> None:
    create()
    first = api.publish_version(FunctionName="made")
    again = api.publish_version(FunctionName="made", Description="other")
    assert (again["Version"], again["RevisionId"]) == ("1", first["RevisionId"])
    api.update_function_configuration(FunctionName="made", Description="changed")
    assert api.publish_version(FunctionName="made")["Version"] == "2"
    assert numbers(api, "made") == ["$LATEST", "1", "2"]


def test_a_number_is_never_given_again(api, create) -> None:
    create(Publish=True)
    assert api.delete_function(FunctionName="made", Qualifier="1")["StatusCode"] == 204
    assert numbers(api, "made") == ["$LATEST"]
    assert api.publish_version(FunctionName="made")["Version"] == "2"


def test_a_template_s_folder_is_copied(api, served, functions) -> None:
    folder = functions[0].code_dir
    (folder / ".git").mkdir()
    api.publish_version(FunctionName="plain")
    (folder / "app.py").write_text("changed = True\n")
    copied = served.functions["plain:1"].code_dir
    assert copied != folder
    assert [each.name for each in copied.iterdir()] == ["app.py"]
    assert "changed" not in (copied / "app.py").read_text()
    assert api.publish_version(FunctionName="plain")["Version"] == "2"


def test_the_template_s_own_version_is_there_and_is_its_folder(api, functions) -> None:
    assert numbers(api, "rich") == ["$LATEST", "1"]
    assert api.publish_version(FunctionName="rich")["Version"] == "1"


def test_a_list_of_versions_leaves_out_what_aws_leaves_out(api) -> None:
    for version in api.list_versions_by_function(FunctionName="rich")["Versions"]:
        assert version["FunctionArn"] == f"{ARN}rich:{version['Version']}"
        assert not {"State", "LastUpdateStatus", "RuntimeVersionConfig"} & version.keys()


def test_what_is_published_may_be_held_to_a_revision_and_to_code(api, create, refusal) -> None:
    sha256 = create()["CodeSha256"]
    assert refusal("publish_version", FunctionName="made", RevisionId="x")[0] == (
        "PreconditionFailedException"
    )
    assert refusal("publish_version", FunctionName="made", CodeSha256="x") == (
        "InvalidParameterValueException",
        f"CodeSHA256 (x) is different from current CodeSHA256 in $LATEST ({sha256}). Please try "
        "again with the CodeSHA256 in $LATEST.",
    )
    assert api.publish_version(FunctionName="made", CodeSha256=sha256)["Version"] == "1"


@pytest.mark.parametrize("qualifier", ["2", "none"])
def test_a_version_that_is_none_is_not_found(refusal, qualifier) -> None:
    for operation in ("get_function", "get_function_configuration", "invoke"):
        assert refusal(operation, FunctionName="rich", Qualifier=qualifier) == (
            "ResourceNotFoundException",
            f"Function not found: {ARN}rich:{qualifier}",
        )
