"""Invoke on the wire: status, headers and whole bodies, against those that AWS was seen to send."""

import base64
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Up

ARN = "arn:aws:lambda:us-east-1:123456789012:function:ola"
EVENT = '{"nome": "Ana"}'


@dataclass(frozen=True)
class Wired:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Send = Callable[..., Wired]


@pytest.fixture
def send(stack: Up) -> Send:
    def request(method: str, path: str, body: str | bytes = b"", **headers: str) -> Wired:
        connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        wired = Wired(answer.status, said, answer.read())
        connection.close()
        return wired

    return request


def invocations(function: str, qualifier: str | None = None) -> str:
    query = "" if qualifier is None else f"?Qualifier={quote(qualifier)}"
    return f"/2015-03-31/functions/{quote(function, safe='')}/invocations{query}"


@pytest.mark.parametrize(
    "name",
    [
        "ola",
        "ola:$LATEST",
        "function:ola",
        "123456789012:function:ola",
        "123456789012:function:ola:$LATEST",
        ARN,
        f"{ARN}:$LATEST",
    ],
)
def test_a_function_answers_to_each_of_its_names(send, name):
    answer = send("POST", invocations(name), EVENT)
    assert answer.status == 200
    assert answer.headers["x-amz-executed-version"] == "$LATEST"
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert "x-amz-function-error" not in answer.headers


def test_a_qualifier_may_be_said_twice(send):
    assert send("POST", invocations("ola:$LATEST", "$LATEST"), EVENT).status == 200


@pytest.mark.parametrize(
    ("name", "qualifier", "missing"),
    [
        ("nope", None, "nope:$LATEST"),
        ("nope", "$LATEST", "nope:$LATEST"),
        ("ola", "7", "ola:7"),
        ("ola:prod", None, "ola:prod"),
    ],
)
def test_what_does_not_exist_is_404_and_names_its_arn(send, name, qualifier, missing):
    answer = send("POST", invocations(name, qualifier), EVENT)
    assert answer.status == 404
    assert answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{missing}"
    assert answer.json == {"Type": "User", "Message": f"Function not found: {arn}"}


def test_two_qualifiers_that_differ_are_400(send):
    answer = send("POST", invocations("ola:prod", "test"), EVENT)
    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "InvalidParameterValueException"
    assert answer.json == {
        "Type": "User",
        "message": "The derived qualifier from the function name does not match the specified "
        "qualifier.",
    }


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("arn:aws:lambda:eu-west-1:123456789012:function:ola", 404, "ResourceNotFoundException"),
        ("arn:aws:lambda:us-east-1:999999999999:function:ola", 403, "AccessDeniedException"),
        ("o la", 400, "ValidationException"),
        ("ola:", 400, "ValidationException"),
        ("x" * 300, 400, "ValidationException"),
    ],
)
def test_what_cannot_be_reached_is_refused(send, name, status, code):
    answer = send("POST", invocations(name), EVENT)
    assert (answer.status, answer.headers["x-amzn-errortype"]) == (status, code)


def test_a_dry_run_is_204_and_empty(send):
    answer = send("POST", invocations("ola"), EVENT, X_Amz_Invocation_Type="DryRun")
    assert (answer.status, answer.body) == (204, b"")
    assert "x-amz-executed-version" not in answer.headers


def test_an_unknown_invocation_type_is_400(send):
    answer = send("POST", invocations("ola"), EVENT, X_Amz_Invocation_Type="Soon")
    assert (answer.status, answer.headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert answer.json == {
        "message": "1 validation error detected: Value 'Soon' at 'invocationType' failed to "
        "satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]"
    }


@pytest.mark.parametrize("kind", ["RequestResponse", "Event", "DryRun"])
@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"'test'", "Unexpected character (''' (code 39)): expected a valid value"),
        (b"   ", "No content to map due to end-of-input"),
        (b'{"a": "\xff"}', "Invalid UTF-8"),
        (b"[" * 100_000, "Document nesting depth (1001) exceeds the maximum allowed (1000"),
    ],
)
def test_a_payload_that_is_no_json_reaches_no_runtime(send, kind, payload, said):
    answer = send("POST", invocations("ola"), payload, X_Amz_Invocation_Type=kind)
    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "InvalidRequestContentException"
    assert answer.json["Type"] == "User"
    start = "Could not parse request body into json: Could not parse payload into json: "
    assert answer.json["message"].startswith(start + said)


@pytest.mark.parametrize(
    ("kind", "size_bytes", "message"),
    [
        (
            "RequestResponse",
            6_291_457,
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
        (
            "Event",
            1_048_577,
            "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        ),
    ],
)
def test_a_payload_over_its_limit_is_413_with_the_code_of_the_wire(send, kind, size_bytes, message):
    payload = b'"' + b"x" * (size_bytes - 2) + b'"'
    answer = send("POST", invocations("ola"), payload, X_Amz_Invocation_Type=kind)
    assert answer.status == 413
    assert answer.headers["x-amzn-errortype"] == "RequestEntityTooLargeException"
    assert answer.json == {"Type": "User", "message": message}


@pytest.mark.parametrize("context", ["no base64!", "bm8=", base64.b64encode(b"[1]").decode()])
def test_a_client_context_has_to_be_an_object_in_base64(send, context):
    answer = send("POST", invocations("ola"), EVENT, X_Amz_Client_Context=context)
    assert answer.status == 400
    assert answer.json == {
        "Type": "User",
        "message": "Client context must be a valid Base64-encoded JSON object.",
    }


def test_a_trace_goes_on_and_a_new_one_is_begun_without(send):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    assert send("POST", invocations("ola"), EVENT, X_Amzn_Trace_Id=trace).headers[
        "x-amzn-trace-id"
    ] == (trace)
    begun = send("POST", invocations("ola"), EVENT).headers["x-amzn-trace-id"]
    root, parent, sampled, lineage = begun.split(";")
    assert (len(root), root[:7]) == (len("Root=1-5759e988-bd862e3fe1be46a994272793"), "Root=1-")
    assert (len(parent), sampled) == (len("Parent=53995c3f42cd8ad8"), "Sampled=0")
    assert lineage.startswith("Lineage=1:")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/2015-03-31/functions/ola/invocations"),
        ("POST", "/2015-03-31/functions/ola"),
        ("POST", "/2015-03-31/nothing"),
        ("PATCH", "/2015-03-31/functions/%00/%ff"),
        ("GET", "/2099-01-01/"),
    ],
)
def test_what_is_no_operation_is_404(send, method, path):
    answer = send(method, path)
    assert answer.status == 404
    assert answer.headers["x-amzn-errortype"] == "UnknownOperationException"
