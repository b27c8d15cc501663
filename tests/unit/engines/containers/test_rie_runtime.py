"""Between the environment's Runtime API and the emulator, with both of them played here."""

import asyncio
import base64
import json
import os
from collections.abc import Callable
from pathlib import Path

from harness.engines.containers.rie_runtime import Pipes, RieRuntime
from harness.wire.message import Request, Response
from harness.wire.server import LOOPBACK, HttpServer

Answer = Callable[["Play", bytes], Response]


class Play:
    """``answer``: what the emulator says to an event, and what the relay tells before that."""

    def __init__(self, folder: Path, answer: Answer, *events: str) -> None:
        self.posted: list[tuple[str, bytes]] = []
        self.ended: list[str] = []
        self.printed: list[bytes] = []
        self._folder = folder
        self._answer = answer
        self._events = list(events)

    def tell(self, **told: object) -> None:
        self._write("control", json.dumps(told).encode() + b"\n")

    def say(self, data: bytes) -> None:
        self._write("output", data)

    def _write(self, name: str, data: bytes) -> None:
        fd = os.open(self._folder / name, os.O_WRONLY)
        os.write(fd, data)
        os.close(fd)

    async def emulator(self, request: Request) -> Response:
        context = json.loads(base64.b64decode(request.headers[b"x-amz-client-context"]))
        if "initialise" in context:
            return Response(200, b"{}") if self._events else self._answer(self, b"")
        return self._answer(self, request.body)

    async def runtime_api(self, request: Request) -> Response:
        path = bytes(request.target).removeprefix(b"/2018-06-01/runtime/").decode()
        if path != "invocation/next":
            self.posted.append((path, request.body))
            return Response(202, b"")
        if not self._events:
            return Response(500, b"")  # there will be none
        event = self._events.pop(0)
        return Response(200, event.encode(), [(b"Lambda-Runtime-Aws-Request-Id", event.encode())])

    async def run(self) -> int:
        emulator, api = HttpServer(self.emulator), HttpServer(self.runtime_api)
        address = (LOOPBACK, await emulator.start())
        runtime = RieRuntime(
            address,
            f"{LOOPBACK}:{await api.start()}",
            started_ns=1,
            end=lambda: self.ended.append("removed"),
            on_ready=lambda: self.ended.append("ready"),
        )
        runtime.serve(Pipes(self._folder, self.printed.append))
        code = await asyncio.wait_for(runtime.wait(), 30)
        self.memory_bytes = runtime.peak_memory_bytes()
        await emulator.stop()
        await api.stop()
        return code


def played(folder: Path, answer: Answer, *events: str) -> tuple[int, Play]:
    play = Play(folder, answer, *events)
    return asyncio.run(play.run()), play


def test_each_event_s_answer_is_posted_as_what_the_relay_says_it_is(tmp_path: Path) -> None:
    def answer(play: Play, event: bytes) -> Response:
        error = event == b"e2"
        play.say(b"from " + event + b"\n")
        play.tell(answered=event.decode(), error=error, memory_bytes=7)
        return Response(200, b"answer to " + event)

    code, play = played(tmp_path, answer, "e1", "e2")
    assert code == -9
    assert play.posted == [
        ("invocation/e1/response", b"answer to e1"),
        ("invocation/e2/error", b"answer to e2"),
    ]
    assert play.printed == [b"from e1\n", b"from e2\n"]
    assert play.ended == ["ready", "removed"]
    assert play.memory_bytes == 7


def test_a_runtime_that_exits_has_no_answer_posted(tmp_path: Path) -> None:
    def answer(play: Play, event: bytes) -> Response:
        play.tell(exited=3)
        return Response(502, b'{"errorType": "Runtime.ExitError"}')

    code, play = played(tmp_path, answer, "e1")
    assert code == 3
    assert play.posted == []
    assert play.ended == ["ready", "removed"]


def test_an_answer_over_the_limit_is_the_invocation_s_error_without_a_request(
    tmp_path: Path,
) -> None:
    said = {"errorType": "Function.ResponseSizeTooLarge", "errorMessage": "Response payload"}

    def answer(play: Play, event: bytes) -> Response:
        return Response(502, json.dumps(said | {"requestId": "x"}).encode())

    _, play = played(tmp_path, answer, "e1")
    ((path, body),) = play.posted
    assert path == "invocation/e1/error"
    assert json.loads(body) == said


def test_a_function_that_does_not_initialise_is_told_with_the_emulator_s_words(
    tmp_path: Path,
) -> None:
    def answer(play: Play, event: bytes) -> Response:
        play.tell(exited=1)
        return Response(502, b'{"errorType": "Runtime.ImportModuleError"}')

    code, play = played(tmp_path, answer)
    assert code == 1
    assert play.posted == [("init/error", b'{"errorType": "Runtime.ImportModuleError"}')]
    assert play.ended == ["removed"]


def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    def answer(play: Play, event: bytes) -> Response:
        play.say(b"whole\nhalf")
        return Response(200, b"nobody answered")

    _, play = played(tmp_path, answer, "e1")
    assert play.printed == [b"whole\n", b"half"]
    assert play.posted == []
