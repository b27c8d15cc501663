"""Sees to it that no container of a stack outlives the harness, ``kill -9`` included.

A child waits for the end of a pipe that the harness holds, which the kernel closes however the
harness ends; then it removes every container that carries the stack's label.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from harness.engines.containers.ownership import STACK

# Docker is imported when it is needed: until then the child takes 8 MB.
_SCRIPT = """
import shutil, signal, sys
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
sys.stdin.read()
import docker
for again in range(5):
    found = docker.from_env().containers.list(
        all=True, filters={"label": sys.argv[1]}, ignore_removed=True
    )
    for container in found:
        try:
            container.remove(force=True, v=True)
        except docker.errors.APIError:
            pass
    if not found:
        break
shutil.rmtree(sys.argv[2], ignore_errors=True)
"""


class ContainerGuardian:
    """``stack``: the value of its containers' label. ``folder``: what they have mounted."""

    def __init__(self, stack: str, folder: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, f"{STACK}={stack}", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    async def close(self) -> None:
        """Remove what is left now. Returns when that, and the child, are gone."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        await asyncio.to_thread(self._child.wait)
