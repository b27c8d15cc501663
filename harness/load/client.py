"""Invoke over HTTP for a load generator: no signature, no retry, one connection."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import quote

import orjson
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPParseError, HTTPSocketPoolResponse

from harness.load.answer import Answer, Outcome
from harness.load.shown import FireRequest, Shown, UnexpectedAnswerError
from harness.model.caller import (
    KIND_HEADER,
    LOAD_ACCESS_KEY,
    NUMBER_HEADER,
    unsigned_authorization,
)

# As boto3 waits by default (botocore 1.44).
TIMEOUT_S = 60

# Around a request from before it is sent until it is answered; gives its number, where it has one.
Counted = Callable[[], AbstractContextManager[int | None]]

_AUTHORIZATION = unsigned_authorization(LOAD_ACCESS_KEY, "lambda")


class LambdaClient:
    """Invokes functions and reports each request to Locust under its kind.

    Locust's statistics show it as ``INVOKE kind``, or as ``THROTTLED kind`` where the request was
    refused for want of capacity: counted and timed, but not a failure. A failure is: no answer,
    an HTTP error, a function error, a ``statusCode`` of 5xx, and a 4xx that was not expected.

    ``due_ns``: when the next request should have been sent, on the monotonic clock; its latency
    counts from then. None: from when it is sent. ``counted``: around each request.
    ``request_number``: of the requests to come, where ``counted`` gives none.
    """

    def __init__(self, endpoint: str, fire: FireRequest, counted: Counted = nullcontext) -> None:
        self._counted = counted
        self.due_ns: int | None = None
        self.request_number: int | None = None
        self._fire = fire
        self._http = HTTPClient.from_url(
            endpoint, connection_timeout=TIMEOUT_S, network_timeout=TIMEOUT_S
        )

    def invoke(
        self,
        function_name: str,
        payload: object,
        *,
        kind: str | None = None,
        expected: tuple[int, ...] = (),
    ) -> Answer:
        """Invoke and wait for the answer.

        ``kind`` names the request in the statistics and in the ledger (the function's name
        without one). ``expected``: the 4xx ``statusCode`` that are no failure here.
        """
        with self._counted() as number:
            self.request_number = number or self.request_number
            return self._invoke(function_name, payload, kind or function_name, expected)

    def _invoke(
        self, function_name: str, payload: object, kind: str, expected: tuple[int, ...]
    ) -> Answer:
        shown = Shown(self._fire, self.due_ns)
        self.due_ns = None
        answer, size_bytes = self._send(function_name, orjson.dumps(payload), kind)
        row = "THROTTLED" if answer.outcome is Outcome.THROTTLED else "INVOKE"
        shown.end(row, kind, answer, size_bytes, _failure(answer, expected))
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, function_name: str, body: bytes, kind: str) -> tuple[Answer, int]:
        headers = {
            "Authorization": _AUTHORIZATION,
            "Content-Type": "application/json",
            KIND_HEADER: kind,
        }
        if self.request_number is not None:
            headers[NUMBER_HEADER] = str(self.request_number)
        path = f"/2015-03-31/functions/{quote(function_name, safe='')}/invocations"
        try:
            response = self._http.request("POST", path, body, headers)
            content = bytes(response.read())
        except (OSError, HTTPParseError) as error:
            return Answer(0, invoke_error=type(error).__name__), 0
        return _answer(response, content), len(content)


def _answer(response: HTTPSocketPoolResponse, content: bytes) -> Answer:
    return Answer(
        status=response.status_code,
        function_error=_header(response, "x-amz-function-error"),
        invoke_error=_header(response, "x-amzn-errortype"),
        payload=decoded(content),
    )


def _header(response: HTTPSocketPoolResponse, name: str) -> str | None:
    value = response.get(name)
    return value if isinstance(value, str) else None


def decoded(content: bytes) -> Any:
    """None where it is not JSON."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _failure(answer: Answer, expected: tuple[int, ...]) -> UnexpectedAnswerError | None:
    if answer.outcome in (Outcome.ANSWERED, Outcome.THROTTLED):
        return None
    if answer.outcome is Outcome.REFUSED and answer.function_status in expected:
        return None
    return UnexpectedAnswerError(answer.describe())
