"""Serves the functions that have a URL to whoever asks by HTTP."""

import uuid
from collections.abc import Awaitable, Callable

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.protocol import cors, function_url, refusal
from harness.lambdas.protocol.trace import trace_id, trace_root
from harness.model.function import Function
from harness.wire.message import Request, Response


class FunctionUrls:
    """Serves URLs. ``url_of``: the function that a URL's path names, with its URL's settings, and
    the alias whose URL that is. ``serve``: one invocation."""

    def __init__(
        self,
        url_of: Callable[[str], tuple[Function, str | None] | None],
        serve: Callable[[Invocation], Awaitable[InvocationOutcome]],
    ) -> None:
        self._url_of = url_of
        self._serve = serve

    async def handle(self, request: Request) -> Response:
        """Answer a request to a URL; HTTP 404 where the path names none."""
        target = function_url.read_target(request.target)
        url = self._url_of(target.function)
        if url is None:
            return function_url.no_url()
        function, alias = url
        if function.url_cors is None:
            return await self._answer(target, function, alias, request)
        if cors.is_preflight(request):
            return cors.preflight(function.url_cors, request)
        response = await self._answer(target, function, alias, request)
        cors.add(function.url_cors, request, response)
        return response

    async def _answer(
        self,
        target: function_url.UrlTarget,
        function: Function,
        alias: str | None,
        request: Request,
    ) -> Response:
        if function.url_auth is not None and not function_url.is_allowed(
            function.url_auth, request
        ):
            return function_url.forbidden()
        request_id, now_ns, digits = str(uuid.uuid4()), epoch_ns(), uuid.uuid4().hex
        root = trace_root(now_ns, digits)
        payload = function_url.event(target, request, request_id, now_ns, root)
        if len(payload) > refusal.PAYLOAD_BYTES_MAX:
            return refusal.encode(refusal.PAYLOAD_TOO_LARGE)
        outcome = await self._serve(
            Invocation(
                request_id=request_id,
                function=function,
                payload=payload,
                kind=function.name,
                time_ns=now_ns,
                arrived_ns=monotonic_ns(),
                trace_id=request.headers.get(b"x-amzn-trace-id") or trace_id(root, digits),
                qualifier=alias,
            )
        )
        response = (
            refusal.encode(refusal.rate_exceeded(outcome.reason))
            if outcome.result is None
            else function_url.answered(outcome.result)
        )
        response.headers.append((b"x-amzn-requestid", request_id.encode()))
        return response
