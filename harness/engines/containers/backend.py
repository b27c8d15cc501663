"""The containers backend: what a stack needs of it, one start step after the other."""

import asyncio
import ipaddress
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from docker.errors import DockerException, ImageNotFound
from testcontainers.core.config import testcontainers_config

from harness.engines.containers.docker_engine import connect, reason
from harness.engines.containers.dynamodb_engine import ContainerDynamoDbLocal
from harness.engines.containers.failure import cannot_be_written, unavailable
from harness.engines.containers.guardian import ContainerGuardian
from harness.engines.containers.images import BUILT, Images
from harness.engines.containers.launcher import HOST_NAME, ContainerLauncher, runs_in_container
from harness.engines.containers.ownership import remove_leftovers
from harness.engines.functions.pythons import Pythons
from harness.errors import EnvironmentFailedError, HarnessError
from harness.wire.server import LOOPBACK

if TYPE_CHECKING:
    from docker import DockerClient

_NETWORK = "bridge"


class ContainersBackend:
    """``stack``: no other stack's; its containers' label. ``runtimes``: those of its functions.
    ``fail``: called where a container cannot be started in mid-run."""

    def __init__(
        self,
        images: Images,
        runtimes: Iterable[str],
        pythons: Pythons,
        stack: str,
        *,
        db_path: Path | None,
        fail: Callable[[HarnessError], None],
    ) -> None:
        self._images = images
        python = filter(runs_in_container, runtimes)
        self._names = sorted({image.name for image in images.all(python)})
        self._pythons = pythons
        self._stack = stack
        self._db_path = db_path
        self._fail = fail
        self._client: DockerClient
        self._folder: Path
        self._guardian: ContainerGuardian | None = None
        self._launcher: ContainerLauncher
        self.gateway: str | None = None

    def steps(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        """What comes before DynamoDB Local is started."""
        return (
            ("find the Docker engine, remove what an interrupted run left", self._connect),
            (f"get the images {', '.join(self._names)}", self._ensure_images),
        )

    def engine(self) -> ContainerDynamoDbLocal:
        """DynamoDB Local in a container, not started."""
        return ContainerDynamoDbLocal(
            self._images.for_dynamodb().name,
            self._stack,
            host=self._host(),
            db_path=self._db_path,
        )

    def launcher(self) -> ContainerLauncher:
        """A launcher, once the steps were run."""
        assert self.gateway is not None
        self._launcher = ContainerLauncher(
            self._images.for_runtime,
            self._pythons,
            gateway=self.gateway,
            stack=self._stack,
            host=self._host(),
            folder=self._folder,
            user=f"{os.getuid()}:{os.getgid()}",
            fail=self._fail,
        )
        return self._launcher

    def serve_functions(self, port: int) -> None:
        """The stack listens on ``port`` of ``gateway``."""
        self._launcher.endpoint = f"http://{HOST_NAME}:{port}"

    async def close(self) -> None:
        """Remove every container that is left."""
        if self._guardian is not None:
            await self._guardian.close()
            self._client.close()

    async def _connect(self) -> None:
        self._client = await asyncio.to_thread(connect)
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="harness-containers-"))
        except OSError as error:
            raise cannot_be_written(Path(tempfile.gettempdir()), error) from error
        self._guardian = ContainerGuardian(self._stack, self._folder)
        await asyncio.to_thread(remove_leftovers, self._client)
        self.gateway = await asyncio.to_thread(_gateway, self._client)

    async def _ensure_images(self) -> None:
        for name in self._names:
            await asyncio.to_thread(self._ensure, name)
        await asyncio.to_thread(self._settle_ryuk)

    def _settle_ryuk(self) -> None:
        """Without its image Testcontainers' reaper does not start, and neither would anything.
        Our guardian does the same."""
        if testcontainers_config.ryuk_disabled:
            return
        try:
            if self._images.source == BUILT:
                self._client.images.get(testcontainers_config.ryuk_image)
            else:
                self._ensure(testcontainers_config.ryuk_image)
        except (DockerException, EnvironmentFailedError):
            testcontainers_config.ryuk_disabled = True

    def _ensure(self, name: str) -> None:
        try:
            self._client.images.get(name)
        except ImageNotFound:
            self._pull(name)

    def _pull(self, name: str) -> None:
        """What breaks in the middle, a full disk for example, comes as one of its steps."""
        try:
            for step in self._client.api.pull(name, stream=True, decode=True):
                if "error" in step:
                    raise unavailable(name, step["error"])
        except DockerException as error:
            raise unavailable(name, reason(error)) from error

    def _host(self) -> str | None:
        """This machine only, unless Testcontainers was told otherwise."""
        config = testcontainers_config
        if config.tc_host_override or config.connection_mode_override:
            return None
        return LOOPBACK


def _gateway(client: "DockerClient") -> str:
    """This machine's address in the containers' network."""
    try:
        (config, *_) = client.networks.get(_NETWORK).attrs["IPAM"]["Config"]
    except (KeyError, ValueError) as error:
        raise EnvironmentFailedError(
            f"the Docker engine has no network {_NETWORK!r}",
            hint="functions in containers reach the gateway over it: start the engine with it",
        ) from error
    return str(config.get("Gateway") or next(ipaddress.ip_network(config["Subnet"]).hosts()))
