"""One container behind the Runtime API that an execution environment serves.

The environment ◄── Runtime API ── this ── one invocation at a time ──► RIE in its container

To the environment this is a runtime like every other: it asks for the next invocation, has the
emulator run it, and posts what came of it. ``relay`` in the container tells what the emulator
leaves out.
"""

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path

import orjson

from harness.engines.containers.lambda_rie_container import PATH
from harness.engines.containers.pipe import NamedPipe
from harness.engines.lines import LineSplitter
from harness.wire.client import HttpClient
from harness.wire.message import Request, Response
from harness.wire.tunnel import UpstreamLostError

OnLine = Callable[[bytes], None]

_API = b"/2018-06-01/runtime/"
_KILLED = -9

# The relay tells of the runtime's end first, then the emulator gives its account of it.
_LAST_WORD_S = 1

_INITIALISE = {"initialise": True}


class RieRuntime:
    """``started_ns``: when the function began to initialise. ``end``: have the container removed.
    ``on_ready``: the function is initialised."""

    def __init__(
        self,
        emulator: tuple[str, int],
        runtime_api: str,
        *,
        started_ns: int,
        end: Callable[[], None],
        on_ready: Callable[[], None],
    ) -> None:
        host, _, port = runtime_api.partition(":")
        self.started_ns = started_ns
        self._api = HttpClient(host, int(port))
        self._emulator = HttpClient(*emulator)
        self._end = end
        self._on_ready = on_ready
        self._pipes: Pipes
        self._exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._serving: asyncio.Task[None]

    def serve(self, pipes: "Pipes") -> None:
        """Begin to take invocations, with the container's pipes."""
        self._pipes = pipes
        pipes.on_exit = self._on_exit
        self._serving = asyncio.get_running_loop().create_task(self._serve())

    async def wait(self) -> int:
        """The runtime's return code; -9 where its container was ended."""
        try:
            return await asyncio.shield(self._exited)
        finally:
            self.kill()

    def peak_memory_bytes(self) -> int | None:
        """Of the runtime, as of its last answer; None before it."""
        return self._pipes.memory_bytes

    def flush_output(self) -> None:
        """Deliver what was written up to now, an unfinished line too."""
        self._pipes.flush()

    def kill(self) -> None:
        """Have the container removed. Harmless a second time."""
        self._exit(_KILLED)

    def _exit(self, code: int) -> None:
        if self._exited.done():
            return
        self._serving.cancel()
        self._pipes.close()
        self._exited.set_result(code)
        self._emulator.close()
        self._api.close()
        self._end()

    def _on_exit(self, code: int) -> None:
        asyncio.get_running_loop().call_later(_LAST_WORD_S, self._exit, code)

    # one invocation after the other

    async def _serve(self) -> None:
        code = _KILLED
        try:
            if await self._initialise():
                self._on_ready()
                while await self._serve_one():
                    pass
        except UpstreamLostError:
            pass  # its container is gone, or the environment is
        self._pipes.drain()
        self._exit(self._pipes.exit_code if self._pipes.exit_code is not None else code)

    async def _initialise(self) -> bool:
        """The emulator starts the function at an invocation; the relay takes this one."""
        answer = await self._invoke(b"{}", _INITIALISE)
        if answer.status == 200 and self._pipes.exit_code is None:
            return True
        if answer.body:
            await self._post(b"init/error", answer.body)
        return False

    async def _serve_one(self) -> bool:
        event = await self._api.send(Request(b"GET", _API + b"invocation/next", {}))
        if event.status != 200:
            return False
        headers = {name.decode().lower(): value.decode() for name, value in event.headers}
        answer = await self._invoke(event.body, {"headers": headers})
        request_id = headers["lambda-runtime-aws-request-id"]
        if answer.status == 200 and self._pipes.answered == request_id:
            verb = "error" if self._pipes.is_error else "response"
            await self._post(f"invocation/{request_id}/{verb}".encode(), answer.body)
            return True
        error = _too_large(answer.body)
        if error:
            await self._post(f"invocation/{request_id}/error".encode(), error)
        return False

    async def _invoke(self, event: bytes, context: object) -> Response:
        encoded = base64.b64encode(json.dumps(context).encode())
        request = Request(b"POST", PATH.encode(), {b"x-amz-client-context": encoded}, event)
        answer = await self._emulator.send(request)
        self._pipes.drain()
        return answer

    async def _post(self, path: bytes, body: bytes) -> None:
        await self._api.send(Request(b"POST", _API + path, {}, body))


class Pipes:
    """What comes out of a container beside its answers: the function's output, and what the relay
    tells. ``answered``: the last invocation's id; ``is_error`` and ``memory_bytes`` are of it."""

    def __init__(self, folder: Path, on_line: OnLine) -> None:
        self.on_exit: Callable[[int], None] = lambda code: None
        self.answered: str | None = None
        self.is_error = False
        self.memory_bytes: int | None = None
        self.exit_code: int | None = None
        self._on_line = on_line
        self._lines = LineSplitter()
        self._reports = LineSplitter()
        self._output = NamedPipe(folder / "output", self._print)
        self._control = NamedPipe(folder / "control", self._read_reports)

    def drain(self) -> None:
        """Read what was written up to now."""
        self._output.drain()
        self._control.drain()

    def flush(self) -> None:
        """Deliver the output written up to now, an unfinished line too."""
        self._output.drain()
        for line in self._lines.flush():
            self._on_line(line)

    def close(self) -> None:
        """Deliver the rest, and close both."""
        self._control.close()
        self._output.close()
        for line in self._lines.flush():
            self._on_line(line)

    def _print(self, data: bytes) -> None:
        for line in self._lines.feed(data):
            self._on_line(line)

    def _read_reports(self, data: bytes) -> None:
        for line in self._reports.feed(data):
            report = orjson.loads(line)
            if "exited" in report:
                self.exit_code = report["exited"]
                self.on_exit(report["exited"])
            else:
                self.answered = report["answered"]
                self.is_error = report["error"]
                self.memory_bytes = report["memory_bytes"]


def _too_large(body: bytes) -> bytes | None:
    """The emulator's account of an answer over the limit, as AWS words it: without a request."""
    if b'"Function.ResponseSizeTooLarge"' not in body:
        return None
    report = orjson.loads(body)
    return orjson.dumps({name: report[name] for name in ("errorType", "errorMessage")})
