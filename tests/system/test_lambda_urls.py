"""Function URLs, as a browser or curl meets them."""

import http.client
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Up, end, start_up

CODE = """
import os

def echo(event, context):
    if event["rawPath"] == "/raise":
        raise KeyError("no")
    if event["rawPath"] == "/trace":
        header = event["headers"]["x-amzn-trace-id"]
        return {"header": header, "own": os.environ["_X_AMZN_TRACE_ID"]}
    if event["rawPath"] == "/page":
        return {"statusCode": 418, "headers": {"X-Pot": "tea"}, "cookies": ["a=1"], "body": "ção"}
    return event
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, CodeUri: code/, Handler: app.echo}
Resources:
  Open:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: open
      FunctionUrlConfig:
        AuthType: NONE
        Cors: {AllowOrigins: ["https://a.example"], AllowMethods: [POST], MaxAge: 9}
  Signed:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: signed, FunctionUrlConfig: {AuthType: AWS_IAM}}
  Without: {Type: AWS::Serverless::Function, Properties: {FunctionName: without}}
"""

Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("urls")
    (place / "code").mkdir()
    (place / "template.yaml").write_text(TEMPLATE)
    (place / "code/app.py").write_text(CODE)
    up = start_up(place / "runs", "--template", str(place / "template.yaml"))
    yield up
    assert end(up) == 0


@pytest.fixture
def ask(own) -> Iterator[Ask]:
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=30)

    def request(method: str, path: str, body: Any = None, **headers: str) -> Any:
        connection.request(method, f"/_harness/url/{path}", body, headers)
        return connection.getresponse()

    yield request
    connection.close()


def test_a_request_is_an_event_and_the_answer_its_response(ask):
    answer = ask("POST", "open/cars/7?color=blue", '{"a":1}', Cookie="b=2", Accept="text/html")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    seen = json.loads(answer.read())
    assert (seen["rawPath"], seen["rawQueryString"]) == ("/cars/7", "color=blue")
    assert seen["requestContext"]["http"]["method"] == "POST"
    assert seen["headers"]["accept"] == "text/html"
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert seen["cookies"] == ["b=2"]
    assert seen["body"] == '{"a":1}'


def test_an_answer_that_is_no_response_is_compact_json_and_names_one_trace(ask):
    body = ask("GET", "open/trace").read()
    seen = json.loads(body)
    assert body == json.dumps(seen, separators=(",", ":")).encode()
    assert seen["own"].startswith(f"{seen['header']};Parent=")


def test_an_unsigned_call_of_a_url_that_wants_a_signature_has_its_error_type(ask):
    answer = ask("GET", "signed/")
    assert answer.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert b"urls-auth.html" in answer.read()


def test_a_shaped_answer_is_the_response_itself(ask):
    answer = ask("GET", "open/page")
    assert (answer.status, answer.headers["x-pot"]) == (418, "tea")
    assert answer.headers["set-cookie"] == "a=1"
    assert answer.read().decode() == "ção"


def test_a_function_error_is_502_and_the_next_request_is_served(ask):
    answer = ask("GET", "open/raise")
    assert (answer.status, answer.read()) == (502, b"Internal Server Error")
    answer = ask("GET", "open/")
    assert answer.status == 200
    answer.read()


@pytest.mark.parametrize(
    ("path", "status"), [("signed/", 403), ("without/", 404), ("nope/", 404), ("", 404)]
)
def test_what_has_no_url_for_the_caller_is_refused(ask, path, status):
    answer = ask("GET", path)
    assert answer.status == status
    answer.read()


def test_a_signed_request_is_served(ask):
    answer = ask("GET", "signed/", Authorization="AWS4-HMAC-SHA256 Credential=any")
    assert answer.status == 200
    answer.read()


def test_a_page_of_another_origin_may_call_where_the_template_says_so(ask):
    asks = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    told = ask("OPTIONS", "open/raise", **asks)
    assert (told.status, told.read()) == (200, b"")
    assert told.getheader("access-control-allow-methods") == "POST"
    assert told.getheader("access-control-max-age") == "9"
    answer = ask("POST", "open/cars", Origin="https://a.example")
    assert (answer.status, answer.getheader("access-control-allow-origin")) == (
        200,
        "https://a.example",
    )
    answer.read()
    answer = ask("POST", "open/cars", Origin="https://b.example")
    assert answer.getheader("access-control-allow-origin") is None
    answer.read()


def test_the_url_is_told(own):
    functions = own.client("lambda")
    told = functions.get_function_url_config(FunctionName="open")
    assert told["FunctionUrl"] == f"{own.endpoint}/_harness/url/open/"
    assert told["AuthType"] == "NONE"
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.get_function_url_config(FunctionName="without")
