"""Lambda's API: decode, let the pool decide, wait for the outcome, record."""

import asyncio
import base64
import hashlib
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import assert_never

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.environment import Environment, Launch
from harness.lambdas.invocation import Invocation, Outcome
from harness.lambdas.log import FunctionLog
from harness.lambdas.protocol import answer
from harness.lambdas.protocol.environment import Credentials, variables
from harness.lambdas.protocol.route import Route, route
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
from harness.wire.message import Request, Response

KIND_HEADER = b"x-harness-kind"


class FrontDoor:
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

    async def handle(self, request: Request) -> Response:
        asked = route(request.method.decode("latin-1"), request.target.decode("latin-1"))
        if asked.operation == "ListFunctions":
            return self._list()
        function = self._functions.get(asked.function)
        if not asked.operation:
            return answer.refusal(404, "UnknownOperationException", "not a Lambda operation here")
        if function is None or asked.qualifier != "$LATEST":
            return answer.not_found(self._missing_arn(asked))
        if asked.operation == "Invoke":
            return await self._invoke(function, request)
        configuration = answer.configuration(function, self._arn(function.name))
        if asked.operation == "GetFunction":
            return answer.described({"Configuration": configuration, "Code": {}})
        return answer.described(configuration)

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

    # Invoke

    async def _invoke(self, function: Function, request: Request) -> Response:
        refused = _refused(request)
        if refused is not None:
            return refused
        invocation = _invocation(function, request)
        self._waiting[invocation.request_id] = invocation
        self._apply(InvocationArrived(invocation.request_id, function.name))
        outcome = await invocation.outcome
        self._record(invocation, outcome)
        if outcome.result is None:
            return answer.concurrency_exceeded()
        return answer.invoked(outcome.result, invocation.request_id, outcome.log_tail)

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
            self._arn(function.name),
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

    # descriptions

    def _list(self) -> Response:
        functions = [
            answer.configuration(function, self._arn(function.name))
            for function in self._functions.values()
        ]
        return answer.described({"Functions": functions})

    def _arn(self, function: str) -> str:
        return f"arn:aws:lambda:{self._region}:{self._account_id}:function:{function}"

    def _missing_arn(self, asked: Route) -> str:
        """Invoke names the qualifier, the others only where one was asked for (recorded 2025)."""
        arn = self._arn(asked.function)
        bare = asked.operation != "Invoke" and asked.qualifier == "$LATEST"
        return arn if bare else f"{arn}:{asked.qualifier}"


def access_key(function: str) -> str:
    """A key id in AWS's shape that is the same at every start, so that it can be recognised."""
    return "ASIA" + hashlib.sha256(function.encode()).hexdigest()[:16].upper()


def _credentials(function: Function, number: int) -> Credentials:
    return Credentials(access_key(function.name), SECRET_KEY, f"{function.name}-{number}")


def _refused(request: Request) -> Response | None:
    """What AWS refuses before any runtime sees it."""
    kind = request.headers.get(b"x-amz-invocation-type", b"RequestResponse")
    if kind == b"DryRun":
        return Response(204)
    if kind != b"RequestResponse":
        message = f"InvocationType {kind.decode('latin-1')} is not emulated"
        return answer.refusal(400, "InvalidParameterValueException", message)
    if len(request.body) > answer.PAYLOAD_BYTES_MAX:
        return answer.payload_too_large()
    try:
        answer.loads(request.body or b"{}")
        _client_context(request)
    except ValueError as error:
        return answer.invalid_json(str(error))
    return None


def _client_context(request: Request) -> bytes | None:
    """Base64 in the header, plain JSON for the runtime. Raises ValueError where it is neither."""
    encoded = request.headers.get(b"x-amz-client-context")
    if encoded is None:
        return None
    context = base64.b64decode(encoded, validate=True)
    answer.loads(context)
    return context


def _invocation(function: Function, request: Request) -> Invocation:
    kind = request.headers.get(KIND_HEADER)
    return Invocation(
        request_id=str(uuid.uuid4()),
        function=function,
        payload=request.body or b"{}",
        kind=function.name if kind is None else kind.decode("utf-8", "replace"),
        time_ns=epoch_ns(),
        arrived_ns=monotonic_ns(),
        client_context=_client_context(request),
        trace_id=request.headers.get(b"x-amzn-trace-id"),
        wants_tail=request.headers.get(b"x-amz-log-type") == b"Tail",
    )
