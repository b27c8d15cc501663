"""One execution environment: a runtime process, and the Runtime API that it polls.

process ── GET  /2018-06-01/runtime/invocation/next ──► waits for ``dispatch``
        ── POST …/invocation/{id}/response | /error ──► the invocation's outcome
        ── POST …/init/error ──► kept until the process exits
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Protocol

from harness.clock import epoch_ns, monotonic_ns
from harness.errors import HarnessError
from harness.lambdas.invocation import Invocation, Outcome
from harness.lambdas.log import FunctionLog, Tail
from harness.lambdas.protocol import answer
from harness.lambdas.protocol.answer import Result
from harness.lambdas.protocol.output import as_logged
from harness.lambdas.protocol.report import closing_lines, init_report_line
from harness.model.function import Function
from harness.model.time import NS_PER_S
from harness.wire.message import Headers, Request, Response
from harness.wire.server import HttpServer

_RUNTIME = b"/2018-06-01/runtime/"

# AWS ends an initialisation after 10 s and retries it inside the invocation. Here many processes
# share few cores, so a slow start says nothing about AWS: only a hung one is ended.
INIT_LIMIT_S = 60

# Asking takes some 20 µs, which shows at thousands of invocations a second. What a shorter one adds
# to the peak stands in the next figure.
_MEMORY_FRESH_NS = 5_000_000

# How often memory is looked at where MemorySize is enforced. What is used and given back in
# between is found at the answer, from the peak.
_MEMORY_WATCH_S = 0.02

_MB = 1_048_576


class RuntimeProcess(Protocol):
    """What ``engines`` starts for us. ``started_ns``: when it began to initialise, on the monotonic
    clock. ``kill`` ends the whole process group."""

    @property
    def started_ns(self) -> int: ...
    async def wait(self) -> int: ...
    def peak_memory_bytes(self) -> int | None: ...
    def flush_output(self) -> None: ...
    def kill(self) -> None: ...


OnLine = Callable[[bytes], None]
Launch = Callable[[Function, str, Mapping[str, str], OnLine], Awaitable[RuntimeProcess]]


class Environment:
    """``ahead``: its start is nobody's cold start. ``enforce_memory``: end it where it uses more
    than the function's MemorySize, as AWS does. ``on_answered``: its invocation has an outcome.
    ``on_ready``: it asks for work, the first time or again. ``on_lost``: it is gone for good;
    called exactly once.
    """

    def __init__(
        self,
        function: Function,
        log: FunctionLog,
        arn: str,
        *,
        ahead: bool = False,
        enforce_memory: bool = False,
        on_answered: Callable[[], None],
        on_ready: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        self.function = function
        self.invocation: Invocation | None = None
        self.init_error: Result | None = None
        self._log = log
        self._ahead = ahead
        self._enforce_memory = enforce_memory
        self._arn = arn
        self._on_answered = on_answered
        self._on_ready = on_ready
        self._on_lost = on_lost
        self._tail = Tail()
        self._api = HttpServer(self._handle)
        self._work: asyncio.Future[Invocation] | None = None
        self._unclosed: tuple[Invocation, Outcome] | None = None
        self._process: RuntimeProcess | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._memory_watch: asyncio.TimerHandle | None = None
        self._started_ns = 0
        self._dispatched_ns = 0
        self._init_ns: int | None = None
        self._memory_mb: int | None = None
        self._measured_ns = 0
        self._initialised = False
        self._lost = False

    async def run(self, launch: Launch, variables: Mapping[str, str]) -> None:
        """Start the process and stay with it until it ends."""
        self._started_ns = monotonic_ns()
        port = await self._api.start()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(INIT_LIMIT_S, self.kill)
        try:
            self._process = await launch(self.function, f"127.0.0.1:{port}", variables, self._print)
            self._started_ns = self._process.started_ns
            self._watch_memory()
            self._exited(await self._process.wait())
        except HarnessError as error:
            self.init_error = answer.init_failed(str(error))
        finally:
            self._lose()
            await self._api.stop()

    def dispatch(self, invocation: Invocation) -> None:
        """Serve one invocation. The process has to be asking for work."""
        assert self.invocation is None
        assert self._work is not None
        self._close_last_log()
        self.invocation = invocation
        self._dispatched_ns = monotonic_ns()
        self._tail.clear()
        self._write(_start_line(invocation))
        self._set_timer(self.function.timeout_s, invocation)
        self._work.set_result(invocation)
        if self._memory_watch is None:
            self._watch_memory()

    def fail(self, invocation: Invocation) -> None:
        """Answer an invocation that waited for this environment with why it did not start."""
        assert self.init_error is not None
        init_ns = monotonic_ns() - self._started_ns
        result = answer.init_failed_of(self.init_error, invocation.request_id)
        self._write(f"{init_report_line(result, init_ns)}\n".encode())
        self._write(_start_line(invocation))
        self._close_log(invocation, Outcome(result, 0, init_ns))

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    # the Runtime API

    async def _handle(self, request: Request) -> Response:
        path = request.target.removeprefix(_RUNTIME)
        if path == b"invocation/next":
            return await self._next()
        if path == b"init/error":
            self.init_error = answer.raised(request.body, self.function.code_dir)
            return Response(202)
        request_id, _, verb = path.removeprefix(b"invocation/").rpartition(b"/")
        return self._post(request_id.decode("latin-1"), verb, request.body)

    async def _next(self) -> Response:
        if self._lost:
            return Response(410)  # it asked just before it was ended
        if self.invocation is not None or (self._work is not None and not self._work.done()):
            self._note("asked for the next invocation before it had answered this one: refused")
            return Response(403)
        self._work = asyncio.get_running_loop().create_future()
        if not self._initialised:
            self._initialised = True
            self._stop_timer()
            if not self._ahead:
                self._init_ns = monotonic_ns() - self._started_ns
        self._on_ready()
        invocation = await self._work
        return Response(200, invocation.payload, self._headers(invocation))

    def _post(self, request_id: str, verb: bytes, body: bytes) -> Response:
        invocation = self.invocation
        if invocation is None or invocation.request_id != request_id:
            self._note(f"{request_id} was answered again, or after its end: dropped")
            return Response(410)
        if self._enforce_memory and self._is_above_memory():
            self._run_out_of_memory()
            return Response(410)
        if verb == b"error":
            self._finish(answer.raised(body, self.function.code_dir))
        elif len(body) > answer.ANSWER_BYTES_MAX:
            self._finish(answer.too_large())
            return Response(413)
        else:
            self._finish(Result(body))
        return Response(202)

    def _headers(self, invocation: Invocation) -> Headers:
        deadline_ms = epoch_ns() // 1_000_000 + self.function.timeout_s * 1000
        arn = f"{self._arn}:{invocation.qualifier}" if invocation.qualifier else self._arn
        headers: Headers = [
            (b"content-type", b"application/json"),
            (b"lambda-runtime-aws-request-id", invocation.request_id.encode()),
            (b"lambda-runtime-deadline-ms", b"%d" % deadline_ms),
            (b"lambda-runtime-invoked-function-arn", arn.encode()),
        ]
        if invocation.trace_id is not None:
            headers.append((b"lambda-runtime-trace-id", invocation.trace_id))
        if invocation.client_context is not None:
            headers.append((b"lambda-runtime-client-context", invocation.client_context))
        return headers

    # the ends of an invocation

    def _time_out(self, invocation: Invocation) -> None:
        left_ns = self.function.timeout_s * NS_PER_S - (monotonic_ns() - self._dispatched_ns)
        if left_ns > 0:  # the loop's timers count in milliseconds
            self._set_timer(left_ns / NS_PER_S, invocation)
            return
        self._finish(answer.timed_out(invocation.request_id, self.function.timeout_s))
        self._lose()
        self.kill()

    def _watch_memory(self) -> None:
        """Goes on as long as the process initialises, or serves an invocation."""
        self._memory_watch = None
        if not self._enforce_memory or self._lost:
            return
        if self._is_above_memory():
            self._run_out_of_memory()
        elif self.invocation is not None or not self._initialised:
            self._memory_watch = asyncio.get_running_loop().call_later(
                _MEMORY_WATCH_S, self._watch_memory
            )

    def _is_above_memory(self) -> bool:
        self._measure_memory()
        return self._memory_mb is not None and self._memory_mb > self.function.memory_mb

    def _run_out_of_memory(self) -> None:
        if self.invocation is None:
            self.init_error = answer.out_of_memory("")
        else:
            self._finish(answer.out_of_memory(self.invocation.request_id))
        self._lose()
        self.kill()

    def _exited(self, return_code: int) -> None:
        if self.invocation is not None:
            self._finish(answer.exited(self.invocation.request_id, return_code))
        elif not self._initialised and self.init_error is None:
            self.init_error = answer.exited("", return_code)

    def _finish(self, result: Result) -> None:
        invocation, self.invocation = self.invocation, None
        if invocation is None:
            return
        self._stop_timer()
        duration_ns = monotonic_ns() - self._dispatched_ns
        init_ns, self._init_ns = self._init_ns, None
        self._measure_memory()
        self._on_answered()
        # What the handler printed came before its answer: let the pipe's bytes in first. Twice,
        # because a whole poll has to lie between: on a busy machine half of the first lines that an
        # environment printed came behind its REPORT (measured 2026-11).
        loop = asyncio.get_running_loop()
        self._unclosed = (
            invocation,
            Outcome(result, duration_ns, init_ns, memory_mb=self._memory_mb),
        )
        loop.call_soon(loop.call_soon, self._close_last_log)

    def _close_last_log(self) -> None:
        """At the latest when the next invocation begins, so that theirs do not mix."""
        if self._unclosed is not None:
            invocation, outcome = self._unclosed
            self._unclosed = None
            self._close_log(invocation, outcome)

    def _close_log(self, invocation: Invocation, outcome: Outcome) -> None:
        if self._process is not None:
            self._process.flush_output()
        assert outcome.result is not None
        lines = closing_lines(
            invocation.request_id,
            self.function,
            outcome.result,
            duration_ns=outcome.duration_ns,
            init_ns=outcome.init_ns,
            memory_mb=outcome.memory_mb,
        )
        self._write("".join(f"{line}\n" for line in lines).encode())
        if invocation.wants_tail:
            outcome = replace(outcome, log_tail=self._tail.text())
        invocation.end(outcome)

    def _measure_memory(self) -> None:
        """A process that has ended cannot be asked any more: its last figure stays."""
        now_ns = monotonic_ns()
        if now_ns - self._measured_ns < _MEMORY_FRESH_NS and not self._enforce_memory:
            return
        used_bytes = None if self._process is None else self._process.peak_memory_bytes()
        if used_bytes is not None:
            self._measured_ns = now_ns
            self._memory_mb = -(-used_bytes // _MB)

    def _note(self, sentence: str) -> None:
        self._write(f"harness: {sentence}\n".encode())

    def _lose(self) -> None:
        if not self._lost:
            self._lost = True
            self._stop_timer()
            self._on_lost()

    def _set_timer(self, after_s: float, invocation: Invocation) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(after_s, self._time_out, invocation)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _print(self, line: bytes) -> None:
        self._write(as_logged(line))

    def _write(self, lines: bytes) -> None:
        self._tail.write(lines)
        self._log.write(lines)


def _start_line(invocation: Invocation) -> bytes:
    version = invocation.function.version.encode()
    return b"START RequestId: %s Version: %s\n" % (invocation.request_id.encode(), version)
