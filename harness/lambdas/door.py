"""Lambda's HTTP API: decode, have the fleet serve it, word the answer."""

import base64
import uuid
from collections.abc import Iterable

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.fleet import Fleet
from harness.lambdas.invocation import Invocation
from harness.lambdas.protocol import answer
from harness.lambdas.protocol.arn import function_arn
from harness.lambdas.protocol.route import Route, route
from harness.model.function import Function
from harness.wire.message import Request, Response

KIND_HEADER = b"x-harness-kind"


class FrontDoor:
    """Answers what a Lambda client asks of these functions."""

    def __init__(
        self, functions: Iterable[Function], fleet: Fleet, *, region: str, account_id: str
    ) -> None:
        self._functions = {function.name: function for function in functions}
        self._fleet = fleet
        self._region = region
        self._account_id = account_id

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

    # Invoke

    async def _invoke(self, function: Function, request: Request) -> Response:
        refused = _refused(request)
        if refused is not None:
            return refused
        invocation = _invocation(function, request)
        outcome = await self._fleet.invoke(invocation)
        if outcome.result is None:
            return answer.concurrency_exceeded()
        return answer.invoked(outcome.result, invocation.request_id, outcome.log_tail)

    # descriptions

    def _list(self) -> Response:
        functions = [
            answer.configuration(function, self._arn(function.name))
            for function in self._functions.values()
        ]
        return answer.described({"Functions": functions})

    def _arn(self, function: str) -> str:
        return function_arn(function, self._region, self._account_id)

    def _missing_arn(self, asked: Route) -> str:
        """Invoke names the qualifier, the others only where one was asked for (recorded 2025)."""
        arn = self._arn(asked.function)
        bare = asked.operation != "Invoke" and asked.qualifier == "$LATEST"
        return arn if bare else f"{arn}:{asked.qualifier}"


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
