"""Whose answer a request gets: the one table of every path and service that the process serves."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson

from harness.cases.desk import Desk
from harness.clock import Clock
from harness.dynamodb.gateway import Gateway
from harness.lambdas.door import FrontDoor
from harness.lambdas.protocol.route import is_lambda
from harness.live.clock import handle_clock
from harness.live.measured import Measured
from harness.live.view import LiveView
from harness.services.others import OtherServices
from harness.services.signing_name import ANONYMOUS, DYNAMODB, LAMBDA, signing_name_of
from harness.services.tripwire import Tripwire
from harness.wire.message import Request, Response

Handler = Callable[[Request], Awaitable[Response]]

_OWN = b"/_harness/"


class Routes:
    """``tripwire`` gets what is meant for a proxy; ``others`` what is signed for a service that is
    not in the table."""

    def __init__(
        self,
        gateway: Gateway,
        door: FrontDoor,
        others: OtherServices,
        tripwire: Tripwire,
        desk: Desk[Any],
        live: LiveView,
        clock: Clock,
        measured: Measured | None = None,
    ) -> None:
        async def set_clock(request: Request) -> Response:
            return handle_clock(request, clock)

        async def serve_measured(request: Request) -> Response:
            assert measured is not None
            return measured.handle(request)

        async def serve_url(request: Request) -> Response:
            if request.sent is not None:  # a function gets what was sent, compressed or not
                request.body = request.sent
            return await door.serve_url(request)

        # The harness's own. What ends with a slash stands for every path that begins so.
        self._paths: Mapping[bytes, Handler] = {
            b"/_harness/capacity": live.serve_capacity,
            b"/_harness/cases": desk.handle,
            b"/_harness/cases/": desk.handle,
            b"/_harness/clock": set_clock,
            b"/_harness/code/": door.serve_code,
            b"/_harness/metrics": live.serve_metrics,
            b"/_harness/url/": serve_url,
            **({} if measured is None else {b"/_harness/measured": serve_measured}),
        }
        # AWS's, by the name that a request is signed for.
        self._services: Mapping[str, Handler] = {
            DYNAMODB: gateway.handle,
            LAMBDA: door.handle,
        }
        self._others = others
        self._tripwire = tripwire

    async def handle(self, request: Request) -> Response:
        """Answer a request. A path may be behind a host, or be none: then it is for a proxy."""
        if not request.target.startswith(b"/"):
            response = await self._tripwire.handle(request)
            if response is not None:
                return response
        if request.target.startswith(_OWN):
            return await self._own(request)
        service = signing_name_of(request)
        if service == ANONYMOUS:
            service = LAMBDA if is_lambda(request.target) else DYNAMODB
        handler = self._services.get(service)
        if handler is None:
            return self._others.handle(request, service)
        return await handler(request)

    async def _own(self, request: Request) -> Response:
        path = request.target.partition(b"?")[0]
        prefix = path[: path.find(b"/", len(_OWN)) + 1]
        handler = self._paths.get(path) or self._paths.get(prefix)
        if handler is not None:
            return await handler(request)
        paths = ", ".join(path.decode() for path in self._paths)
        body = orjson.dumps({"message": f"the paths are {paths}"})
        return Response(404, body, [(b"content-type", b"application/json")])
