"""Runs in a container between AWS's Runtime Interface Emulator (RIE) and the runtime.

The RIE starts it in the runtime's place; it starts the runtime, and hands on every call of the
Runtime API. On the way it adds what the RIE leaves out: the headers of an invocation (ARN,
deadline, trace, request id), which come in the client context, and, in lines of JSON for the
harness, whether an answer is an error, how much memory the runtime has used, and how it ended. The
function's output goes straight to the harness. AWS describes such a proxy (Lambda Developer Guide,
"Runtime API proxy extension", 2026).

It runs on the image's own Python, so it is written for 3.8, and imports the standard library only.

    relay.py FOLDER COMMAND...    FOLDER has variables.json and the pipes ``output`` and ``control``
"""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

_RUNTIME = b"/2018-06-01/runtime/"
_NOT_RELAYED = (b"host", b"connection", b"content-length", b"transfer-encoding", b"expect")

# What the emulator is told, and the function is not; the last two come from Docker.
_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"
_NOT_THE_FUNCTION_S = (_WRAPPER, "AWS_LAMBDA_FUNCTION_TIMEOUT", "HOME", "HOSTNAME")

# The function's wrapper script, as in ``engines.functions``: a missing one ends with status 127.
_WRAPPED = ("/bin/sh", "-c", f'exec "${_WRAPPER}" "$@"', "bootstrap")


class Message:
    """A request or a response. ``first``: its first line; header names are in lower case."""

    def __init__(self, first: bytes, headers: dict[bytes, bytes], body: bytes = b"") -> None:
        self.first = first
        self.headers = headers
        self.body = body

    @property
    def path(self) -> bytes:
        """What the first line of a request names, its query included."""
        return self.first.split(b" ")[1]


def read(stream: io.BufferedRWPair) -> Message | None:
    """The next message, None at the end of the stream."""
    first = stream.readline().strip()
    if not first:
        return None
    headers = {}
    for line in iter(stream.readline, b"\r\n"):
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    if headers.get(b"expect", b"").lower() == b"100-continue":
        stream.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        stream.flush()
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return Message(first, headers, b"".join(_chunks(stream)))
    return Message(first, headers, stream.read(int(headers.get(b"content-length", 0))))


def _chunks(stream: io.BufferedRWPair) -> Iterator[bytes]:
    while True:
        size = int(stream.readline().partition(b";")[0], 16)
        chunk = stream.read(size)
        stream.readline()
        if size == 0:
            return
        yield chunk


def write(stream: io.BufferedRWPair, message: Message) -> None:
    """Send a message with its length; what belongs to one connection is left out."""
    lines = [message.first]
    lines += [
        name + b": " + value for name, value in message.headers.items() if name not in _NOT_RELAYED
    ]
    lines += [b"host: localhost", b"content-length: %d" % len(message.body), b"", message.body]
    stream.write(b"\r\n".join(lines))
    stream.flush()


def response(status: int) -> Message:
    """An answer of the relay itself, without a body."""
    return Message(b"HTTP/1.1 %d Relayed" % status, {})


