"""``--signatures verify``: who signs as AWS wants it gets through, and nobody else."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from harness.model.caller import SECRET_KEY, USER_ACCESS_KEY
from tests.conftest import ROOT, Up, clean_environment, end, harness, start_up


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = start_up(tmp_path_factory.mktemp("runs"), "--limits", "off", "--signatures", "verify")
    yield running
    assert end(running) == 0


def client(
    up: Up,
    key: str = USER_ACCESS_KEY,
    secret: str = SECRET_KEY,
    region: str = "us-east-1",
    service: str = "dynamodb",
) -> Any:
    return boto3.client(
        service,
        endpoint_url=up.endpoint,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


def refused(**how: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        client(**how).list_tables()
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_boto3_with_the_printed_credentials_gets_through(up: Up):
    made = client(up)
    made.put_item(TableName="carros", Item={"placa": {"S": "SIGNED1"}, "é": {"S": "ü" * 9000}})
    assert "Item" in made.get_item(TableName="carros", Key={"placa": {"S": "SIGNED1"}})


def test_the_aws_cli_with_the_printed_credentials_gets_through(up: Up, tmp_path: Path):
    path = f"{Path(sys.executable).parent}:{os.defpath}"
    done = subprocess.run(
        ["bash", "-c", f"{up.exports}\naws dynamodb list-tables"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": path, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "carros" in json.loads(done.stdout)["TableNames"]


def test_a_function_signs_with_credentials_of_its_own_and_gets_through(up: Up):
    event = {"id": 77, "email": "ana@example.com", "nome": "Ana"}
    answer = client(up, service="lambda").invoke(
        FunctionName="account-create", Payload=json.dumps(event)
    )
    assert json.loads(answer["Payload"].read())["statusCode"] == 201


def test_a_function_that_was_created_here_gets_through_too(up: Up):
    code = (
        "import boto3\n"
        "def handler(event, context):\n"
        "    return len(boto3.client('dynamodb').list_tables()['TableNames'])\n"
    )
    functions = client(up, service="lambda")
    functions.create_function(
        FunctionName="made",
        Runtime="python3.11",
        Handler="app.handler",
        Role="arn:aws:iam::123456789012:role/any",
        Code={"ZipFile": zipped(code)},
    )
    answer = functions.invoke(FunctionName="made")
    assert "FunctionError" not in answer, answer["Payload"].read()
    assert json.load(answer["Payload"]) > 0


def zipped(code: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("app.py", code)
    return stream.getvalue()


def test_an_unknown_access_key_is_refused(up: Up):
    assert refused(up=up, key="NOBODY") == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_a_wrong_secret_is_refused(up: Up):
    code, message = refused(up=up, secret="guess")
    assert code == "InvalidSignatureException"
    assert message.startswith("The request signature we calculated does not match the signature ")


def test_another_region_is_refused(up: Up):
    assert refused(up=up, region="eu-west-1") == (
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not 'eu-west-1'. ",
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (None, None, (200, None)),
        ("X-Amz-Target", "DynamoDB_20120810.DescribeLimits", (400, "InvalidSignatureException")),
        ("X-Amz-Date", "20130301T000000Z", (400, "InvalidSignatureException")),
        ("X-Amz-Date", "yesterday", (400, "IncompleteSignatureException")),
        ("Authorization", "", (400, "MissingAuthenticationTokenException")),
        ("Authorization", "AWS4-", (400, "IncompleteSignatureException")),
    ],
)
def test_what_was_changed_on_the_way_is_refused(
    up: Up, name: str | None, text: str | None, expected: tuple[int, str | None]
):
    request = AWSRequest(
        "POST", f"{up.endpoint}/", {"X-Amz-Target": "DynamoDB_20120810.ListTables"}, b"{}"
    )
    credentials = Credentials(USER_ACCESS_KEY, SECRET_KEY)
    SigV4Auth(credentials, "dynamodb", "us-east-1").add_auth(request)
    headers = dict(request.headers.items())
    if name is not None:
        headers[name] = str(text)
    connection = HTTPConnection("127.0.0.1", up.port, timeout=10)
    connection.request("POST", "/", b"{}", headers)
    response = connection.getresponse()
    kind = json.loads(response.read()).get("__type", "").rpartition("#")[2] or None
    assert (response.status, kind) == expected
    connection.close()


def test_a_body_that_was_changed_on_the_way_is_refused(up: Up):
    made = client(up)
    made.meta.events.register("before-send.dynamodb.PutItem", lambda request, **_: _swap(request))
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        made.put_item(TableName="carros", Item={"placa": {"S": "SIGNED1"}})


def _swap(request: Any) -> None:
    request.body = request.body.replace(b"SIGNED1", b"SIGNED2")


# Lambda's API. Status, code and words: erlcloud issue 690 (2021).


def test_lambda_with_the_printed_credentials_gets_through(up: Up):
    functions = client(up, service="lambda")
    arn = functions.get_function(FunctionName="ola")["Configuration"]["FunctionArn"]
    assert functions.invoke(FunctionName=arn, InvocationType="DryRun")["StatusCode"] == 204


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        (
            {"key": "NOBODY"},
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        (
            {"secret": "guess"},
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.",
        ),
        (
            {"region": "eu-west-1"},
            "InvalidSignatureException",
            "Credential should be scoped to a valid region, not 'eu-west-1'. ",
        ),
    ],
)
@pytest.mark.parametrize(
    ("operation", "arguments"),
    [("list_functions", {}), ("invoke", {"FunctionName": "ola"})],
)
def test_a_call_of_lambda_is_checked_too(
    up: Up, how: dict[str, str], code: str, message: str, operation: str, arguments: dict[str, str]
):
    with pytest.raises(ClientError) as raised:
        getattr(client(up, service="lambda", **how), operation)(**arguments)
    response = raised.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert (response["Error"]["Code"], response["Error"]["Message"]) == (code, message)


def test_an_unsigned_call_of_lambda_is_refused(up: Up):
    connection = HTTPConnection("127.0.0.1", up.port, timeout=10)
    connection.request("POST", "/2015-03-31/functions/ola/invocations", b"{}")
    response = connection.getresponse()
    assert response.status == 403
    assert response.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"
    assert json.loads(response.read()) == {"message": "Missing Authentication Token"}
    connection.close()


def test_a_function_calls_another_with_credentials_of_its_own(up: Up):
    code = (
        "import boto3\n"
        "def handler(event, context):\n"
        "    return boto3.client('lambda').invoke(\n"
        "        FunctionName='ola', InvocationType='DryRun')['StatusCode']\n"
    )
    functions = client(up, service="lambda")
    functions.create_function(
        FunctionName="caller",
        Runtime="python3.11",
        Handler="app.handler",
        Role="arn:aws:iam::123456789012:role/any",
        Code={"ZipFile": zipped(code)},
    )
    assert json.load(functions.invoke(FunctionName="caller")["Payload"]) == 204


def test_harness_invoke_does_not_sign_and_gets_through(up: Up):
    done = subprocess.run(
        harness("invoke", "ola", "--endpoint", up.endpoint),
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_who_they_are_is_told_to_who_signs(up: Up):
    assert client(up, service="sts").get_caller_identity()["Account"] == "123456789012"
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        client(up, service="sts", secret="guess").get_caller_identity()
