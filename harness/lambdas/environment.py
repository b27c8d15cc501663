"""One execution environment: a runtime process, and the Runtime API that it polls.

process ── GET  /2018-06-01/runtime/invocation/next ──► waits for ``dispatch``
        ── POST …/invocation/{id}/response | /error ──► the invocation's outcome
        ── POST …/init/error ──► kept until the process exits

Whatever happens to it is an event of the table in ``protocol.phase``, which says what follows.
"""

import asyncio
from collections.abc import Callable, Mapping

from harness.clock import epoch_ns, monotonic_ns
from harness.errors import HarnessError
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.log import EnvironmentLog, FunctionLog
from harness.lambdas.process import Launch, MemoryGauge, StartedRuntime
from harness.lambdas.protocol import results, runtime_api
from harness.lambdas.protocol.phase import PHASES, Phase, PhaseEvent, after
from harness.lambdas.protocol.results import Result
from harness.model.function import Function
from harness.model.time import NS_PER_S
from harness.wire.message import Request, Response
from harness.wire.server import HttpServer

# AWS ends an initialisation after 10 s and retries it inside the invocation. Here many processes
# share few cores, so a slow start says nothing about AWS: only a hung one is ended.
INIT_LIMIT_S = 60

# How often memory is looked at where MemorySize is enforced. What is used and given back in
# between is found at the answer, from the peak.
_MEMORY_WATCH_S = 0.02


