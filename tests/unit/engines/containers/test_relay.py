"""What passes between the runtime and the emulator, without either."""

import io
import json
import os

import pytest

from harness.engines.containers.relay import Message, Relay, read, write

API = b"/2018-06-01/runtime/invocation/"


class Wire:
    """The emulator's side of a connection: what it will say, and what it was told."""

    def __init__(self, *answers: bytes) -> None:
        self._in = io.BytesIO(b"".join(answers))
        self.told = io.BytesIO()

    def readline(self) -> bytes:
        return self._in.readline()

    def read(self, size: int) -> bytes:
        return self._in.read(size)

    def write(self, data: bytes) -> int:
        return self.told.write(data)

    def flush(self) -> None:
        pass


class Lines:
    """What was written into a pipe."""

    def __init__(self) -> None:
        self._read, self.fd = os.pipe()
        os.set_blocking(self._read, False)

    def all(self) -> list[str]:
        return os.read(self._read, 65536).decode().splitlines()


@pytest.fixture
def control() -> Lines:
    return Lines()


@pytest.fixture
def output() -> Lines:
    return Lines()


@pytest.fixture
def relay(output: Lines, control: Lines) -> Relay:
    return Relay("nowhere:1", output.fd, control.fd)


def event(emulated: str, context: object, body: bytes = b"{}") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {emulated}\r\n"
    head += f"Lambda-Runtime-Client-Context: {json.dumps(context)}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
NEXT = Message(b"GET " + API + b"next HTTP/1.1", {})


def of(request_id: str) -> dict[str, object]:
    headers = {"lambda-runtime-aws-request-id": request_id, "lambda-runtime-trace-id": "Root=1"}
    return {"headers": headers}


def posted(request_id: str, verb: str, body: bytes = b"1") -> Message:
    return Message(f"POST {API.decode()}{request_id}/{verb} HTTP/1.1".encode(), {}, body)


def test_a_message_is_read_as_it_was_written() -> None:
    wire = Wire()
    write(wire, Message(b"POST / HTTP/1.1", {b"a": b"b", b"content-length": b"7"}, b"body"))
    message = read(Wire(wire.told.getvalue()))
    assert message is not None
    assert (message.first, message.headers[b"a"], message.body) == (
        b"POST / HTTP/1.1",
        b"b",
        b"body",
    )


def test_a_body_in_chunks_is_put_together() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    message = read(Wire(head, b"3\r\nabc\r\n", b"2;x=y\r\nde\r\n", b"0\r\n\r\n"))
    assert message is not None
    assert message.body == b"abcde"


def test_the_end_of_a_stream_is_no_message() -> None:
    assert read(Wire()) is None


def test_an_invocation_has_the_headers_that_the_front_door_gave_it(relay: Relay) -> None:
    answer = relay.answer(NEXT, Wire(event("of-the-rie", of("of-the-door"), b'{"n": 1}')))
    assert answer.body == b'{"n": 1}'
    assert answer.headers == {
        b"lambda-runtime-aws-request-id": b"of-the-door",
        b"lambda-runtime-trace-id": b"Root=1",
    }


def test_the_invocation_that_initialises_never_reaches_the_runtime(relay: Relay) -> None:
    wire = Wire(event("first", {"initialise": True}), ACCEPTED, event("second", of("real")))
    answer = relay.answer(NEXT, wire)
    assert answer.headers[b"lambda-runtime-aws-request-id"] == b"real"
    assert b"POST " + API + b"first/response" in wire.told.getvalue()


@pytest.mark.parametrize("verb", ["response", "error"])
def test_an_answer_goes_on_by_the_emulator_s_id_and_is_told(
    relay: Relay, control: Lines, verb: str
) -> None:
    relay.answer(NEXT, Wire(event("of-the-rie", of("of-the-door"))))
    wire = Wire(ACCEPTED)
    assert relay.answer(posted("of-the-door", verb), wire).first == b"HTTP/1.1 202 Accepted"
    assert f"POST {API.decode()}of-the-rie/{verb} ".encode() in wire.told.getvalue()
    (told,) = map(json.loads, control.all())
    assert (told["answered"], told["error"]) == ("of-the-door", verb == "error")


def test_a_second_answer_is_dropped_and_noted(relay: Relay, output: Lines) -> None:
    relay.answer(NEXT, Wire(event("a", of("b"))))
    relay.answer(posted("b", "response"), Wire(ACCEPTED))
    assert b" 410 " in relay.answer(posted("b", "response"), Wire()).first
    assert output.all() == ["harness: b was answered again, or after its end: dropped"]


def test_asking_for_more_before_the_answer_is_refused(relay: Relay, output: Lines) -> None:
    relay.answer(NEXT, Wire(event("a", of("b"))))
    assert b" 403 " in relay.answer(NEXT, Wire()).first
    assert "asked for the next invocation before" in output.all()[0]


def test_what_is_not_an_invocation_goes_through(relay: Relay) -> None:
    wire = Wire(ACCEPTED)
    request = Message(b"POST /2018-06-01/runtime/init/error HTTP/1.1", {}, b"{}")
    assert relay.answer(request, wire).first == b"HTTP/1.1 202 Accepted"
    assert b"init/error" in wire.told.getvalue()
