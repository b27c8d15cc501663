"""SAM CLI's ``sam local start-lambda`` in an environment of its own, with our stand-in image."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import peer
from tests.conftest import ROOT
from tests.system.support import eventually, free_port, listens

VERSION = "1.170.0"
IMAGE = "lambda-dynamodb-harness/lambda-python:3.11"


def installed() -> Path:
    return peer.installed(f"aws-sam-cli-{VERSION}", f"aws-sam-cli=={VERSION}") / "sam"


@contextmanager
def running(directory: Path) -> Iterator[str]:
    """Its endpoint, with the course's functions. Containers are kept after their first answer."""
    port = free_port()
    flags = ["--template", ROOT / "functions/template.yaml", "--port", str(port)]
    images = ["--skip-pull-image", "--invoke-image", IMAGE, "--warm-containers", "LAZY"]
    environment = peer.clean_environment(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        SAM_CLI_TELEMETRY="0",
    )
    with (directory / "sam.log").open("wb") as log:
        process = subprocess.Popen(
            [installed(), "local", "start-lambda", *flags, *images],
            cwd=directory,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        assert eventually(lambda: listens(port), 60), (directory / "sam.log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)  # it removes its containers
        process.wait(60)