class Environment:
    """One environment, from its start to its loss. ``ahead``: its start is nobody's cold start.
    ``enforce_memory``: end it where it uses more than the function's MemorySize, as AWS does.
    ``on_answered``: its invocation has an outcome. ``on_ready``: it asks for work, the first time
    or again. ``on_lost``: it is gone for good; called exactly once."""

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
        self._phase = Phase.INIT
        self._log = EnvironmentLog(log, function)
        self._ahead = ahead
        self._arn = arn
        self._on_answered = on_answered
        self._on_ready = on_ready
        self._on_lost = on_lost
        self._api = HttpServer(self._handle)
        self._work: asyncio.Future[Invocation] | None = None
        self._unclosed: tuple[Invocation, InvocationOutcome] | None = None
        self._process: StartedRuntime | None = None
        self._memory = MemoryGauge(function.memory_mb if enforce_memory else None)
        self._time_limit = _Timer()
        self._memory_watch = _Timer()
        self._started_ns = 0
        self._dispatched_ns = 0
        self._init_ns: int | None = None

    async def run(self, launch: Launch, variables: Mapping[str, str]) -> None:
        """Start the process and stay with it until it ends."""
        self._started_ns = monotonic_ns()
        port = await self._api.start()
        self._time_limit.set(INIT_LIMIT_S, self.kill)
        try:
            self._process = await launch(
                self.function, f"127.0.0.1:{port}", variables, self._log.print
            )
            self._started_ns = self._process.started_ns
            self._watch_memory()
            return_code = await self._process.wait()
            if self.invocation is not None or self.init_error is None:
                self._break_off(lambda request_id: results.exited(request_id, return_code))
        except HarnessError as error:
            self.init_error = results.init_failed(str(error))
        finally:
            self._lose()
            await self._api.stop()

    def dispatch(self, invocation: Invocation) -> None:
        """Serve one invocation. The process has to be asking for work."""
        self._phase = after(self._phase, PhaseEvent.DISPATCH)
        assert self._work is not None
        self._close_log()
        self.invocation = invocation
        self._dispatched_ns = monotonic_ns()
        self._log.start(invocation)
        self._time_limit.set(self.function.timeout_s, self._time_out)
        self._work.set_result(invocation)
        if not self._memory_watch.is_set:
            self._watch_memory()

    def fail(self, invocation: Invocation) -> None:
        """Answer an invocation that waited for this environment with why it did not start."""
        assert self.init_error is not None
        init_ns = monotonic_ns() - self._started_ns
        result = results.init_failed_of(self.init_error, invocation.request_id)
        self._log.failed_init(result, init_ns)
        self._log.start(invocation, keeps_tail=True)
        self._unclosed = (invocation, InvocationOutcome(result, 0, init_ns))
        self._close_log()

    def kill(self) -> None:
        """End the process, if it was started."""
        if self._process is not None:
            self._process.kill()

    # the Runtime API

    async def _handle(self, request: Request) -> Response:
        path = runtime_api.resource(request.target)
        if path == runtime_api.NEXT:
            return await self._next()
        if path == runtime_api.INIT_ERROR:
            self.init_error = results.raised(request.body, self.function.code_dir)
            return Response(202)
        return self._post(path, request.body)

    async def _next(self) -> Response:
        if self._phase is Phase.LOST:
            return Response(410)  # it asked just before it was ended
        if (self._phase, PhaseEvent.NEXT) not in PHASES:
            self._log.note("asked for the next invocation before it had answered this one: refused")
            return Response(403)
        if self._phase is Phase.INIT:
            self._time_limit.cancel()
            self._init_ns = None if self._ahead else monotonic_ns() - self._started_ns
        self._phase = after(self._phase, PhaseEvent.NEXT)
        self._work = asyncio.get_running_loop().create_future()
        self._on_ready()
        invocation = await self._work
        qualifier = f":{invocation.qualifier}" if invocation.qualifier else ""
        headers = runtime_api.next_headers(
            invocation.request_id,
            self._arn + qualifier,
            epoch_ns() // 1_000_000 + self.function.timeout_s * 1000,
            trace_id=invocation.trace_id,
            client_context=invocation.client_context,
        )
        return Response(200, invocation.payload, headers)

    def _post(self, path: bytes, body: bytes) -> Response:
        request_id = runtime_api.invocation_of(path)
        in_hand = None if self.invocation is None else self.invocation.request_id
        if (self._phase, PhaseEvent.OUTCOME) not in PHASES or request_id != in_hand:
            self._log.note(f"{request_id} was answered again, or after its end: dropped")
            return Response(410)
        if self._memory.is_above_limit(self._process):
            self._break_off(results.out_of_memory)
            self.kill()
            return Response(410)
        posted = runtime_api.read_answer(path, body, self.function.code_dir)
        self._finish(posted.result)
        return Response(posted.status)

    # the ends of an invocation

    def _time_out(self) -> None:
        left_ns = self.function.timeout_s * NS_PER_S - (monotonic_ns() - self._dispatched_ns)
        if left_ns > 0:  # the loop's timers count in milliseconds
            self._time_limit.set(left_ns / NS_PER_S, self._time_out)
            return
        self._break_off(lambda request_id: results.timed_out(request_id, self.function.timeout_s))
        self.kill()

    def _watch_memory(self) -> None:
        """Look at the memory now and again, as long as the process initialises, or serves an
        invocation."""
        self._memory_watch.cancel()
        if self._memory.limit_mb is None or self._phase not in (Phase.INIT, Phase.BUSY):
            return
        if self._memory.is_above_limit(self._process):
            self._break_off(results.out_of_memory)
            self.kill()
        else:
            self._memory_watch.set(_MEMORY_WATCH_S, self._watch_memory)

    def _break_off(self, result_of: Callable[[str], Result]) -> None:
        """The process has ended or has to: its invocation, or else its start, comes to
        ``result_of`` the request's id, which is "" for a start."""
        if self.invocation is not None:
            self._finish(result_of(self.invocation.request_id))
        elif self._phase is Phase.INIT:
            self.init_error = result_of("")
        self._lose()

    def _finish(self, result: Result) -> None:
        assert self.invocation is not None
        self._phase = after(self._phase, PhaseEvent.OUTCOME)
        invocation, self.invocation = self.invocation, None
        self._time_limit.cancel()
        duration_ns = monotonic_ns() - self._dispatched_ns
        init_ns, self._init_ns = self._init_ns, None
        self._memory.measure(self._process)
        self._on_answered()
        # What the handler printed came before its answer: let the pipe's bytes in first. Twice,
        # because a whole poll has to lie between: on a busy machine half of the first lines that an
        # environment printed came behind its REPORT (measured 2026-11).
        loop = asyncio.get_running_loop()
        outcome = InvocationOutcome(result, duration_ns, init_ns, memory_mb=self._memory.peak_mb)
        self._unclosed = (invocation, outcome)
        loop.call_soon(loop.call_soon, self._close_log)

    def _close_log(self) -> None:
        """Close it at the latest when the next invocation begins, so that theirs do not mix."""
        if self._unclosed is not None:
            unclosed, self._unclosed = self._unclosed, None
            if self._process is not None:
                self._process.flush_output()
            self._log.close(*unclosed)

    def _lose(self) -> None:
        if self._phase is not Phase.LOST:
            self._phase = after(self._phase, PhaseEvent.LOSS)
            self._time_limit.cancel()
            self._on_lost()


class _Timer:
    """One call that is still to come, if any."""

    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    @property
    def is_set(self) -> bool:
        return self._handle is not None

    def set(self, after_s: float, callback: Callable[[], None]) -> None:
        self.cancel()
        self._handle = asyncio.get_running_loop().call_later(after_s, callback)

    def cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
