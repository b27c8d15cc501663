"""No service of AWS is answered but DynamoDB, Lambda and GetCallerIdentity.

Every client of botocore makes its first read here, and reads the answer itself.
"""

import json
import urllib.error
import urllib.request
from http.client import HTTPConnection

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    InvalidEndpointConfigurationError,
    MissingDependencyException,
)

from harness.services import catalogue, generate, unserved
from tests.conftest import Up
from tests.system.every_service import SERVICES, SESSION, call, first_read

# What they send says nothing of whose it is: no signature, no target, no form. They get DynamoDB's
# own answer to what is none of its.
SILENT = {"sso", "sso-oidc"}
# Their clients send nothing to an endpoint of http: a bearer token is for TLS only. The last one
# signs by version 4a, with a library that is not installed; tests/unit/services has such a request.
UNSENT = {
    "account-access-runtime": InvalidEndpointConfigurationError,
    "codecatalyst": InvalidEndpointConfigurationError,
    "cloudfront-keyvaluestore": MissingDependencyException,
}
# By a rule of its endpoint, and not as its model has it.
SIGNED_FOR = {"importexport": "IngestionService"}

# Theirs is answered here.
SERVED = {"dynamodb", "dynamodbstreams", "lambda", "sts"}
# Of Lambda's other interfaces nothing is: its front door says so, with 404 as to any path of its.
LAMBDAS = {"lambda-core", "lambda-microvms", "lambda-web"}


def test_the_catalogue_is_that_of_the_installed_botocore() -> None:
    """Else: python -m harness.services.generate"""
    assert generate.PATH.read_text("utf-8") == generate.text()


@pytest.mark.parametrize("name", sorted(set(SERVICES) - SERVED - SILENT - set(UNSENT) - LAMBDAS))
def test_a_client_raises_an_error_that_names_its_service(stack: Up, name: str) -> None:
    model = SESSION.get_service_model(name)
    answer = call(name, stack.endpoint)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    if first_read(model).http["method"] == "HEAD":
        assert answer["Error"]["Code"] == "400"
        return
    assert answer["Error"]["Code"] == unserved.CODE
    signed_for = SIGNED_FOR.get(name, model.signing_name)
    assert f"and not {signed_for}. " in answer["Error"]["Message"]
    (variable,) = {
        service.endpoint_variable
        for service in catalogue.services()
        if service.id == model.service_id
    }
    assert variable in answer["Error"]["Message"]


@pytest.mark.parametrize("name", sorted(SILENT))
def test_a_client_that_says_nothing_of_itself_gets_an_error_too(stack: Up, name: str) -> None:
    assert call(name, stack.endpoint)["Error"]["Code"] in ("404", "UnknownOperationException")


@pytest.mark.parametrize("name", UNSENT)
def test_a_client_that_sends_nothing_raises_an_error_of_its_own(stack: Up, name: str) -> None:
    with pytest.raises(UNSENT[name]):
        call(name, stack.endpoint)


@pytest.mark.parametrize("name", sorted(LAMBDAS))
def test_other_interfaces_of_lambda_are_refused_by_its_front_door(stack: Up, name: str) -> None:
    error = call(name, stack.endpoint)["Error"]
    assert error["Code"] == "UnknownOperationException"
    assert "lambda" in error["Message"]


def test_s3_is_refused_in_each_of_its_ways(stack: Up) -> None:
    s3 = stack.client("s3")
    for method, arguments in [
        ("list_buckets", {}),
        ("get_object", {"Bucket": "b", "Key": "k"}),
        ("put_object", {"Bucket": "b", "Key": "k", "Body": b"x" * 100_000}),
        ("delete_objects", {"Bucket": "b", "Delete": {"Objects": [{"Key": "k"}]}}),
    ]:
        with pytest.raises(ClientError, match=r"and not s3\. ") as raised:
            getattr(s3, method)(**arguments)
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with pytest.raises(ClientError, match="400"):
        s3.head_object(Bucket="b", Key="k")


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_url_and_an_upload_of_s3_are_refused_as_s3s(stack: Up, version: str) -> None:
    s3 = stack.client("s3", signature_version=version)
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
    assert refusal(urllib.request.Request(url)) == (400, unserved.CODE)
    form = s3.generate_presigned_post("b", "k")
    body = b"".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form["fields"].items()
    )
    sent = urllib.request.Request(form["url"], body + b"--edge--\r\n")
    sent.add_header("Content-Type", "multipart/form-data; boundary=edge")
    assert refusal(sent) == (400, unserved.CODE)


def refusal(request: urllib.request.Request) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request, timeout=10)
    body = raised.value.read().decode()
    return raised.value.code, body.partition("<Code>")[2].partition("</Code>")[0]


def test_an_unsigned_client_of_s3_is_not_told_that_dynamodb_is_healthy(stack: Up) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=stack.endpoint,
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )
    for method, arguments in [("list_buckets", {}), ("get_object", {"Bucket": "b", "Key": "k"})]:
        with pytest.raises(ClientError) as raised:
            getattr(s3, method)(**arguments)
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


@pytest.mark.parametrize("path", ["/abc", "/-", "/index.htm", "/bucket/key", "/?x=1"])
def test_only_the_root_is_healthy(stack: Up, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", stack.port, timeout=10)
    connection.request("GET", path)
    assert connection.getresponse().status == 404
    connection.close()


def test_who_asks_who_they_are_is_told(stack: Up) -> None:
    identity = stack.client("sts").get_caller_identity()
    assert identity["Account"] == "123456789012"
    assert identity["Arn"] == "arn:aws:iam::123456789012:user/local"


def test_the_run_names_who_called_what(stack: Up) -> None:
    with pytest.raises(ClientError):
        stack.client("codeartifact").list_domains()
    events = json.loads((stack.run / "run.json").read_text("utf-8"))["events"]
    assert "client called codeartifact, which is not served here: answered HTTP 400" in events
