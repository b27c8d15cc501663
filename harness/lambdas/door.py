"""Lambda's HTTP API: decode, have the fleet serve it, word the answer."""

import uuid
from collections.abc import Iterable
from pathlib import Path

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.changes import ChangingFunctions
from harness.lambdas.concurrency import ReservedConcurrency
from harness.lambdas.control import ControlPlane
from harness.lambdas.event_config import EventConfigs
from harness.lambdas.events import Events
from harness.lambdas.fleet import Fleet
from harness.lambdas.function_urls import FunctionUrls
from harness.lambdas.invocation import Invocation
from harness.lambdas.protocol import answer, refusal
from harness.lambdas.protocol.arn import function_arn
from harness.lambdas.protocol.event_stream import streamed
from harness.lambdas.protocol.invoke import DRY_RUN, EVENT, Wanted, read_invoke, read_options
from harness.lambdas.protocol.reference import LATEST, Reference, read_reference, version_of
from harness.lambdas.protocol.route import route
from harness.lambdas.protocol.trace import trace_id, trace_root
from harness.lambdas.uploads import Uploads
from harness.model.caller import credentials_of
from harness.model.function import Function
from harness.wire.message import Request, Response

KIND_HEADER = b"x-harness-kind"

_INVOKE = "Invoke"
_STREAM = "InvokeWithResponseStream"


class FrontDoor:
    """Answers what a Lambda client asks of these functions.

    ``dead_letters``: the file of the events that were given up. ``uploads``: the folder of code
    that comes as a zip. ``retry_delay_ns``: until a failed event is tried again. ``concurrency``:
    the account's.
    """

    def __init__(
        self,
        functions: Iterable[Function],
        fleet: Fleet,
        dead_letters: Path,
        uploads: Path,
        *,
        region: str,
        account_id: str,
        concurrency: int,
        retry_delay_ns: int,
    ) -> None:
        self._functions = {function.name: function for function in functions}
        self._fleet = fleet
        self._region = region
        self._account_id = account_id
        reserved = ReservedConcurrency(self._reserved(), concurrency, fleet.reserve)
        configs = EventConfigs(self._functions.values(), retry_delay_ns)
        changing = ChangingFunctions(self._functions, Uploads(uploads), fleet.put)
        self._control = ControlPlane(
            self._functions, changing, reserved, configs, self._arn, lambda: fleet.endpoint
        )
        self._urls = FunctionUrls(self._functions, fleet.invoke)
        self._events = Events(
            fleet.invoke,
            dead_letters,
            patience=configs.patience,
            is_off=lambda function: reserved.of(function) == 0,
            arn=self._arn,
        )

    async def serve_url(self, request: Request) -> Response:
        """Answer a request to a function's own URL."""
        return await self._urls.handle(request)

    async def stop(self) -> None:
        """Write down the events that are still on their way."""
        await self._events.stop()

    async def handle(self, request: Request) -> Response:
        response = await self._answer(request)
        if response.header(b"x-amzn-requestid") is None:
            response.headers.append((b"x-amzn-requestid", str(uuid.uuid4()).encode()))
        return response

    async def _answer(self, request: Request) -> Response:
        asked = route(request.method.decode("latin-1"), request.target.decode("latin-1"))
        if not asked.operation:
            return refusal.unknown_operation()
        if not asked.function:
            return self._control.answer(asked, None, None, request.body)
        reference = read_reference(asked.function, asked.query.get("Qualifier"))
        if isinstance(reference, Response):
            return reference
        function = self._named(asked.operation, reference)
        if isinstance(function, Response):
            return function
        if asked.operation in (_INVOKE, _STREAM):
            streams = asked.operation == _STREAM
            return await self._invoke(function, reference.qualifier, request, streams)
        return self._control.answer(asked, function, reference.qualifier, request.body)

    # which function

    def _named(self, operation: str, reference: Reference) -> Function | Response:
        function = self._functions.get(reference.name)
        unreachable = self._unreachable(operation, reference)
        if unreachable is not None:
            return unreachable
        if function is None or version_of(function, reference.qualifier) is None:
            return refusal.not_found(self._missing_arn(operation, reference))
        return function

    def _unreachable(self, operation: str, reference: Reference) -> Response | None:
        if reference.account_id not in (None, self._account_id):
            arn = function_arn(
                reference.name, reference.region or self._region, str(reference.account_id)
            )
            return refusal.other_account(operation, arn, self._account_id)
        if reference.region not in (None, self._region):
            return refusal.other_region(str(reference.region), self._region)
        return None

    def _missing_arn(self, operation: str, reference: Reference) -> str:
        """Invoke names the qualifier, the others only where one was asked for (recorded 2025)."""
        qualifier = reference.qualifier or (LATEST if operation in (_INVOKE, _STREAM) else None)
        return function_arn(reference.name, self._region, self._account_id, qualifier)

    def _arn(self, function: str) -> str:
        return function_arn(function, self._region, self._account_id)

    def _reserved(self) -> dict[str, int]:
        return {
            name: function.reserved_concurrency
            for name, function in self._functions.items()
            if function.reserved_concurrency is not None
        }

    # Invoke

    def _case(self, request: Request) -> str | None:
        return self._fleet.identify(*credentials_of(request.headers)).case

    async def _invoke(
        self, function: Function, qualifier: str | None, request: Request, streams: bool
    ) -> Response:
        wanted = read_options(request.headers, streams=streams) or read_invoke(
            request.headers, request.body
        )
        if isinstance(wanted, Response):
            return wanted
        if wanted.kind == DRY_RUN:
            return Response(204)
        invocation = _invocation(function, qualifier, wanted, request, self._case(request))
        if wanted.kind == EVENT:
            self._events.accept(invocation)
            return answer.accepted(invocation.request_id, invocation.trace_id)
        outcome = await self._fleet.invoke(invocation)
        if outcome.result is None:
            return refusal.rate_exceeded(outcome.reason)
        word = streamed if streams else answer.invoked
        return word(
            outcome.result,
            invocation.request_id,
            outcome.log_tail,
            invocation.trace_id,
            version_of(function, qualifier) or LATEST,
        )


def _invocation(
    function: Function, qualifier: str | None, wanted: Wanted, request: Request, case: str | None
) -> Invocation:
    kind = request.headers.get(KIND_HEADER)
    now_ns = epoch_ns()
    return Invocation(
        request_id=str(uuid.uuid4()),
        function=function,
        payload=wanted.payload,
        kind=function.name if kind is None else kind.decode("utf-8", "replace"),
        time_ns=now_ns,
        arrived_ns=monotonic_ns(),
        client_context=wanted.client_context,
        trace_id=request.headers.get(b"x-amzn-trace-id") or _new_trace_id(now_ns),
        wants_tail=wanted.wants_tail,
        qualifier=qualifier,
        case=case,
    )


def _new_trace_id(now_ns: int) -> bytes:
    digits = uuid.uuid4().hex
    return trace_id(trace_root(now_ns, digits), digits)
