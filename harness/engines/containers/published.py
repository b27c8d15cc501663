"""A container whose one port is published where its user wants it."""

from typing import Any, cast

from testcontainers.core.container import DockerContainer

from harness.engines.containers.answering import Answering


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
        return super().get_container_host_ip() if self._host is None else self._host

    @property
    def address(self) -> tuple[str, int]:
        """Host and port at which it answers."""
        return self.get_container_host_ip(), self.get_exposed_port(self._port)
