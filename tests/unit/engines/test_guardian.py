import asyncio
import subprocess
from collections.abc import Iterator

import pytest

from harness.engines.guardian import Guardian

MARK = "f00dfeedf00dfeed"
SLEEP = ["/bin/sleep", "60"]


@pytest.fixture
def sleepers() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """One with the mark, one with the mark in a session of its own, one without it."""
    marked = {"AWS_LAMBDA_LOG_STREAM_NAME": f"2026/11/23/[$LATEST]{MARK}01"}
    started = [
        subprocess.Popen(SLEEP, env=marked),
        subprocess.Popen(SLEEP, env=marked, start_new_session=True),
        subprocess.Popen(SLEEP, env={}),
    ]
    yield started
    for sleeper in started:
        sleeper.kill()
        sleeper.wait()


def test_what_carries_the_mark_ends_with_the_harness_and_nothing_else(
    sleepers: list["subprocess.Popen[bytes]"],
) -> None:
    guardian = Guardian(MARK)
    assert [sleeper.poll() for sleeper in sleepers] == [None, None, None]
    asyncio.run(guardian.close())
    assert sleepers[0].wait(5) == -9
    assert sleepers[1].wait(5) == -9
    assert sleepers[2].poll() is None
