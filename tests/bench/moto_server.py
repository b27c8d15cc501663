"""moto's server in an environment of its own. Its Lambda runs functions in Docker only, so it is
here for its DynamoDB."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import peer
from tests.system.support import free_port

VERSION = "5.2.5"


@contextmanager
def running(directory: Path) -> Iterator[str]:
    """Its endpoint. Everything ends with the block."""
    program = peer.installed(f"moto-{VERSION}", f"moto[dynamodb,server]=={VERSION}") / "moto_server"
    port = free_port()
    with (directory / "moto.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-p", str(port)],
            env=peer.clean_environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 9)
        process.wait()
