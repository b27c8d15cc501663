"""The environments of all functions: the pool decides, this carries it out and records."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import assert_never

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.environment import Environment
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.log import FunctionLog
from harness.lambdas.process import Launch
from harness.lambdas.protocol.arn import function_arn
from harness.lambdas.protocol.variables import Credentials, log_stream, variables
from harness.lambdas.protocol.version import units_of
from harness.model.caller import (
    CASE_KEY_PREFIX,
    CLIENT,
    SECRET_KEY,
    SETUP,
    SETUP_ACCESS_KEY,
    Caller,
)
from harness.model.entry import Entry, InvocationEntry
from harness.model.function import Function
from harness.model.proxy import proxy_variables
from harness.pool.messages import (
    CodeChanged,
    Command,
    ConcurrencyProvisioned,
    ConcurrencyReserved,
    Dispatch,
    EndEnvironment,
    EnvironmentLost,
    EnvironmentReady,
    Event,
    FailInvocation,
    InvocationAnswered,
    InvocationArrived,
    InvocationEnded,
    RefuseInvocation,
    StartEnvironment,
    TimePassed,
)
from harness.pool.pool import Pool

TICK_S = 0.5


class Fleet:
    """Runs the environments. ``endpoint``: where functions find DynamoDB and Lambda; set before
    ``start``.

    ``mark``: what the names of all its log streams have in common, and no other process's.
    ``changed``: the functions whose code was saved since it was called last. ``retire``: asked at
    each invocation's end, whether its environment shall not serve another one. ``enforce_memory``:
    end what uses more than its function's MemorySize. ``proxy_password``: what functions say to the
    endpoint as their proxy; "" for no proxy. ``starts_cold``: whether this invocation needs an
    environment that has served nobody.
    """

    def __init__(
        self,
        functions: Iterable[Function],
        pool: Pool,
        launch: Launch,
        record: Callable[[Entry], None],
        logs: Path,
        *,
        region: str,
        account_id: str,
        mark: str = "",
        changed: Callable[[], Iterable[str]] = tuple,
        retire: Callable[[], bool] = lambda: False,
        starts_cold: Callable[[Invocation], bool] = lambda invocation: False,
        enforce_memory: bool = False,
        proxy_password: str = "",
    ) -> None:
        self._functions = {function.unit: function for function in units_of(functions)}
        self._folders = {function.name: function.code_dir for function in self._functions.values()}
        self._pool = pool
        self._launch = launch
        self._record_entry = record
        self._region = region
        self._account_id = account_id
        self._mark = mark
        self._changed = changed
        self._retire = retire
        self._starts_cold = starts_cold
        self._enforce_memory = enforce_memory
        self._proxy_password = proxy_password
        self._log_folder = logs
        self._logs: dict[str, FunctionLog] = {}
        self._callers = {
            access_key(function.name): function.name for function in self._functions.values()
        }
        self._environments: dict[int, Environment] = {}
        self._tokens: dict[str, Environment] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._waiting: dict[str, Invocation] = {}
        self._ticker: asyncio.TimerHandle | None = None
        self._stopping = False
        self.endpoint = ""

    def identify(self, key: str, session_token: str) -> Caller:
        """The caller who signed with this access key and session token."""
        function = self._callers.get(key)
        if function is None:
            return _outside_caller(key)
        environment = self._tokens.get(session_token)
        invocation = None if environment is None else environment.invocation
        if invocation is None:
            return Caller(function)
        return Caller(
            function,
            invocation.request_id,
            invocation.kind,
            invocation.case,
            invocation.request_number,
        )

    def function_of(self, key: str) -> Function | None:
        """The function whose own access key this is, None where it is no function's."""
        return self._functions.get(self._callers.get(key, ""))

    def start(self) -> None:
        """Start environments ahead, and from now on do what falls due."""
        self._apply(TimePassed())
        self._ticker = asyncio.get_running_loop().call_later(TICK_S, self.start)

    def put(self, function: Function) -> None:
        """Serve a new version, or a known one as it is now; what runs, runs to its end."""
        self._functions[function.unit] = function
        self._callers[access_key(function.name)] = function.name
        self._apply(CodeChanged(function.unit))

    def provision(self, version: str, units: int) -> None:
        """Keep so many environments of it started."""
        self._apply(ConcurrencyProvisioned(version, units))

    def reserve(self, function: str, units: int | None) -> None:
        """Set or, with None, delete the function's reserved concurrency."""
        self._apply(ConcurrencyReserved(function, units))

    async def invoke(self, invocation: Invocation) -> InvocationOutcome:
        """Serve it in an environment of its function, and record how that went."""
        for name in self._changed():
            self._code_saved(name)
        self._waiting[invocation.request_id] = invocation
        cold = self._starts_cold(invocation)
        self._apply(InvocationArrived(invocation.request_id, invocation.function.unit, cold))
        outcome = await invocation.outcome
        self._record(invocation, outcome)
        return outcome

    async def stop(self) -> None:
        """End every environment; returns when no process is left."""
        self._stopping = True
        if self._ticker is not None:
            self._ticker.cancel()
        tasks = list(self._tasks.values())
        for environment in self._environments.values():
            environment.kill()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for log in self._logs.values():
            log.close()

    def _code_saved(self, name: str) -> None:
        """``$LATEST`` and the template's own version are the folder that is watched."""
        for unit, function in self._functions.items():
            if function.name == name and function.code_dir == self._folders[name]:
                self._apply(CodeChanged(unit))

    def _record(self, invocation: Invocation, outcome: InvocationOutcome) -> None:
        result = outcome.result
        self._record_entry(
            InvocationEntry(
                time_ns=invocation.time_ns,
                request_id=invocation.request_id,
                function=invocation.function.name,
                kind=invocation.kind,
                status=429 if result is None else 200,
                function_status=None if result is None else result.function_status,
                error="TooManyRequestsException" if result is None else result.error,
                latency_ns=monotonic_ns() - invocation.arrived_ns,
                duration_ns=outcome.duration_ns,
                init_ns=outcome.init_ns,
                memory_mb=outcome.memory_mb,
                case=invocation.case,
                request_number=invocation.request_number,
            )
        )

    # the pool's decisions, carried out

    def _apply(self, event: Event) -> None:
        for command in self._pool.decide(event, monotonic_ns()):
            self._perform(command)

    def _perform(self, command: Command) -> None:
        match command:
            case StartEnvironment(environment, function, ahead):
                self._start(environment, self._functions[function], ahead=ahead)
            case EndEnvironment(environment):
                self._environments[environment].kill()
            case Dispatch(invocation, environment):
                self._environments[environment].dispatch(self._waiting.pop(invocation))
            case FailInvocation(invocation, environment):
                self._environments[environment].fail(self._waiting.pop(invocation))
            case RefuseInvocation(invocation, reason):
                self._waiting.pop(invocation).end(InvocationOutcome(None, reason=reason))
            case _:
                assert_never(command)

    def _start(self, number: int, function: Function, *, ahead: bool) -> None:
        credentials = _credentials(function, number)
        ready: list[Event] = [EnvironmentReady(number)]

        def on_ready() -> None:
            self._apply(ready.pop() if ready else InvocationEnded(number, self._retire()))

        def on_lost() -> None:
            self._tokens.pop(credentials.session_token, None)
            if not self._stopping:
                self._apply(EnvironmentLost(number))
            self._environments.pop(number, None)

        environment = Environment(
            function,
            self._log(function.name),
            function_arn(function.name, self._region, self._account_id),
            ahead=ahead,
            enforce_memory=self._enforce_memory,
            on_answered=lambda: self._apply(InvocationAnswered(number)),
            on_ready=on_ready,
            on_lost=on_lost,
        )
        self._environments[number] = environment
        self._tokens[credentials.session_token] = environment
        environment_variables = variables(
            function,
            credentials,
            region=self._region,
            endpoint=self.endpoint,
            log_stream=log_stream(epoch_ns(), f"{self._mark}{number:016x}", function.version),
            ahead=ahead,
        ) | proxy_variables(
            function.name, function.environment or {}, self.endpoint, self._proxy_password
        )
        task = asyncio.get_running_loop().create_task(
            environment.run(self._launch, environment_variables)
        )
        self._tasks[number] = task
        task.add_done_callback(lambda _: self._tasks.pop(number, None))

    def _log(self, function: str) -> FunctionLog:
        log = self._logs.get(function)
        if log is None:
            log = self._logs[function] = FunctionLog(self._log_folder / f"{function}.log")
        return log


@lru_cache(maxsize=1024)
def _outside_caller(key: str) -> Caller:
    """Who is no function of ours."""
    case = key if key.startswith(CASE_KEY_PREFIX) else None
    return Caller(SETUP if key == SETUP_ACCESS_KEY else CLIENT, case=case)


def access_key(function: str) -> str:
    """A key id in AWS's shape that is the same at every start, so that it can be recognised."""
    return "ASIA" + hashlib.sha256(function.encode()).hexdigest()[:16].upper()


def _credentials(function: Function, number: int) -> Credentials:
    return Credentials(access_key(function.name), SECRET_KEY, f"{function.name}-{number}")
