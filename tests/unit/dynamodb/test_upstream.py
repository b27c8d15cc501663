import asyncio
from typing import Any, cast

from harness.dynamodb.upstream import Upstream
from harness.model.caller import access_key_of
from harness.wire.message import Request, Response


class Engine:
    def __init__(self) -> None:
        self.requests: list[Request] = []

    async def send(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(200)


def forwarded(headers: dict[bytes, bytes]) -> Request:
    engine = Engine()
    request = Request(b"POST", b"/any", headers, b"{}")
    asyncio.run(Upstream(cast(Any, engine), "Key1").send(request))
    (sent,) = engine.requests
    return sent


def test_it_signs_with_its_own_key_and_leaves_the_request_as_it_is() -> None:
    headers = {b"authorization": b"x"}
    assert access_key_of(forwarded(headers).headers[b"authorization"]) == "Key1"
    assert headers == {b"authorization": b"x"}


def test_of_the_headers_only_those_go_on_that_the_engine_reads() -> None:
    """Jetty refuses more than 8 KB of them with HTTP 431, which AWS does not."""
    read = {b"x-amz-target": b"a.b", b"content-type": b"application/x-amz-json-1.0"}
    sent = forwarded({**read, b"authorization": b"x", b"x-long": b"x" * 10_000})
    del sent.headers[b"authorization"]
    assert (sent.target, sent.headers, sent.body) == (b"/", read, b"{}")
