"""What is aimed at AWS is refused, the rest is joined, and who has no password gets neither."""

import asyncio
import base64
from typing import Any

import pytest

from harness.services.tripwire import Destination, Tripwire, destination_of
from harness.wire.message import Request, Response
from harness.wire.tunnel import UpstreamLostError

OWN_PORT = 8000
SQS = "AWS4-HMAC-SHA256 Credential=AKID/20261129/us-east-1/sqs/aws4_request, SignedHeaders=host"


class FakeTunnel:
    def __init__(self, address: str) -> None:
        self.address = address
        self.sent = b""
        self.closed = False

    def send(self, data: bytes) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True


class World:
    """``address``: of whoever is connected to; None for nobody."""

    def __init__(self, address: str | None = "93.184.216.34") -> None:
        self.notes: list[str] = []
        self.connected: list[tuple[str, int, dict[str, Any]]] = []
        self.tunnel = FakeTunnel(address or "")
        self._reachable = address is not None
        self.tripwire = Tripwire(lambda: OWN_PORT, "secret", self.notes.append, self._connect)

    async def _connect(self, host: str, port: int, **how: Any) -> Any:
        self.connected.append((host, port, how))
        if not self._reachable:
            raise UpstreamLostError("refused")
        return self.tunnel

    def ask(self, request: Request) -> Response | None:
        return asyncio.run(self.tripwire.handle(request))


def request(method: str, target: str, password: str | None = "secret", **more: str) -> Request:
    headers = {name.encode(): value.encode() for name, value in more.items()}
    if password is not None:
        words = base64.b64encode(f"register:{password}".encode())
        headers[b"proxy-authorization"] = b"Basic " + words
    return Request(method.encode(), target.encode(), headers)


def connect(host: str, password: str | None = "secret") -> Request:
    return request("CONNECT", f"{host}:443", password)


def test_a_connect_to_aws_is_refused_and_names_function_and_host() -> None:
    world = World()
    response = world.ask(connect("sns.us-east-1.amazonaws.com"))
    assert response is not None
    assert response.status == 403
    assert b"sns.us-east-1.amazonaws.com, which is AWS itself" in response.reason
    assert world.notes == [
        "register tried to reach sns.us-east-1.amazonaws.com, which is AWS itself: refused"
    ]
    assert world.connected == []


def test_aws_is_refused_without_a_password_too() -> None:
    response = World().ask(connect("sns.us-east-1.amazonaws.com", None))
    assert response is not None
    assert response.status == 403


@pytest.mark.parametrize("host", ["169.254.169.254", "169.254.170.2", "[fe80::1]"])
def test_credentials_of_the_machine_are_nobodys(host: str) -> None:
    response = World().ask(connect(host))
    assert response is not None
    assert response.status == 403


def test_also_where_a_name_leads_to_them() -> None:
    world = World(address="169.254.169.254")
    response = world.ask(connect("metadata.example.com"))
    assert response is not None
    assert (response.status, world.tunnel.closed) == (403, True)


def test_anybody_else_is_joined() -> None:
    world = World()
    response = world.ask(connect("example.com"))
    assert response is not None
    assert response.tunnel is world.tunnel
    assert world.connected == [
        (
            "example.com",
            443,
            {"greeting": b"HTTP/1.1 200 Connection established\r\n\r\n", "one_way": False},
        )
    ]
    assert world.notes == []


@pytest.mark.parametrize("password", [None, "", "guess"])
def test_but_only_for_functions(password: str | None) -> None:
    world = World()
    response = world.ask(connect("example.com", password))
    assert response is not None
    assert (response.status, world.connected) == (407, [])
    assert response.header(b"proxy-authenticate") == b'Basic realm="harness"'


def test_who_cannot_be_reached_is_named() -> None:
    response = World(address=None).ask(connect("example.com"))
    assert response is not None
    assert (response.status, response.body) == (502, b"example.com cannot be reached: refused")


def test_plain_http_goes_on_as_it_was_sent() -> None:
    world = World()
    asked = request("POST", "http://example.com:8080/a/b?c=d", host="example.com:8080", te="x")
    asked.headers |= {b"accept-encoding": b"br", b"content-encoding": b"gzip"}
    asked.body, asked.sent = b"decompressed", b"as sent"
    response = world.ask(asked)
    assert response is not None
    assert response.tunnel is world.tunnel
    assert world.connected == [("example.com", 8080, {"greeting": b"", "one_way": True})]
    head, _, body = world.tunnel.sent.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    assert (first, body) == (b"POST /a/b?c=d HTTP/1.1", b"as sent")
    assert set(lines) == {
        b"host: example.com:8080",
        b"accept-encoding: br",
        b"content-encoding: gzip",
        b"content-length: 7",
        b"connection: close",
    }


def test_a_plain_get_is_sent_without_a_length() -> None:
    world = World()
    world.ask(request("GET", "http://example.com", host="example.com"))
    assert world.tunnel.sent == b"GET / HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("http://127.0.0.1:8000/2015-03-31/functions?x=1", b"/2015-03-31/functions?x=1"),
        ("http://localhost:8000", b"/"),
        ("http://host.docker.internal:8000/", b"/"),
    ],
)
def test_what_is_for_the_endpoint_itself_is_served(target: str, path: bytes) -> None:
    asked = request("GET", target, None)
    assert World().ask(asked) is None
    assert asked.target == path


def test_what_is_signed_for_a_service_of_aws_is_answered_here() -> None:
    asked = request("POST", "http://sqs.us-east-1.amazonaws.com/", authorization=SQS)
    assert World().ask(asked) is None
    assert asked.target == b"/"


def test_and_what_says_nothing_of_itself_is_refused() -> None:
    response = World().ask(request("GET", "http://bucket.s3.amazonaws.com/key"))
    assert response is not None
    assert response.status == 403
    assert b"bucket.s3.amazonaws.com" in response.body


@pytest.mark.parametrize(
    ("method", "target", "destination"),
    [
        ("CONNECT", "example.com:443", Destination("example.com", 443, None)),
        ("CONNECT", "[::1]:443", Destination("::1", 443, None)),
        ("GET", "http://example.com/a", Destination("example.com", 80, b"/a")),
        ("CONNECT", "example.com", None),
        ("CONNECT", "example.com:port", None),
        ("CONNECT", ":443", None),
        ("GET", "ftp://example.com/", None),
        ("GET", "http://[broken/", None),
        ("OPTIONS", "*", None),
    ],
)
def test_where_a_request_is_to_go(
    method: str, target: str, destination: Destination | None
) -> None:
    assert destination_of(request(method, target)) == destination


def test_what_names_no_host_is_not_understood() -> None:
    response = World().ask(request("CONNECT", "nonsense"))
    assert response is not None
    assert response.status == 400
