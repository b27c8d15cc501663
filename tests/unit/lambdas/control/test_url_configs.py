"""Sources: LocalStack's snapshots of AWS (TestLambdaUrl, 2024-04 to 2025-11)."""

import pytest

from tests.unit.lambdas.control.sdk import ARN

GONE = ("ResourceNotFoundException", "The resource you requested does not exist.")
NO_FUNCTION = ("ResourceNotFoundException", "Function does not exist")
CORS = {
    "AllowCredentials": True,
    "AllowHeaders": ["X-PINGOTHER"],
    "AllowMethods": ["GET"],
    "AllowOrigins": ["https://example.com"],
    "ExposeHeaders": ["x-jobs"],
    "MaxAge": 86_400,
}


def test_a_url_is_made_described_changed_and_deleted(api, door, refusal) -> None:
    made = api.create_function_url_config(FunctionName="plain", AuthType="NONE", Cors=CORS)
    assert made.pop("ResponseMetadata")["HTTPStatusCode"] == 201
    created = made.pop("CreationTime")
    assert made == {
        "FunctionUrl": "http://here/_harness/url/plain/",
        "FunctionArn": f"{ARN}plain",
        "AuthType": "NONE",
        "Cors": CORS,
        "InvokeMode": "BUFFERED",
    }
    got = api.get_function_url_config(FunctionName="plain")
    assert (got["CreationTime"], got["LastModifiedTime"]) == (created, created)
    changed = api.update_function_url_config(
        FunctionName="plain", AuthType="AWS_IAM", InvokeMode="RESPONSE_STREAM", Cors={}
    )
    assert (changed["AuthType"], changed["InvokeMode"]) == ("AWS_IAM", "RESPONSE_STREAM")
    assert "Cors" not in changed
    assert changed["CreationTime"] == created
    assert changed["LastModifiedTime"] >= created
    deleted = api.delete_function_url_config(FunctionName="plain")
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert refusal("get_function_url_config", FunctionName="plain") == GONE


def test_the_template_s_url_is_its_alias_s(api, refusal) -> None:
    assert refusal("get_function_url_config", FunctionName="rich") == GONE
    got = api.get_function_url_config(FunctionName="rich", Qualifier="live")
    assert got["FunctionArn"] == f"{ARN}rich:live"
    api.create_function_url_config(FunctionName="rich", AuthType="AWS_IAM")
    listed = api.list_function_url_configs(FunctionName="rich")["FunctionUrlConfigs"]
    assert [each["FunctionArn"] for each in listed] == [f"{ARN}rich:live", f"{ARN}rich"]


def test_what_a_path_names_is_served_with_its_url_s_settings(api, door) -> None:
    urls = door.control.urls
    assert urls.served("plain") is None
    assert urls.served("none") is None
    alone, qualifier = urls.served("rich")
    assert (alone.version, alone.url_auth, qualifier) == ("1", "NONE", "live")
    assert urls.served("rich:live") == (alone, "live")
    api.create_function_url_config(FunctionName="rich", AuthType="AWS_IAM", Cors=CORS)
    latest, qualifier = urls.served("rich")
    assert (latest.version, latest.url_auth, qualifier) == ("$LATEST", "AWS_IAM", None)
    assert latest.url_cors.max_age_s == 86_400


def test_an_alias_that_is_deleted_takes_its_url_along(api, refusal) -> None:
    api.delete_alias(FunctionName="rich", Name="live")
    assert refusal("get_function_url_config", FunctionName="rich", Qualifier="live") == GONE


def test_a_function_that_is_deleted_takes_its_url_along(api, create, door) -> None:
    api.delete_function(FunctionName="rich")
    create(FunctionName="rich")
    assert door.control.urls.served("rich") is None


EXISTS = (
    "ResourceConflictException",
    f"Failed to create function url config for [functionArn = {ARN}rich:live]. Error message:  "
    "FunctionUrlConfig exists for this Lambda function",
)
QUALIFIER = r"Member must satisfy regular expression pattern: ((?!^\d+$)^[0-9a-zA-Z-_]+$)"


@pytest.mark.parametrize(
    ("operation", "given", "refused"),
    [
        ("create", {"FunctionName": "rich", "Qualifier": "live"}, EXISTS),
        ("create", {"FunctionName": "none"}, NO_FUNCTION),
        ("update", {"FunctionName": "none"}, NO_FUNCTION),
        ("create", {"FunctionName": "plain", "Qualifier": "none"}, NO_FUNCTION),
        ("update", {"FunctionName": "plain", "Qualifier": "none"}, NO_FUNCTION),
        ("get", {"FunctionName": "none"}, GONE),
        ("delete", {"FunctionName": "none"}, GONE),
        ("get", {"FunctionName": "plain"}, GONE),
        ("delete", {"FunctionName": "plain"}, GONE),
        ("update", {"FunctionName": "plain"}, GONE),
    ],
)
def test_what_does_not_exist_and_what_does(refusal, operation, given, refused) -> None:
    more = {"AuthType": "NONE"} if operation in ("create", "update") else {}
    assert refusal(f"{operation}_function_url_config", **given, **more) == refused


def test_a_list_for_no_function(refusal) -> None:
    assert refusal("list_function_url_configs", FunctionName="none") == NO_FUNCTION


@pytest.mark.parametrize("qualifier", ["$LATEST", "1", "42"])
@pytest.mark.parametrize("operation", ["create", "get", "update", "delete"])
def test_only_an_alias_can_have_a_url_of_its_own(refusal, operation, qualifier) -> None:
    more = {"AuthType": "NONE"} if operation in ("create", "update") else {}
    code, message = refusal(
        f"{operation}_function_url_config", FunctionName="rich", Qualifier=qualifier, **more
    )
    assert code == "ValidationException"
    assert message == (
        f"1 validation error detected: Value '{qualifier}' at 'qualifier' failed to satisfy "
        f"constraint: {QUALIFIER}"
    )


def test_an_invoke_mode_that_is_none(refusal) -> None:
    assert refusal(
        "create_function_url_config", FunctionName="plain", AuthType="NONE", InvokeMode="UNKNOWN"
    ) == (
        "ValidationException",
        "1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy "
        "constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]",
    )
