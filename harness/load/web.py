"""Capacity in Locust's web UI: a tab, live charts, downloads, and the verdict at the end.

Added by Locust's own means: routes of its Flask app, and ``extended_tabs`` with their tables and
files (locust 2.47, examples/extend_modern_web_ui.py). A worker has no web UI and adds nothing.
"""

import logging
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import gevent
import orjson
from flask import Blueprint, Response, request

from harness import clock
from harness.load.web_readings import TAB, Reading, Readings, reading_of

PERIOD_S = 1.0
_TIMEOUT_S = 2
_NAME = "capacity"
_FILES = (
    ("charts", "Live capacity charts"),
    ("csv", "Download capacity CSV"),
    ("json", "Download capacity JSON"),
    ("report", "Verdict: the report of the stack's run so far"),
)

log = logging.getLogger(__name__)


def add_capacity(environment: Any, web_ui: Any = None, **_: Any) -> None:
    """A listener of Locust's event ``init``."""
    if web_ui is not None:
        _Capacity(environment, web_ui)


class _Capacity:
    def __init__(self, environment: Any, web_ui: Any) -> None:
        self._environment = environment
        self._web_ui = web_ui
        self._base = (environment.parsed_options.web_base_path or "").rstrip("/")
        self._readings = Readings()
        web_ui.template_args |= _extension(self._base)
        web_ui.app.after_request(self._extend)
        web_ui.app.register_blueprint(self._routes(web_ui.auth_required_if_enabled))
        environment.events.test_start.add_listener(self._begin)
        environment.events.test_stop.add_listener(self._end)
        gevent.spawn(self._watch)

    def _watch(self) -> None:
        while True:
            self._read(self._readings.add)
            gevent.sleep(PERIOD_S)

    def _begin(self, **_: Any) -> None:
        self._read(self._readings.restart)

    def _end(self, **_: Any) -> None:
        options = self._environment.parsed_options
        host = options.web_host or "127.0.0.1"
        log.info("verdict: http://%s:%s%s/capacity/report", host, options.web_port, self._base)

    def _read(self, note: Any) -> None:
        """Ask the endpoint. What goes wrong is said where the figures would be, and once in the
        log."""
        endpoint = self._endpoint()
        try:
            if not endpoint:
                raise ValueError("it is not known: name it as host")
            note(_reading_at(endpoint))
        except (OSError, ValueError) as error:
            why = getattr(error, "reason", error)  # urllib wraps what the socket says
            problem = f"no capacity figures from {endpoint or 'the endpoint'}: {why}"
            if self._readings.problem is None:
                log.warning("%s", problem)
            self._readings.problem = problem

    def _endpoint(self) -> str | None:
        """As Locust has it: what the form or --host says, else what the user class says."""
        hosts = (user.host for user in self._environment.user_classes)
        return self._environment.host or next(filter(None, hosts), None)

    def _extend(self, response: Response) -> Response:
        if request.path == f"{self._base}/stats/requests" and response.is_json:
            document = response.get_json()
            document["extended_stats"] = [{"key": _NAME, "data": self._readings.tab()}]
            if self._is_starting():
                document["state"] = "spawning"
            response.set_data(orjson.dumps(document))
        return response

    def _is_starting(self) -> bool:
        """Whether "Start" was pressed and the runner does not say so yet: while a scenario puts its
        items it is still ``ready``, for which the page would go back to its form and stay there."""
        runner = self._environment.runner
        # The first of these is a master's start; without workers it only begins the second.
        names = ((self._web_ui, "_swarm_greenlet"), (runner, "spawning_greenlet"))
        starting = [getattr(holder, name, None) for holder, name in names]
        return runner.state in ("ready", "stopped") and any(
            greenlet is not None and not greenlet.ready() for greenlet in starting
        )

    def _routes(self, guarded: Any) -> Blueprint:
        routes = Blueprint(_NAME, __name__, url_prefix=f"{self._base}/{_NAME}")
        for path, view in (
            ("charts", _charts),
            ("readings", self._readings_response),
            ("csv", lambda: _download(self._readings.csv(), "csv", "text/csv")),
            ("json", lambda: _download(self._readings.json(), "json", "application/json")),
            ("report", self._report),
        ):
            routes.add_url_rule(f"/{path}", path, guarded(view))
        return routes

    def _readings_response(self) -> Response:
        """For the charts: what came after the time in the query."""
        readings = self._readings.after(request.args.get("after", 0.0, type=float))
        runner = self._environment.runner
        document = {
            "problem": self._readings.problem,
            "state": runner.state if runner else "ready",
            "readings": [{"time_s": reading.time_s, "rows": reading.rows} for reading in readings],
        }
        return Response(orjson.dumps(document), mimetype="application/json")

    def _report(self) -> Response:
        """The stack's report, made by the command that makes it, in a process of its own: it would
        hold up the load here."""
        last = self._readings.last
        run = Path(last.run) if last is not None and last.run else None
        if run is None or not run.is_dir():
            return _plain(404, f"no run of the stack on this machine ({run or 'not told which'})")
        command = [sys.executable, "-m", "harness", "report", str(run)]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            return _plain(500, made.stderr)
        return Response((run / "report.html").read_bytes(), mimetype="text/html")


def _extension(base: str) -> dict[str, Any]:
    structure = [{"key": key, "title": title} for key, title in TAB]
    return {
        "extended_tabs": [{"title": "Capacity", "key": _NAME}],
        "extended_tables": [{"key": _NAME, "structure": structure}],
        "extended_csv_files": [
            {"href": f"{base}/{_NAME}/{path}", "title": title} for path, title in _FILES
        ],
    }


def _reading_at(endpoint: str) -> Reading:
    url = f"{endpoint.rstrip('/')}/_harness/capacity"
    with urlopen(url, timeout=_TIMEOUT_S) as answer:
        return reading_of(clock.epoch_ns() / 1e9, answer.read())


def _charts() -> Response:
    page = files("harness.load").joinpath("web.html").read_bytes()
    return Response(page, mimetype="text/html")


def _download(content: str | bytes, suffix: str, mimetype: str) -> Response:
    disposition = f"attachment; filename={_NAME}.{suffix}"
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": disposition})


def _plain(status: int, text: str) -> Response:
    return Response(text + "\n", status, mimetype="text/plain")
