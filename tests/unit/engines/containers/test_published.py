import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from testcontainers.core.exceptions import ContainerStartException

from harness.engines.containers.published import Answering


class NotFound(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), NotFound) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Container:
    """``port``: None while it has published none."""

    def __init__(self, port: int | None, status: str = "running", **state: Any) -> None:
        self.port = port
        self.status = status
        self.attrs = {"State": state}

    def get_container_host_ip(self) -> str:
        return "127.0.0.1"

    def get_exposed_port(self, port: int) -> int:
        if self.port is None:
            raise ConnectionError("no port")
        return self.port

    def reload(self) -> None:
        pass

    def get_wrapped_container(self) -> "Container":
        return self


def why(container: Container) -> str:
    waiting = Answering(8000)
    waiting.with_startup_timeout(0)
    with pytest.raises(ContainerStartException) as failed:
        waiting.wait_until_ready(container)  # type: ignore[arg-type]
    return str(failed.value)


def test_every_status_is_an_answer(port: int) -> None:
    Answering(8000).wait_until_ready(Container(port))  # type: ignore[arg-type]


def test_a_container_that_has_ended_is_waited_for_no_longer() -> None:
    assert why(Container(None, "exited", ExitCode=1)) == "ended: exit code 1"
    gone = Container(None, "dead", ExitCode=137, OOMKilled=True)
    assert why(gone) == "ended: exit code 137, out of memory"


def test_one_that_runs_and_is_silent_is_given_up() -> None:
    assert why(Container(None)) == "gave no answer in 0 s"
