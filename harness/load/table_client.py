"""DynamoDB over HTTP for a load generator: no signature, the SDK's retries, one connection."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from random import Random
from typing import Any
from uuid import UUID

import orjson
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPParseError

from harness.load.answer import Outcome
from harness.load.client import TIMEOUT_S, Counted, decoded
from harness.load.shown import FireRequest, Shown, UnexpectedAnswerError
from harness.load.table_answer import TableAnswer
from harness.model.caller import (
    KIND_HEADER,
    LOAD_ACCESS_KEY,
    NUMBER_HEADER,
    unsigned_authorization,
)

# botocore 1.44's mode ``standard`` for DynamoDB: so many attempts, and before the next one after a
# throttle a random part of 1, 2, 4 seconds, 20 at most.
ATTEMPTS = 4
_BACKOFF_S, _BACKOFF_MAX_S = 1, 20

_AUTHORIZATION = unsigned_authorization(LOAD_ACCESS_KEY, "dynamodb")

Body = Mapping[str, Any]


class DynamoDBClient:
    """Calls DynamoDB and reports each attempt to Locust under its kind.

    Locust's statistics show an attempt as ``CALL kind``; as ``RETRIED kind`` where it was refused
    for want of capacity and sent again; as ``THROTTLED kind`` where it was the last one. Neither is
    a failure. A failure is: no answer, an error, and a condition that did not hold, unless that
    was expected. So all rows together count what DynamoDB was sent.

    ``due_ns``, ``counted`` and ``request_number``: as ``LambdaClient``, once for all attempts.
    ``sleep``: seconds.
    """

    def __init__(
        self,
        endpoint: str,
        fire: FireRequest,
        sleep: Callable[[float], object],
        dice: Random,
        counted: Counted = nullcontext,
    ) -> None:
        self._counted = counted
        self.due_ns: int | None = None
        self.request_number: int | None = None
        self._fire = fire
        self._sleep = sleep
        self._dice = dice
        self._http = HTTPClient.from_url(
            endpoint, connection_timeout=TIMEOUT_S, network_timeout=TIMEOUT_S
        )

    def invoke(
        self,
        operation: str,
        request: Body,
        *,
        kind: str | None = None,
        expected: tuple[str, ...] = (),
        attempts: int = ATTEMPTS,
    ) -> TableAnswer:
        """Send a request in DynamoDB's JSON, ``PutItem`` for example, and wait for the answer.

        ``kind`` names it in the statistics and in the ledger (the operation without one).
        ``expected``: errors that are no failure here. ``attempts``: 1 never retries.
        """
        with self._counted() as number:
            self.request_number = number or self.request_number
            return self._invoke(operation, request, kind or operation, expected, attempts)

    def _invoke(
        self, operation: str, request: Body, kind: str, expected: tuple[str, ...], attempts: int
    ) -> TableAnswer:
        body = orjson.dumps({"ReturnConsumedCapacity": "TOTAL", **request})
        sdk_invocation = str(UUID(int=self._dice.getrandbits(128), version=4))
        for attempt in range(1, attempts + 1):
            shown = Shown(self._fire, self.due_ns)
            self.due_ns = None
            sdk = f"attempt={attempt}; max={attempts}"
            answer, size_bytes = self._send(operation, body, kind, (sdk_invocation, sdk), attempt)
            refused = answer.outcome is Outcome.THROTTLED
            if not refused or attempt == attempts:
                break
            shown.end("RETRIED", kind, answer, size_bytes)
            self._sleep(self._dice.random() * min(_BACKOFF_S * 2 ** (attempt - 1), _BACKOFF_MAX_S))
        row = "THROTTLED" if refused else "CALL"
        shown.end(row, kind, answer, size_bytes, _failure(answer, expected))
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(
        self, operation: str, body: bytes, kind: str, sdk: tuple[str, str], attempt: int
    ) -> tuple[TableAnswer, int]:
        headers = {
            "Authorization": _AUTHORIZATION,
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            KIND_HEADER: kind,
            "amz-sdk-invocation-id": sdk[0],
            "amz-sdk-request": sdk[1],
        }
        if self.request_number is not None:
            headers[NUMBER_HEADER] = str(self.request_number)
        try:
            response = self._http.request("POST", "/", body, headers)
            content = bytes(response.read())
        except (OSError, HTTPParseError) as error:
            return TableAnswer(0, type(error).__name__, attempts=attempt), 0
        answer_json = decoded(content)
        answer_body = answer_json if isinstance(answer_json, dict) else {}
        error_name = _error(response.status_code, answer_body)
        return TableAnswer(response.status_code, error_name, answer_body, attempt), len(content)


def _error(status: int, body: Body) -> str | None:
    if status == 200:
        return None
    return str(body.get("__type", f"HTTP {status}")).rpartition("#")[2]


def _failure(answer: TableAnswer, expected: tuple[str, ...]) -> UnexpectedAnswerError | None:
    if answer.outcome in (Outcome.ANSWERED, Outcome.THROTTLED) or answer.error in expected:
        return None
    return UnexpectedAnswerError(answer.describe())
