"""The way to one set of tables of the engine."""

from collections.abc import Coroutine
from typing import Any

from harness.model.caller import SETUP_ACCESS_KEY, unsigned_authorization
from harness.wire.client import HttpClient
from harness.wire.message import Request, Response

_READ = (b"content-type", b"x-amz-target")


class Upstream:
    """Whoever signed a request, it goes on under ``access_key`` (letters and digits): the engine
    keeps the tables of each key apart, and looks at no signature."""

    def __init__(self, client: HttpClient, access_key: str = SETUP_ACCESS_KEY) -> None:
        self._client = client
        self._authorization = unsigned_authorization(access_key, "dynamodb").encode()

    def beside(self, access_key: str) -> "Upstream":
        """The way to another set of tables of the same engine."""
        return Upstream(self._client, access_key)

    def send(self, request: Request) -> Coroutine[Any, Any, Response]:
        """The engine's answer. Raises UpstreamLostError.

        Of the headers only those go on that the engine reads: with more than 8 KB of them it
        refuses what AWS takes.
        """
        headers = {name: request.headers[name] for name in _READ if name in request.headers}
        headers[b"authorization"] = self._authorization
        return self._client.send(Request(request.method, b"/", headers, request.body))
