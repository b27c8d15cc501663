"""Functions that a test brings itself, as a zip."""

import base64
import hashlib
import io
import json
import urllib.error
import urllib.request
import uuid
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/any"


def zipped(answer: str) -> bytes:
    stream = io.BytesIO()
    code = (
        "import os, boto3\n"
        f"def handler(event, context): return [{answer!r}, os.environ.get('MOOD'), "
        "context.memory_limit_in_mb]\n"
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("app.py", code)
    return stream.getvalue()


@pytest.fixture
def functions(stack) -> Any:
    return stack.client("lambda")


@pytest.fixture
def create(functions):
    made = set()

    def call(**more: Any) -> Any:
        given = {
            "FunctionName": f"made-{uuid.uuid4().hex[:8]}",
            "Runtime": "python3.11",
            "Role": ROLE,
            "Handler": "app.handler",
            "Code": {"ZipFile": zipped("first")},
        }
        answer = functions.create_function(**(given | more))
        made.add(answer["FunctionName"])
        return answer

    yield call
    for name in made:
        functions.delete_function(FunctionName=name)


def served(functions, name: str) -> Any:
    answer = functions.invoke(FunctionName=name)
    assert "FunctionError" not in answer, answer["Payload"].read()
    return json.loads(answer["Payload"].read())


def test_a_created_function_is_served_described_and_listed(functions, create):
    made = create(Environment={"Variables": {"MOOD": "good"}}, MemorySize=256, Timeout=9)
    name = made["FunctionName"]
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert made["FunctionArn"].endswith(f":function:{name}")
    sha256 = base64.b64encode(hashlib.sha256(zipped("first")).digest()).decode()
    assert (made["CodeSize"], made["CodeSha256"]) == (len(zipped("first")), sha256)
    functions.get_waiter("function_active_v2").wait(FunctionName=name)
    assert served(functions, name) == ["first", "good", "256"]
    assert functions.get_function_configuration(FunctionName=name)["Timeout"] == 9
    pages = functions.get_paginator("list_functions").paginate()
    assert name in [each["FunctionName"] for page in pages for each in page["Functions"]]


def test_the_code_is_to_be_had_where_it_is_told(functions, create):
    name = create()["FunctionName"]
    location = functions.get_function(FunctionName=name)["Code"]["Location"]
    with urllib.request.urlopen(location) as response:
        assert response.read() == zipped("first")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(location.replace(name, "nope"))


def test_the_template_s_code_is_to_be_had_too(functions):
    location = functions.get_function(FunctionName="ola")["Code"]["Location"]
    with urllib.request.urlopen(location) as response:
        archive = zipfile.ZipFile(io.BytesIO(response.read()))
    assert "app.py" in archive.namelist()


def test_new_code_and_configuration_are_served_at_the_next_call(functions, create):
    name = create()["FunctionName"]
    assert served(functions, name) == ["first", None, "128"]
    functions.update_function_code(FunctionName=name, ZipFile=zipped("second"))
    functions.get_waiter("function_updated_v2").wait(FunctionName=name)
    assert served(functions, name) == ["second", None, "128"]
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {"MOOD": "new"}}, MemorySize=512
    )
    assert served(functions, name) == ["second", "new", "512"]


def test_a_deleted_function_is_gone(functions, create):
    name = create()["FunctionName"]
    served(functions, name)
    functions.delete_function(FunctionName=name)
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.invoke(FunctionName=name)
    create(FunctionName=name, Code={"ZipFile": zipped("again")})
    assert served(functions, name)[0] == "again"


def test_a_version_alone_is_not_deleted(functions, create):
    name = create()["FunctionName"]
    with pytest.raises(functions.exceptions.InvalidParameterValueException) as refused:
        functions.delete_function(FunctionName=name, Qualifier="$LATEST")
    assert refused.value.response["Error"]["Message"] == (
        "$LATEST version cannot be deleted without deleting the function."
    )
    assert served(functions, name)[0] == "first"


def test_a_published_version_runs_what_the_function_was(functions, create):
    name = create(Publish=True, Environment={"Variables": {"MOOD": "good"}})["FunctionName"]
    functions.update_function_code(FunctionName=name, ZipFile=zipped("second"))
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {"MOOD": "bad"}}
    )
    assert functions.publish_version(FunctionName=name)["Version"] == "2"
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    for qualifier, expected in (("1", ["first", "good"]), ("2", ["second", "bad"])):
        assert served(functions, f"{name}:{qualifier}")[:2] == expected
    assert served(functions, f"{name}:live")[:2] == ["first", "good"]
    answer = functions.invoke(FunctionName=f"{name}:live", LogType="Tail")
    assert answer["ExecutedVersion"] == "1"
    assert b" Version: 1\n" in base64.b64decode(answer["LogResult"])


def test_a_version_s_context_says_which_it_is(functions, create):
    code = "def handler(event, context):\n"
    code += "    return [context.function_version, context.log_stream_name]\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("app.py", code)
    name = create(Publish=True, Code={"ZipFile": stream.getvalue()})["FunctionName"]
    for qualifier in ("1", "$LATEST"):
        version, log_stream = served(functions, f"{name}:{qualifier}")
        assert version == qualifier
        assert f"/[{qualifier}]" in log_stream


def test_a_url_is_served_as_soon_as_it_is_made(functions, create):
    name = create()["FunctionName"]
    url = functions.create_function_url_config(FunctionName=name, AuthType="NONE")["FunctionUrl"]
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert json.loads(answer.read())[0] == "first"
    functions.delete_function_url_config(FunctionName=name)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url, timeout=30)


def test_a_name_is_given_once(functions, create):
    name = create()["FunctionName"]
    with pytest.raises(functions.exceptions.ResourceConflictException) as refused:
        create(FunctionName=name)
    assert refused.value.response["Error"]["Message"] == f"Function already exist: {name}"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Code": {"ZipFile": b"no zip"}}, "InvalidParameterValueException"),
        ({"Code": {"S3Bucket": "bucket", "S3Key": "key"}}, "InvalidParameterValueException"),
        ({"Timeout": 901}, "ValidationException"),
        ({"Handler": "a b"}, "ValidationException"),
        ({"FunctionName": "x" * 65}, "InvalidParameterValueException"),
        ({"Runtime": "python3.7"}, "InvalidParameterValueException"),
        ({"Role": "r1"}, "ValidationException"),
    ],
)
def test_what_cannot_be_made_is_refused(create, more, code):
    with pytest.raises(ClientError) as refused:
        create(**more)
    assert refused.value.response["Error"]["Code"] == code


def test_a_function_that_cannot_start_says_so_when_it_is_invoked(functions, create):
    name = create(Handler="nowhere.handler")["FunctionName"]
    answer = functions.invoke(FunctionName=name)
    assert json.loads(answer["Payload"].read())["errorType"] == "Runtime.ImportModuleError"