class Relay:
    """``current``: the invocation in hand, as the runtime knows it and as the RIE does."""

    def __init__(self, emulator: str, output: int, control: int) -> None:
        self.emulator = emulator
        self.output = output
        self.control = control
        self.pid = 0
        self.current: tuple[str, str] | None = None
        self.polling = False

    def report(self, **facts: object) -> None:
        """Send facts to the harness, a line of JSON."""
        os.write(self.control, json.dumps(facts).encode() + b"\n")

    def note(self, sentence: str) -> None:
        """Write a sentence into the function's log."""
        os.write(self.output, f"harness: {sentence}\n".encode())

    def serve(self, connection: socket.socket) -> None:
        """Answer one connection of the runtime until it closes."""
        emulator = _connected(self.emulator)
        with connection.makefile("rwb") as runtime:
            while True:
                request = read(runtime)
                if request is None:
                    return
                write(runtime, self.answer(request, emulator))

    def answer(self, request: Message, emulator: io.BufferedRWPair) -> Message:
        """Relay one request of the runtime, and return what it gets."""
        path = request.path
        if path == _RUNTIME + b"invocation/next":
            return self.next(request, emulator)
        if path.startswith(_RUNTIME + b"invocation/"):
            request_id, _, verb = path[len(_RUNTIME + b"invocation/") :].partition(b"/")
            return self.post(request, request_id.decode(), verb.decode(), emulator)
        return _exchanged(emulator, request)

    def next(self, request: Message, emulator: io.BufferedRWPair) -> Message:
        """The next event, once the runtime may have one; 403 while it owes an answer."""
        if self.current is not None or self.polling:
            self.note("asked for the next invocation before it had answered this one: refused")
            return response(403)
        self.polling = True
        while True:
            event = _exchanged(emulator, request)
            emulated_id = event.headers.get(b"lambda-runtime-aws-request-id", b"").decode()
            context = json.loads(event.headers.get(b"lambda-runtime-client-context") or b"{}")
            if "initialise" not in context:
                break
            path = _RUNTIME + f"invocation/{emulated_id}/response".encode()
            _exchanged(emulator, Message(b"POST " + path + b" HTTP/1.1", {}, b"{}"))
        headers = {
            name.encode(): value.encode() for name, value in context.get("headers", {}).items()
        }
        request_id = headers.get(b"lambda-runtime-aws-request-id", emulated_id.encode()).decode()
        self.current = (request_id, emulated_id)
        self.polling = False
        if headers:
            event.headers = headers
        return event

    def post(
        self, request: Message, request_id: str, verb: str, emulator: io.BufferedRWPair
    ) -> Message:
        """Pass on an answer of the invocation in hand; 410 for any other."""
        if self.current is None or self.current[0] != request_id:
            self.note(f"{request_id} was answered again, or after its end: dropped")
            return response(410)
        emulated_id = self.current[1]
        self.current = None
        self.report(answered=request_id, error=verb == "error", memory_bytes=self.memory_bytes())
        path = _RUNTIME + f"invocation/{emulated_id}/{verb}".encode()
        request.first = b"POST " + path + b" HTTP/1.1"
        return _exchanged(emulator, request)

    def memory_bytes(self) -> int | None:
        """The runtime's peak (proc(5), VmHWM)."""
        try:
            with open(f"/proc/{self.pid}/status", "rb") as status:
                for line in status:
                    if line.startswith(b"VmHWM:"):
                        return int(line.split()[1]) * 1024
        except OSError:
            pass
        return None


def _connected(address: str) -> io.BufferedRWPair:
    host, _, port = address.partition(":")
    connection = socket.create_connection((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection.makefile("rwb")


def _exchanged(stream: io.BufferedRWPair, request: Message) -> Message:
    write(stream, request)
    answer = read(stream)
    if answer is None:
        raise ConnectionError("the emulator is gone")
    return answer


def _listen(relay: Relay) -> str:
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=relay.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"127.0.0.1:{listener.getsockname()[1]}"


def _variables(folder: str, runtime_api: str) -> dict[str, str]:
    """What the image and the RIE set, then the function's."""
    variables = {
        name: value for name, value in os.environ.items() if name not in _NOT_THE_FUNCTION_S
    }
    with open(os.path.join(folder, "variables.json"), encoding="utf-8") as file:
        variables.update(json.load(file))
    variables["AWS_LAMBDA_RUNTIME_API"] = runtime_api
    return variables


def main(folder: str, command: list[str]) -> NoReturn:
    """Run the runtime to its end, and end as it does."""
    output = os.open(os.path.join(folder, "output"), os.O_WRONLY)
    control = os.open(os.path.join(folder, "control"), os.O_WRONLY)
    relay = Relay(os.environ["AWS_LAMBDA_RUNTIME_API"], output, control)
    variables = _variables(folder, _listen(relay))
    if variables.get(_WRAPPER):
        command = [*_WRAPPED, *command]
    runtime = subprocess.Popen(
        command, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )
    relay.pid = runtime.pid
    code = runtime.wait()
    relay.report(exited=code)
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
