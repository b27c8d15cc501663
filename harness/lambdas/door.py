"""Lambda's HTTP API: decode, have the fleet serve it, word the answer."""

import uuid
from collections.abc import Iterable
from pathlib import Path
from random import Random

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.control.catalog import Record
from harness.lambdas.control.plane import ControlPlane
from harness.lambdas.control.request import ControlRequest, Reply
from harness.lambdas.downloads import Downloads
from harness.lambdas.events import Events
from harness.lambdas.fleet import Fleet
from harness.lambdas.function_urls import FunctionUrls
from harness.lambdas.invocation import Invocation
from harness.lambdas.protocol import refusal, results
from harness.lambdas.protocol.arn import Arns, function_arn
from harness.lambdas.protocol.event_stream import streamed
from harness.lambdas.protocol.invoke import DRY_RUN, EVENT, InvokeRequest, read_invoke, read_options
from harness.lambdas.protocol.reference import Reference, missing_function, read_reference
from harness.lambdas.protocol.route import Route, read_route
from harness.lambdas.protocol.trace import trace_id, trace_root
from harness.model.caller import KIND_HEADER, credentials_of, number_of
from harness.model.function import Function
from harness.model.time import NS_PER_S
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import Signatures

_KIND_HEADER = KIND_HEADER.lower().encode()

_INVOKE = "Invoke"
_STREAM = "InvokeWithResponseStream"

# The others say in words of their own that there is no such version or alias.
_NEEDS_VERSION = frozenset({_INVOKE, _STREAM, "GetFunction", "GetFunctionConfiguration"})


class FrontDoor:
    """Answers what a Lambda client asks of these functions.

    ``dead_letters``: the file of the events that were given up. ``uploads``: the folder of code
    that comes as a zip. ``retry_delay_ns``: until a failed event is tried again. ``concurrency``:
    the account's. ``dice``: which of its two versions an alias sends an invocation to.
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
        dice: Random,
        signatures: Signatures | None = None,
    ) -> None:
        self._signatures = signatures
        self._fleet = fleet
        self._dice = dice
        self._arns = Arns(region, account_id)
        self.control = ControlPlane(
            list(functions),
            fleet,
            uploads,
            self._arns,
            concurrency=concurrency,
            retry_delay_ns=retry_delay_ns,
        )
        self._functions = self.control.catalog
        self._downloads = Downloads(self.control.code_of)
        self._urls = FunctionUrls(self.control.urls.served, fleet.invoke)
        self._events = Events(
            fleet.invoke,
            dead_letters,
            patience=self.control.events.patience,
            is_off=lambda function: self.control.reserved.of(function) == 0,
            arn=self._arns.function,
            has_on_success=lambda invocation: self.control.events.has_on_success(
                invocation.function.name, invocation.qualifier
            ),
        )

    async def serve_url(self, request: Request) -> Response:
        """Answer a request to a function's own URL."""
        return await self._urls.handle(request)

    async def serve_code(self, request: Request) -> Response:
        """Answer a request for the code of a function."""
        return await self._downloads.handle(request.target)

    async def stop(self) -> None:
        """Write down the events that are still on their way."""
        await self._events.stop()

    async def handle(self, request: Request) -> Response:
        """Answer any request for Lambda's API, with a request id."""
        reply = self._check(request) or await self._answer(request)
        response = refusal.encode(reply) if isinstance(reply, Refusal) else reply
        if response.header(b"x-amzn-requestid") is None:
            response.headers.append((b"x-amzn-requestid", str(uuid.uuid4()).encode()))
        return response

    def _check(self, request: Request) -> Refusal | None:
        """None where the signature is as it should be, or nobody looks at it."""
        if self._signatures is None:
            return None
        bad = self._signatures.check(request, "lambda", epoch_ns() // NS_PER_S)
        return None if bad is None else refusal.badly_signed(bad)

    async def _answer(self, request: Request) -> Reply:
        route = read_route(request.method.decode("latin-1"), request.target.decode("latin-1"))
        if not route.operation:
            return refusal.unknown_operation(
                request.method.decode("latin-1"), request.target.decode("latin-1")
            )
        if not route.function:
            return await self.control.answer(ControlRequest(route, request.body))
        reference = read_reference(route.function, route.query("Qualifier"), route.operation)
        if isinstance(reference, Refusal):
            return reference
        record = self._function_record(route, reference, request.body)
        if isinstance(record, Refusal):
            return record
        if route.operation in (_INVOKE, _STREAM):
            streams = route.operation == _STREAM
            return await self._invoke(record, reference.qualifier, request, streams)
        return await self.control.answer(
            ControlRequest(route, request.body, record, reference.qualifier)
        )

    # which function

    def _function_record(self, route: Route, reference: Reference, body: bytes) -> Record | Refusal:
        record = self._functions.get(reference.name)
        unreachable = self._unreachable(route.operation, reference)
        if unreachable is not None:
            return unreachable
        exists = record is not None and (
            route.operation not in _NEEDS_VERSION or record.version(reference.qualifier) is not None
        )
        if record is None or not exists:
            arn = self._arns.function(reference.name)
            return missing_function(route.operation, arn, reference.qualifier, body)
        return record

    def _unreachable(self, operation: str, reference: Reference) -> Refusal | None:
        if reference.account_id not in (None, self._arns.account_id):
            arn = function_arn(
                reference.name, reference.region or self._arns.region, str(reference.account_id)
            )
            return refusal.other_account(operation, arn, self._arns.account_id)
        if reference.region not in (None, self._arns.region):
            return refusal.other_region(str(reference.region), self._arns.region)
        return None

    # Invoke

    def _case(self, request: Request) -> str | None:
        return self._fleet.identify(*credentials_of(request.headers)).case

    async def _invoke(
        self, record: Record, qualifier: str | None, request: Request, streams: bool
    ) -> Reply:
        options = read_options(request.headers, streams=streams) or read_invoke(
            request.headers, request.body
        )
        if isinstance(options, Refusal):
            return options
        if options.kind == DRY_RUN:
            return Response(204)
        version = record.picked(qualifier, self._dice)
        assert version is not None
        invocation = _invocation(version.function, qualifier, options, request, self._case(request))
        if options.kind == EVENT:
            self._events.accept(invocation)
            return results.accepted(invocation.request_id, invocation.trace_id)
        outcome = await self._fleet.invoke(invocation)
        if outcome.result is None:
            return refusal.rate_exceeded(outcome.reason)
        word = streamed if streams else results.invoked
        return word(
            outcome.result,
            invocation.request_id,
            outcome.log_tail,
            invocation.trace_id,
            version.number,
        )


def _invocation(
    function: Function,
    qualifier: str | None,
    options: InvokeRequest,
    request: Request,
    case: str | None,
) -> Invocation:
    kind = request.headers.get(_KIND_HEADER)
    now_ns = epoch_ns()
    return Invocation(
        request_id=str(uuid.uuid4()),
        function=function,
        payload=options.payload,
        kind=function.name if kind is None else kind.decode("utf-8", "replace"),
        time_ns=now_ns,
        arrived_ns=monotonic_ns(),
        client_context=options.client_context,
        trace_id=request.headers.get(b"x-amzn-trace-id") or _new_trace_id(now_ns),
        wants_tail=options.wants_tail,
        qualifier=qualifier,
        case=case,
        request_number=number_of(request.headers),
    )


def _new_trace_id(now_ns: int) -> bytes:
    digits = uuid.uuid4().hex
    return trace_id(trace_root(now_ns, digits), digits)
