"""Who answers a request, with everybody who may."""

import asyncio
from typing import Any, cast

import pytest

from harness.assemble.routes import Routes
from harness.clock import Clock
from harness.wire.message import Request, Response

V4 = b"AWS4-HMAC-SHA256 Credential=AKID/20261129/us-east-1/%s/aws4_request, SignedHeaders=host"
INVOKE = b"/2015-03-31/functions/ola/invocations"
DYNAMODB = {b"x-amz-target": b"DynamoDB_20120810.GetItem"}
FORM = {b"content-type": b"application/x-www-form-urlencoded"}


def signed(service: bytes) -> dict[bytes, bytes]:
    return {b"authorization": V4 % service}


class Room:
    """Says that it was asked, and by which of its ways."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.requests: list[Request] = []

    def __getattr__(self, way: str) -> Any:
        def handle(request: Request, *_: Any) -> Any:
            self.requests.append(request)
            answer = Response(200, f"{self._name}.{way}".encode())
            return answer if self._name == "others" else self._late(answer)

        return handle

    async def _late(self, answer: Response) -> Response | None:
        return answer


ROOMS = ("gateway", "door", "others", "tripwire", "desk", "live")


def answered(request: Request) -> str:
    rooms = {name: Room(name) for name in ROOMS}
    routes = Routes(**cast(dict[str, Any], rooms), clock=Clock())
    return asyncio.run(routes.handle(request)).body.decode()


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "room"),
    [
        (b"POST", b"/", signed(b"dynamodb") | DYNAMODB, b"{}", "gateway.handle"),
        (b"POST", b"/", signed(b"dynamodb"), b"{}", "gateway.handle"),
        (b"POST", b"/", DYNAMODB | {b"authorization": b"Credential=me"}, b"{}", "gateway.handle"),
        (b"POST", b"/", DYNAMODB, b"{}", "gateway.handle"),
        (b"GET", b"/", {}, b"", "gateway.handle"),
        (b"GET", b"/bucket/key", {}, b"", "gateway.handle"),
        (b"OPTIONS", b"/", {b"origin": b"x"}, b"", "gateway.handle"),
        (b"POST", INVOKE, signed(b"lambda"), b"{}", "door.handle"),
        (b"POST", INVOKE, {b"authorization": b"Credential=me"}, b"{}", "door.handle"),
        (b"POST", INVOKE, {}, b"{}", "door.handle"),
        (b"GET", b"/anything", signed(b"lambda"), b"", "door.handle"),
        # Its path begins with a date, as Lambda's do.
        (b"GET", b"/2013-04-01/hostedzone", signed(b"route53"), b"", "others.handle"),
        (b"GET", b"/bucket/key", signed(b"s3"), b"", "others.handle"),
        (b"GET", b"/k?AWSAccessKeyId=A&Signature=B", {}, b"", "others.handle"),
        (b"POST", b"/", {b"x-amz-target": b"AmazonSQS.ListQueues"}, b"{}", "others.handle"),
        (b"POST", b"/", FORM, b"Action=ListTopics&Version=2010-03-31", "others.handle"),
        (b"GET", b"/_harness/capacity", signed(b"s3"), b"", "live.serve_capacity"),
        (b"GET", b"/_harness/capacity?x=1", {}, b"", "live.serve_capacity"),
        (b"GET", b"/_harness/metrics", {}, b"", "live.serve_metrics"),
        (b"GET", b"/_harness/cases", {}, b"", "desk.handle"),
        (b"GET", b"/_harness/cases/KEY/tables", {}, b"", "desk.handle"),
        (b"GET", b"/_harness/code/ola/1", {}, b"", "door.serve_code"),
        (b"GET", b"/_harness/url/ola/x", signed(b"lambda"), b"", "door.serve_url"),
        (b"CONNECT", b"example.com:443", {}, b"", "tripwire.handle"),
        (b"GET", b"http://example.com/", {}, b"", "tripwire.handle"),
    ],
)
def test_whose_answer_a_request_gets(
    method: bytes, target: bytes, headers: dict[bytes, bytes], body: bytes, room: str
) -> None:
    assert answered(Request(method, target, headers, body)) == room


def test_the_clock_is_served_too() -> None:
    assert "now_ns" in answered(Request(b"GET", b"/_harness/clock", {}))


@pytest.mark.parametrize("path", [b"/_harness/", b"/_harness/nonsense", b"/_harness/capacity/x"])
def test_another_path_of_the_harness_is_answered_with_those_that_there_are(path: bytes) -> None:
    message = answered(Request(b"GET", path, {}))
    assert "/_harness/capacity, /_harness/cases" in message
    assert "/_harness/url/" in message


def test_what_came_by_the_proxy_and_is_served_here_goes_on_as_any_other() -> None:
    request = Request(b"POST", b"http://sqs.us-east-1.amazonaws.com/", signed(b"sqs"), b"{}")
    rooms = {name: Room(name) for name in ROOMS}

    class Passing(Room):
        async def handle(self, request: Request) -> None:
            request.target = b"/"

    routes = Routes(
        **cast(dict[str, Any], rooms | {"tripwire": Passing("tripwire")}), clock=Clock()
    )
    assert asyncio.run(routes.handle(request)).body == b"others.handle"


def test_a_function_gets_what_was_sent_compressed_or_not() -> None:
    request = Request(b"POST", b"/_harness/url/ola/", {}, b"decompressed", b"as sent")
    assert answered(request) == "door.serve_url"
    assert request.body == b"as sent"
