"""What the tests run against."""

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from harness.errors import EnvironmentFailedError
from harness.pytest_plugin.consumption import Calls, calls_of
from harness.pytest_plugin.invocation import InvocationResult, decode

_CASES = "/_harness/cases"

# A function may run for 15 minutes.
_READ_S = 905


@dataclass(slots=True)
class Running:
    """The test that runs. ``number`` tells it from the one before. ``is_over``: what runs still are
    its fixtures."""

    number: int = 0
    cold: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What a case has done. ``invoked`` counts all invocations; ``invocations`` has the last."""

    calls: Calls
    invoked: int
    invocations: list[dict[str, Any]]

    def since(self, start: "Figures | None") -> "Figures":
        """What came after an earlier reading."""
        if start is None:
            return self
        new = self.invoked - start.invoked
        return Figures(self.calls - start.calls, new, self.invocations[-new:] if new else [])


def sum_of(parts: Iterable[Figures]) -> Figures:
    """The figures of several stacks together."""
    each = list(parts)
    return Figures(
        sum((figures.calls for figures in each), Calls()),
        sum(figures.invoked for figures in each),
        [one for figures in each for one in figures.invocations],
    )


NO_FIGURES = Figures(Calls(), 0, [])


class Target:
    """``endpoint``: None for AWS itself. ``measures``: whether it is a harness, which tells apart
    what each test does."""

    def __init__(self, endpoint: str | None, region: str | None, running: Running) -> None:
        self.endpoint = endpoint
        self.region = region
        self._running = running
        self._lock = threading.Lock()
        self._sessions: dict[str, Any] = {}
        self._clients: dict[str, Any] = {}
        self._case = ""
        self._case_of = 0
        self._start: Figures | None = None
        self._stop: Figures | None = None
        self._was_used = False
        self.measures = endpoint is not None and _is_harness(endpoint)

    # clients

    def client(self, service: str, **config: Any) -> Any:
        """A boto3 client. ``config``: of botocore's Config; by default nothing is tried again, so
        that a test sees each refusal."""
        return self._session().client(service, **_arguments(self.endpoint, config))

    def resource(self, service: str, **config: Any) -> Any:
        """A boto3 resource of a service, at this target."""
        return self._session().resource(service, **_arguments(self.endpoint, config))

    def invoke(self, function: str, event: object = None, **parameters: Any) -> InvocationResult:
        """Invoke a function and wait for what comes of it. ``parameters``: boto3's own."""
        if "lambda" not in self._clients:
            self._clients["lambda"] = self.client("lambda", read_timeout=_READ_S)
        if parameters.get("InvocationType", "RequestResponse") == "RequestResponse":
            parameters = {"LogType": "Tail"} | parameters
        payload = json.dumps(event)
        return decode(
            self._clients["lambda"].invoke(FunctionName=function, Payload=payload, **parameters)
        )

    def _session(self) -> Any:
        with self._lock:
            if "boto3" not in self._sessions:
                self._sessions["boto3"] = (
                    _case_session(str(self.region), self.case)
                    if self.measures
                    else _aws_session(self.region)
                )
            return self._sessions["boto3"]

    # The case: this test, as the harness knows it. What had been done when the test's own time
    # began (start) and when it was over (stop) is asked for only where a fixture makes calls.

    def case(self) -> str:
        """The access key of the test that runs, for a call; opened with its first use."""
        with self._lock:
            self._need_case()
            if self._running.is_over and self._stop is None:
                self._stop = self._read()
            self._was_used = True
            return self._case

    def take_tables(self) -> None:
        """From now on this test has tables of its own."""
        with self._lock:
            if not self._is_open:
                self._open(tables=True)
                return
        _ask(self.endpoint, "POST", f"/{self._case}/tables")

    @property
    def _is_open(self) -> bool:
        return self._case_of == self._running.number

    def _need_case(self) -> None:
        if not self._is_open:
            self._open(tables=False)

    def _open(self, *, tables: bool) -> None:
        how = {"cold": self._running.cold, "tables": tables}
        self._case = _ask(self.endpoint, "POST", "", how)["access_key"]
        self._case_of = self._running.number
        self._start = self._stop = None
        self._was_used = False

    def begin(self) -> None:
        """What the test itself does begins now; before were its fixtures."""
        if self._is_open:
            self._start = self._read() if self._was_used else None
            if self._running.cold:
                self.change("cold")

    def own_figures(self) -> Figures:
        """Without its fixtures'."""
        if not self._is_open:
            return NO_FIGURES
        return (self._stop or self._read()).since(self._start)

    def end(self) -> tuple[Figures, Figures]:
        """What the test did, and that with what its fixtures did."""
        if not self._is_open:
            return NO_FIGURES, NO_FIGURES
        self._case_of = 0
        figures = _figures(_ask(self.endpoint, "DELETE", f"/{self._case}"))
        return (self._stop or figures).since(self._start), figures

    def _read(self) -> Figures:
        return _figures(_ask(self.endpoint, "GET", f"/{self._case}"))

    def change(self, part: str, **how: Any) -> None:
        """Of this test's case: ``limits``, ``clock``, ``cold``."""
        with self._lock:
            self._need_case()
        _ask(self.endpoint, "POST", f"/{self._case}/{part}", how)


def from_exports(exports: str, running: Running) -> Target:
    """``exports``: the lines that ``harness up`` prints."""
    found = dict(re.findall(r"(AWS_ENDPOINT_URL|AWS_REGION)=(\S+)", exports))
    return Target(found["AWS_ENDPOINT_URL"], found["AWS_REGION"], running)


def _case_session(region: str, case: Callable[[], str]) -> Any:
    """A boto3 session that signs each call for the test that runs."""
    from harness.pytest_plugin import sdk

    return sdk.session(region, case)


def _aws_session(region: str | None) -> Any:
    import boto3

    return boto3.Session(region_name=region)


def _arguments(endpoint: str | None, config: dict[str, Any]) -> dict[str, Any]:
    """Of a client or resource of boto3's."""
    from botocore.config import Config

    options = {"retries": {"total_max_attempts": 1}, "max_pool_connections": 50} | config
    return {"endpoint_url": endpoint, "config": Config(**options)}


def _ask(endpoint: str | None, method: str, path: str, body: object = None) -> dict[str, Any]:
    status, answer = _http(str(endpoint), method, _CASES + path, body)
    if status >= 400:
        raise EnvironmentFailedError(answer.get("message", f"HTTP {status}"), where=path)
    return answer


def _is_harness(endpoint: str) -> bool:
    try:
        status, answer = _http(endpoint, "GET", _CASES)
    except (OSError, ValueError) as error:
        raise EnvironmentFailedError(
            f"nothing answers: {error}", where=endpoint, hint="start `harness up` first"
        ) from error
    return status == 200 and "cases" in answer


def _figures(case: dict[str, Any]) -> Figures:
    return Figures(calls_of(case), case["invoked"], case["invocations"])


_connections = threading.local()


def _http(endpoint: str, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    """One connection a thread is kept."""
    kept: dict[str, http.client.HTTPConnection] = _connections.__dict__
    url = urlsplit(endpoint)
    for last in (False, True):
        connection = kept.setdefault(
            endpoint, http.client.HTTPConnection(url.hostname or "", url.port, timeout=60)
        )
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            content = answer.read()
        except (http.client.HTTPException, ConnectionError):
            kept.pop(endpoint).close()
            if last:
                raise
        else:
            return answer.status, _object(content)
    raise AssertionError


def _object(content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


Invoke = Callable[..., InvocationResult]
