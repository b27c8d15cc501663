"""What Invoke answered, for a test to look at."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DURATION = re.compile(r"\tDuration: ([\d.]+) ms|^Duration: ([\d.]+) ms", re.MULTILINE)
_INIT = re.compile(r"Init Duration: ([\d.]+) ms")


@dataclass(frozen=True, slots=True)
class InvocationResult:
    """``status``: of Invoke, 200 even where the function raised. ``payload``: decoded; None where
    there is none. ``error``: the function error's type. ``logs``: its last 4 KB. ``duration_ms``:
    the handler alone. ``init_ms``: the cold start, None on a warm environment."""

    status: int
    payload: Any
    error: str | None
    logs: str
    duration_ms: float | None
    init_ms: float | None

    @property
    def body(self) -> Any:
        """The JSON in the payload's ``body``, of a function that answers as for API Gateway."""
        return json.loads(self.payload["body"])


def decode(answer: Mapping[str, Any]) -> InvocationResult:
    """``answer``: boto3's."""
    body = answer["Payload"].read()
    payload = json.loads(body) if body else None
    error = None
    if "FunctionError" in answer:
        error = (payload or {}).get("errorType") or answer["FunctionError"]
    logs = base64.b64decode(answer.get("LogResult", "")).decode("utf-8", "replace")
    report = logs.rpartition("REPORT RequestId: ")[2]
    return InvocationResult(
        answer["StatusCode"], payload, error, logs, _ms(_DURATION, report), _ms(_INIT, report)
    )


def _ms(figure: re.Pattern[str], report: str) -> float | None:
    found = figure.search(report)
    return None if found is None else float(next(group for group in found.groups() if group))
