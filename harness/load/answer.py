"""What Invoke answered, and how that counts. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from harness.model.entry import THROTTLING_ERRORS

# The throttling errors as a cancelled transaction gives them among its reasons (TransactWriteItems,
# API reference, 2026-11).
CANCELLED_BY_THROTTLE = re.compile(r"\b(ProvisionedThroughputExceeded|ThrottlingError)\b")
# botocore's text of a service error that has no exception class of its own.
_CLIENT_ERROR_CODE = re.compile(r"An error occurred \((\w+)\)")


class Outcome(StrEnum):
    """``REFUSED``: the function worked, and said no (a ``statusCode`` of 4xx)."""

    ANSWERED = "answered"
    REFUSED = "refused"
    THROTTLED = "throttled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one Invoke.

    ``status``: the HTTP status, 0 where no answer came. ``function_error``: the header
    X-Amz-Function-Error. ``invoke_error``: the header X-Amzn-ErrorType, or why no answer came.
    ``payload``: the decoded JSON body, None where it is not JSON.
    """

    status: int
    function_error: str | None = None
    invoke_error: str | None = None
    payload: Any = None

    @property
    def function_status(self) -> int | None:
        """The ``statusCode`` that the function returned, if it returned one."""
        status = self._member("statusCode")
        return status if isinstance(status, int) else None

    @property
    def error_type(self) -> str | None:
        """What a function error is called: its ``errorType``, or the code of a ClientError."""
        if not self.function_error:
            return None
        name = str(self._member("errorType") or self.function_error)
        code = _CLIENT_ERROR_CODE.match(str(self._member("errorMessage")))
        return code[1] if name == "ClientError" and code else name

    @property
    def outcome(self) -> Outcome:
        """What became of the request: answered, throttled or failed."""
        if self._is_throttle():
            return Outcome.THROTTLED
        if self.function_error or not 200 <= self.status < 300:
            return Outcome.FAILED
        function_status = self.function_status or 200
        if function_status >= 500:
            return Outcome.FAILED
        return Outcome.REFUSED if function_status >= 400 else Outcome.ANSWERED

    def describe(self) -> str:
        """A few words on what went wrong, the same for every answer that failed alike."""
        if self.function_error:
            return f"function error {self.error_type}"
        if not self.status:
            return f"no answer: {self.invoke_error}"
        if not 200 <= self.status < 300:
            return f"Invoke answered {self.status} {self.invoke_error or ''}".rstrip()
        return f"the function answered {self.function_status}"

    def _is_throttle(self) -> bool:
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return True
        if self.error_type == "TransactionCanceledException":
            return bool(CANCELLED_BY_THROTTLE.search(str(self._member("errorMessage"))))
        return self.error_type in THROTTLING_ERRORS

    def _member(self, name: str) -> Any:
        return self.payload.get(name) if isinstance(self.payload, dict) else None
