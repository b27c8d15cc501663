"""The environments of all functions: the pool decides, this carries it out and records."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import assert_never

from harness.clock import monotonic_ns
from harness.lambdas.environment import Environment, Launch
from harness.lambdas.invocation import Invocation, Outcome
from harness.lambdas.log import FunctionLog
from harness.lambdas.protocol.arn import function_arn
from harness.lambdas.protocol.environment import Credentials, variables
from harness.model.caller import CLIENT, SECRET_KEY, SETUP, SETUP_ACCESS_KEY, Caller
from harness.model.entry import Entry, InvocationEntry
from harness.model.function import Function
from harness.pool.messages import (
    Command,
    Dispatch,
    EnvironmentLost,
    EnvironmentReady,
    Event,
    FailInvocation,
    InvocationArrived,
    InvocationEnded,
    RefuseInvocation,
    StartEnvironment,
)
from harness.pool.pool import Pool


class Fleet:
    """``endpoint``: where functions find DynamoDB and Lambda; set before the first invocation."""

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
    ) -> None:
        self._functions = {function.name: function for function in functions}
        self._pool = pool
        self._launch = launch
        self._record_entry = record
        self._region = region
        self._account_id = account_id
        self._logs = {name: FunctionLog(logs / f"{name}.log") for name in self._functions}
        self._callers = {access_key(name): name for name in self._functions}
        self._environments: dict[int, Environment] = {}
        self._tokens: dict[str, Environment] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._waiting: dict[str, Invocation] = {}
        self._stopping = False
        self.endpoint = ""

    def identify(self, key: str, session_token: str) -> Caller:
        """Who signed a DynamoDB call with this access key and session token."""
        function = self._callers.get(key)
        if function is None:
            return Caller(SETUP if key == SETUP_ACCESS_KEY else CLIENT)
        environment = self._tokens.get(session_token)
        invocation = None if environment is None else environment.invocation
        if invocation is None:
            return Caller(function)
        return Caller(function, invocation.request_id, invocation.kind)

    async def invoke(self, invocation: Invocation) -> Outcome:
        """Serve it in an environment of its function, and record how that went."""
        self._waiting[invocation.request_id] = invocation
        self._apply(InvocationArrived(invocation.request_id, invocation.function.name))
        outcome = await invocation.outcome
        self._record(invocation, outcome)
        return outcome

    async def stop(self) -> None:
        """End every environment; returns when no process is left."""
        self._stopping = True
        tasks = list(self._tasks.values())
        for environment in self._environments.values():
            environment.kill()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for log in self._logs.values():
            log.close()

    def _record(self, invocation: Invocation, outcome: Outcome) -> None:
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
            )
        )

    # the pool's decisions, carried out

    def _apply(self, event: Event) -> None:
        for command in self._pool.decide(event):
            self._perform(command)

    def _perform(self, command: Command) -> None:
        match command:
            case StartEnvironment(environment, function):
                self._start(environment, self._functions[function])
            case Dispatch(invocation, environment):
                self._environments[environment].dispatch(self._waiting.pop(invocation))
            case FailInvocation(invocation, environment):
                self._environments[environment].fail(self._waiting.pop(invocation))
            case RefuseInvocation(invocation):
                self._waiting.pop(invocation).end(Outcome(None))
            case _:
                assert_never(command)

    def _start(self, number: int, function: Function) -> None:
        credentials = _credentials(function, number)
        ready: list[Event] = [EnvironmentReady(number)]

        def on_ready() -> None:
            self._apply(ready.pop() if ready else InvocationEnded(number))

        def on_lost() -> None:
            self._tokens.pop(credentials.session_token, None)
            if not self._stopping:
                self._apply(EnvironmentLost(number))
            self._environments.pop(number, None)

        environment = Environment(
            function,
            self._logs[function.name],
            function_arn(function.name, self._region, self._account_id),
            on_ready=on_ready,
            on_lost=on_lost,
        )
        self._environments[number] = environment
        self._tokens[credentials.session_token] = environment
        given = variables(
            function,
            credentials,
            region=self._region,
            endpoint=self.endpoint,
            log_stream=f"[$LATEST]{credentials.session_token}",
        )
        task = asyncio.get_running_loop().create_task(environment.run(self._launch, given))
        self._tasks[number] = task
        task.add_done_callback(lambda _: self._tasks.pop(number, None))


def access_key(function: str) -> str:
    """A key id in AWS's shape that is the same at every start, so that it can be recognised."""
    return "ASIA" + hashlib.sha256(function.encode()).hexdigest()[:16].upper()


def _credentials(function: Function, number: int) -> Credentials:
    return Credentials(access_key(function.name), SECRET_KEY, f"{function.name}-{number}")
