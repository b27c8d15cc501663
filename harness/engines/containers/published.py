"""A container whose one port is published where its user wants it, and the wait for an answer."""

import http.client
import time
from datetime import timedelta
from typing import Any, cast

from testcontainers.core.container import DockerContainer
from testcontainers.core.exceptions import ContainerStartException
from testcontainers.core.waiting_utils import WaitStrategy, WaitStrategyTarget

from harness.clock import monotonic_ns

_READY_S = 60
_POLL_S = 0.02
_ANSWER_S = 2
_OVER = ("exited", "dead", "removing")


class Answering(WaitStrategy):
    """Until ``GET /`` at ``port`` is answered with any status. Testcontainers' own strategy looks
    once a second, and for two minutes at a container that has ended."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self.with_startup_timeout(_READY_S).with_poll_interval(timedelta(seconds=_POLL_S))

    def wait_until_ready(self, container: WaitStrategyTarget) -> None:
        """Raises ContainerStartException with the container's last lines."""
        until_ns = monotonic_ns() + int(self._startup_timeout * 1e9)
        while not self._answers(container):
            container.reload()
            if container.status in _OVER:
                raise ContainerStartException(_ended(container.get_wrapped_container()))
            if monotonic_ns() > until_ns:
                raise ContainerStartException(f"gave no answer in {self._startup_timeout:.0f} s")
            time.sleep(self._poll_interval)

    def _answers(self, container: WaitStrategyTarget) -> bool:
        """Neither port nor address is known of a container that has ended."""
        try:
            host, port = container.get_container_host_ip(), container.get_exposed_port(self._port)
            connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_S)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
        except (OSError, http.client.HTTPException):
            return False
        return True


def _ended(container: Any) -> str:
    state = container.attrs["State"]
    killed = ", out of memory" if state.get("OOMKilled") else ""
    return f"ended: exit code {state['ExitCode']}{killed}"


class PublishedContainer(DockerContainer):
    """Ready, once started, to answer HTTP on ``port`` of the container.

    ``host``: publish it on a free port of this address only, and reach it there: 127.0.0.1 where
    the engine runs on this machine. Without it Testcontainers decides: it publishes on every
    address, and finds out by which one the container can be reached.
    """

    def __init__(self, image: str, port: int, host: str | None, **more: Any) -> None:
        super().__init__(image, **more)
        self._port = port
        self._host = host
        self.with_exposed_ports(port)
        if host is not None:
            # The Docker SDK's word for "any port of this address".
            self.ports[str(port)] = cast(int, (host,))
        self.waiting_for(Answering(port))

    def get_container_host_ip(self) -> str:
        """``host`` where one is set, else what Testcontainers finds out."""
        return super().get_container_host_ip() if self._host is None else self._host

    @property
    def address(self) -> tuple[str, int]:
        """Host and port at which it answers."""
        return self.get_container_host_ip(), self.get_exposed_port(self._port)
