"""A Docker engine that may not be used, or has no disk left: no engine is needed to see that."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.engines.containers.images import BUILT_BASE, BUILT_DYNAMODB, BUILT_LAMBDA
from harness.engines.containers.stand_ins.build import CONTENT_LABEL
from harness.engines.containers.stand_ins.debian import CONTENT as DEBIAN
from tests.conftest import ROOT, clean_environment, harness
from tests.system.docker_wire import FULL, full_engine
from tests.system.support import Left, run_harness, said

IMAGES = {BUILT_DYNAMODB: {}, BUILT_LAMBDA: {}}

# Root may open every socket, but for this.
WITHOUT_PRIVILEGE = (
    ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", "--")
    if os.getuid() == 0
    else ()
)


@pytest.fixture
def place() -> Iterator[Path]:
    """For a socket, whose path may have 107 bytes (unix(7))."""
    folder = Path(tempfile.mkdtemp(prefix="harness-docker-"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "command",
    [
        ("run", "--duration", "5s", "--backend", "containers"),
        ("up", "--backend", "containers"),
        ("images", "build"),
    ],
    ids=lambda command: command[0],
)
def test_a_socket_that_may_not_be_opened_is_told_with_the_remedy(
    place: Path, left: Left, command: tuple[str, ...]
) -> None:
    with socket.socket(socket.AF_UNIX) as engine:
        engine.bind(str(place / "docker.sock"))
        engine.listen()
        (place / "docker.sock").chmod(0)
        done = subprocess.run(
            [*WITHOUT_PRIVILEGE, *harness(*command)],
            cwd=ROOT,
            env=clean_environment(
                DOCKER_HOST=f"unix://{place}/docker.sock", HARNESS_RUNS_DIR=str(place / "runs")
            ),
            capture_output=True,
            text=True,
            timeout=60,
        )
    message = said(done)
    assert "you may not use the Docker engine: permission denied on its socket" in message
    assert "usermod -aG docker" in message
    assert left() == []


@pytest.mark.parametrize("full_at", ["pull", "create", "start"])
def test_an_engine_without_disk_ends_the_start_and_keeps_no_container(
    place: Path, left: Left, full_at: str
) -> None:
    with full_engine(place / "docker.sock", full_at, IMAGES) as engine:
        done = run_harness(
            *("up", "--backend", "containers", "--images", "built"),
            *("--runs-dir", place / "runs"),
            DOCKER_HOST=f"unix://{place}/docker.sock",
            TESTCONTAINERS_RYUK_DISABLED="true",
        )
    assert engine.made == (full_at != "pull")
    assert engine.containers == {}
    message = said(done)
    assert FULL in message
    assert f"image {BUILT_DYNAMODB}" in message
    assert "docker system df" in message
    assert left() == []


def test_an_engine_without_disk_for_an_image_says_so(place: Path) -> None:
    images = {BUILT_BASE: {CONTENT_LABEL: DEBIAN}}
    with full_engine(place / "docker.sock", "build", images):
        done = run_harness("images", "build", DOCKER_HOST=f"unix://{place}/docker.sock")
    message = said(done)
    assert f"the Docker engine cannot build the images: {FULL}" in message
    assert "docker system df" in message
