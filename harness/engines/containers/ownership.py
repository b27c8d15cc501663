"""Whose container it is, by the labels that every container of ours carries, and the end of those
whose owner is gone."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docker import DockerClient

STACK = "lambda-dynamodb-harness.stack"
OWNER = "lambda-dynamodb-harness.owner"

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_START_TIME_FIELD = 19  # of what follows the name in /proc/PID/stat: field 22, starttime (proc(5))


def labels(stack: str) -> dict[str, str]:
    """``stack``: no other stack's. The owner is this process, and no later one with its number."""
    return {STACK: stack, OWNER: str(ContainerOwner.here())}


@dataclass(frozen=True, slots=True)
class ContainerOwner:
    """``place``: one boot of one machine, and the numbers of processes as seen there."""

    place: str
    pid: int
    started: str

    @classmethod
    def here(cls) -> "ContainerOwner":
        """This process."""
        return cls(_place(), os.getpid(), _started(os.getpid()) or "")

    @classmethod
    def of(cls, labels: Mapping[str, str]) -> "ContainerOwner | None":
        """None for a label that is none of ours."""
        place, _, process = labels.get(OWNER, "").rpartition(" ")
        pid, _, started = process.partition(":")
        return cls(place, int(pid), started) if pid.isdecimal() else None

    def __str__(self) -> str:
        return f"{self.place} {self.pid}:{self.started}"

    def is_gone(self) -> bool:
        """Only what was started from here can be told to be gone: another machine, or a container,
        may share the engine. What an earlier boot of this machine left is gone too."""
        machine, _, numbers = self.place.partition("/")
        here, _, numbers_here = _place().partition("/")
        if machine != here:
            return False
        return numbers == numbers_here and _started(self.pid) != self.started


def remove_leftovers(client: "DockerClient") -> tuple[list[str], list[str]]:
    """Remove the containers of runs that are over.

    Returns the names of what was removed, and of what was left alone: a run that goes on, or that
    of another machine, owns it.
    """
    from docker.errors import NotFound

    removed, kept = [], []
    for container in client.containers.list(
        all=True, filters={"label": OWNER}, ignore_removed=True
    ):
        owner = ContainerOwner.of(container.labels)
        if owner is None or not owner.is_gone():
            kept.append(str(container.name))
            continue
        with suppress(NotFound):  # another one was faster
            container.remove(force=True, v=True)
        removed.append(str(container.name))
    return removed, kept


def _place() -> str:
    return f"{_BOOT_ID.read_text().strip()}/{os.readlink('/proc/self/ns/pid')}"


def _started(pid: int) -> str | None:
    """In clock ticks after the boot; None where there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[_START_TIME_FIELD]
