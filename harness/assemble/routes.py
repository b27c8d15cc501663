"""Whose answer a request gets: the one table of routes."""

from dataclasses import dataclass
from typing import Any

from harness.cases.desk import PATH as CASES_PATH
from harness.cases.desk import Desk
from harness.clock import Clock
from harness.dynamodb.gateway import Gateway
from harness.lambdas.door import FrontDoor
from harness.lambdas.downloads import PREFIX as CODE_PREFIX
from harness.lambdas.protocol.function_url import PREFIX as URL_PREFIX
from harness.lambdas.protocol.route import is_lambda
from harness.live.clock import TARGET as CLOCK_TARGET
from harness.live.clock import handle_clock
from harness.live.view import PREFIX as OWN_PREFIX
from harness.live.view import LiveView
from harness.services.others import OtherServices
from harness.services.owner import ANONYMOUS, DYNAMODB, LAMBDA, owner_of
from harness.services.tripwire import Tripwire
from harness.wire.message import Request, Response


@dataclass(frozen=True, slots=True)
class Routes:
    """What answers, each for its own."""

    gateway: Gateway
    door: FrontDoor
    others: OtherServices
    tripwire: Tripwire
    desk: Desk[Any]
    live: LiveView
    clock: Clock

    async def handle(self, request: Request) -> Response:
        """A path may be behind a host, or be none: then it is meant for a proxy."""
        if not request.target.startswith(b"/"):
            response = await self.tripwire.handle(request)
            if response is not None:
                return response
        if request.target.startswith(OWN_PREFIX):
            return await self._own(request)
        owner = owner_of(request)
        if owner == DYNAMODB:
            return await self.gateway.handle(request)
        if owner == LAMBDA or (owner == ANONYMOUS and is_lambda(request.target)):
            return await self.door.handle(request)
        if owner == ANONYMOUS:
            return await self.gateway.handle(request)
        return self.others.handle(request, owner)

    async def _own(self, request: Request) -> Response:
        if request.target.startswith(CASES_PATH):
            return await self.desk.handle(request)
        if request.target.startswith(URL_PREFIX):
            if request.sent is not None:  # a function gets what was sent, compressed or not
                request.body = request.sent
            return await self.door.serve_url(request)
        if request.target.startswith(CODE_PREFIX):
            return await self.door.serve_code(request)
        if request.target == CLOCK_TARGET:
            return handle_clock(request, self.clock)
        return self.live.handle(request)
