"""The live view over HTTP: ``/_harness/capacity`` as JSON, ``/_harness/metrics`` for Prometheus."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import orjson

from harness.capacity.gauge import Gauge
from harness.ledger.counter import Calls, Counter
from harness.live.snapshot import ThroughputReading, capacities
from harness.model.time import NS_PER_S
from harness.wire.message import Request, Response


class LiveView:
    """``counter`` has what was consumed. ``gauges`` gives what is provisioned, ``now_ns`` the time,
    nanoseconds since the epoch. ``run``: the folder of the run that the figures are of.
    ``limits``: gives the setting that is in force."""

    def __init__(
        self,
        counter: Counter,
        gauges: Callable[[], Iterable[Gauge]],
        now_ns: Callable[[], int],
        run: str = "",
        limits: Callable[[], str] = lambda: "enforce",
    ) -> None:
        self._limits = limits
        self._run = run
        self._counter = counter
        self._gauges = gauges
        self._now_ns = now_ns
        self._started_s = now_ns() // NS_PER_S
        self._metrics: Callable[[], tuple[bytes, bytes]] | None = None

    async def serve_capacity(self, request: Request) -> Response:
        """Answer with every throughput and function in JSON (docs/live.md)."""
        if request.method != b"GET":
            return _not_get()
        return answer_json(
            200,
            {
                "run": self._run,
                "limits": self._limits(),
                "capacity": [_capacity_json(capacity) for capacity in self._snapshot()],
                "functions": [
                    _calls_json(name, calls)
                    for name, calls in sorted(self._counter.callers.items())
                ],
            },
        )

    async def serve_metrics(self, request: Request) -> Response:
        """Answer in Prometheus's format."""
        if request.method != b"GET":
            return _not_get()
        if self._metrics is None:
            # A tenth of a second to import: only where somebody scrapes.
            from harness.live.prometheus import exposition

            self._metrics = exposition(self._snapshot, self._counter)
        body, content_type = self._metrics()
        return Response(200, body, [(b"content-type", content_type)])

    def _snapshot(self) -> list[ThroughputReading]:
        now_s = self._now_ns() // NS_PER_S
        return capacities(self._counter, self._gauges(), now_s, now_s - self._started_s)


def _capacity_json(capacity: ThroughputReading) -> dict[str, Any]:
    """Units for people: half-units are halved."""
    members = asdict(capacity)
    write = members.pop("write")
    return {
        "table": members.pop("table"),
        "index": members.pop("index"),
        "dimension": "write" if write else "read",
    } | {
        name.replace("half_units", "units"): value / 2
        if name.endswith("half_units") and value is not None
        else value
        for name, value in members.items()
    }


def _calls_json(name: str, calls: Calls) -> dict[str, Any]:
    return {
        "function": name,
        "calls": calls.count,
        "read_units": calls.read_half_units / 2,
        "write_units": calls.write_half_units / 2,
        "throttled": calls.throttled,
    }


def _not_get() -> Response:
    return answer_json(405, {"message": "GET is the only method"})


def answer_json(status: int, content: dict[str, Any]) -> Response:
    """A response for programs and for people who look."""
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return Response(status, body, [(b"content-type", b"application/json")])
