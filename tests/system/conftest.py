import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.fast_start import FastStart
from harness.engines.database.java import find_java
from harness.engines.downloads.artifacts import Artifacts
from harness.settings import load_settings
from tests.system.dynamodb_wire import Wire
from tests.system.support import Left, adopting, run_harness


@pytest.fixture
def left() -> Iterator[Left]:
    """The processes that this test started, directly or not, and that still run."""
    with adopting() as running:
        yield running


@pytest.fixture(scope="session")
def built_images(docker_engine: Any) -> None:
    """The stand-ins, as this checkout builds them."""
    built = run_harness("images", "build", timeout_s=600)
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="module")
def engine() -> Iterator[Wire]:
    """DynamoDB Local itself, no gateway before it."""
    with asyncio.Runner() as runner:
        local = runner.run(started_engine())
        wire = Wire(local.port)
        yield wire
        wire.close()
        runner.run(local.stop())


async def started_engine() -> DynamoDbLocal:
    """DynamoDB Local by itself, in memory."""
    java = find_java(None)
    artifacts = Artifacts(load_settings({}).cache_dir)
    await artifacts.ensure()
    await FastStart(java, artifacts).ensure()
    local = DynamoDbLocal(java, artifacts)
    await local.start()
    return local
