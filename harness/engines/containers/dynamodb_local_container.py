"""DynamoDB Local as a container."""

from pathlib import Path
from typing import Any

from harness.engines.containers.published import PublishedContainer
from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION

IMAGE = f"amazon/dynamodb-local:{DYNAMODB_LOCAL_VERSION}"
PORT = 8000
_DATA = "/data"


class DynamoDbLocalContainer(PublishedContainer):
    """AWS's image of DynamoDB Local; ready, once started, to answer on ``endpoint``.

    ``db_path``: keep the tables in this folder of the host, not in memory; the container then runs
    as this user. ``shared``: all callers see the same tables, whatever their keys and Region.
    ``java_options``: for the virtual machine, ``-Xmx1g`` for example. ``host``: see
    ``PublishedContainer``; ``more``: see Testcontainers' ``DockerContainer``.

    ``start`` raises ContainerStartException when it ends early or gives no answer, and what the
    Docker SDK raises without an engine or an image.
    """

    def __init__(
        self,
        image: str = IMAGE,
        *,
        db_path: Path | None = None,
        shared: bool = True,
        java_options: tuple[str, ...] = (),
        options: tuple[str, ...] = ("-disableTelemetry",),
        host: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(image, PORT, host, **more)
        store = ["-inMemory"] if db_path is None else ["-dbPath", _DATA]
        self.with_command(
            [
                *java_options,
                *("-jar", "DynamoDBLocal.jar"),
                *store,
                *(["-sharedDb"] if shared else []),
                *options,
            ]
        )
        if db_path is not None:
            self.with_volume_mapping(db_path.absolute(), _DATA, "rw")
            owner = db_path.stat()
            self.with_kwargs(**self._kwargs, user=f"{owner.st_uid}:{owner.st_gid}")

    @property
    def endpoint(self) -> str:
        """For ``endpoint_url``, or AWS_ENDPOINT_URL_DYNAMODB."""
        return "http://{}:{}".format(*self.address)
