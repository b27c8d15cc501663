"""The command line as a user runs it, and what it leaves behind."""

import ctypes
import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

import psutil
import pytest

from tests.conftest import ROOT, clean_environment, harness

_PR_SET_CHILD_SUBREAPER = 36
_IN_A_MOUNT_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec")

Left = Callable[[], list[str]]


def run_harness(
    *arguments: str | Path, cwd: Path = ROOT, timeout_s: float = 60, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``variables`` join the environment."""
    return subprocess.run(
        harness(*map(str, arguments)),
        cwd=cwd,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )


def on_a_small_disk(kept: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose runs are on a disk of 128 KB; they are copied to ``kept`` at its end."""
    disk = kept.with_name("disk")
    disk.mkdir()
    command = " ".join(harness(*arguments, "--runs-dir", str(disk / "runs")))
    script = f"""
        mount -t tmpfs -o size=128k none {disk}
        code=0; {command} || code=$?
        cp -r {disk}/runs {kept}
        exit $code
    """
    tried = subprocess.run([*_IN_A_MOUNT_NAMESPACE, f"mount -t tmpfs none {disk}"])
    if tried.returncode != 0:
        pytest.skip("no user namespaces here: a small disk cannot be made")
    return subprocess.run(
        [*_IN_A_MOUNT_NAMESPACE, script],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What it wrote to standard error when the environment failed it."""
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "to do:" in done.stderr
    return done.stderr


def eventually(holds: Callable[[], object], within_s: float) -> bool:
    """Whether it holds now or soon."""
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# Below those that a kernel gives to whoever asks for any port: one of these may be taken again
# before it is used.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """All different, which so many calls of ``free_port`` need not be."""
    return list(islice(filter(_is_free, random.sample(_PORTS, len(_PORTS))), count))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
        return True


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def adopting() -> Iterator[Left]:
    """While in it, whatever loses its parent becomes this process's child.

    So nothing that a harness leaves can hide: the function that it gives returns the command lines
    of all processes that began in it and still run. What is left is ended on the way out.
    """
    libc = ctypes.CDLL(None)
    before = set(psutil.Process().children())

    def ours() -> list[psutil.Process]:
        roots = set(psutil.Process().children()) - before
        return [process for root in roots for process in (root, *_descendants(root))]

    def left() -> list[str]:
        return [said for process in ours() if (said := _command(process))]

    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield left
    finally:
        for process in ours():
            with suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(5)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0)


def child_of(pid: int, word: str) -> psutil.Process:
    """The only one with that word in its command."""
    (child,) = children_of(pid, word)
    return child


def children_of(pid: int, word: str) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if word in _command(child)]


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def _command(process: psutil.Process) -> str:
    """Empty for a process that is over, waited for or not."""
    with suppress(psutil.NoSuchProcess):
        if process.status() != psutil.STATUS_ZOMBIE:
            return " ".join(process.cmdline())
    return ""
