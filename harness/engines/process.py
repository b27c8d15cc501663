"""A child process that cannot outlive its parent.

Each child is armed with Linux's ``PR_SET_PDEATHSIG`` (prctl(2)): the kernel sends it SIGKILL when
the parent is gone, ``kill -9`` included. Two limits come with it. The signal is sent when the
*thread* that started the child ends, so children are started from the main thread only. And it is
not passed on to grandchildren: those die with their process group, which ``kill``, ``stop`` and the
child's own exit all end, but survive a ``kill -9`` of the harness. Those of functions
do not: ``engines.guardian``.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from harness.engines.lines import LineSplitter
from harness.errors import EnvironmentFailedError

OnLine = Callable[[bytes], None]

_PR_SET_PDEATHSIG = 1

# How long the output of a child that has exited is waited for, should a process that it left
# behind in another session keep the pipe open.
_DRAIN_S = 0.5

# Loaded before any fork: loading takes locks that a forked child could find held.
_libc = ctypes.CDLL(None, use_errno=True)


class ChildProcess:
    """A running child, the leader of a session and a process group of its own."""

    def __init__(self, transport: asyncio.SubprocessTransport, watch: "_Watch") -> None:
        self._transport = transport
        self._watch = watch
        self.pid = transport.get_pid()

    @property
    def returncode(self) -> int | None:
        """None while it runs, minus the signal's number where a signal ended it."""
        return self._transport.get_returncode()

    async def wait(self) -> int:
        """The return code, once the child has exited and its output has been delivered."""
        return await asyncio.shield(self._watch.exited)

    def flush_output(self) -> None:
        """Deliver a last line that has no newline yet, as it is."""
        self._watch.flush()

    def kill(self) -> None:
        """SIGKILL to the whole process group. Harmless when it is gone already."""
        self._signal(signal.SIGKILL)

    async def stop(self, grace_s: float) -> int:
        """SIGTERM to the group and, where ``grace_s`` did not suffice, SIGKILL."""
        self._signal(signal.SIGTERM)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace_s):
                    await self.wait()
        finally:
            self.kill()
        return await self.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            _signal_group(self.pid, number)


async def spawn(
    args: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None,
    cwd: Path | None = None,
    output: OnLine | BinaryIO | None = None,
    prepare: Callable[[], None] | None = None,
) -> ChildProcess:
    """Start a child with exactly ``env`` (None: the parent's own) and nothing on its stdin.

    ``output`` takes stdout and stderr together: a callback gets each line with its newline (lines
    over ``LINE_BYTES_MAX`` in pieces), a file gets the bytes past us, None drops them. ``prepare``
    runs in the child before its program.

    Raises EnvironmentFailedError when the program cannot be started.
    """
    assert threading.current_thread() is threading.main_thread(), "see the module's docstring"
    loop = asyncio.get_running_loop()
    on_line = output if callable(output) else None
    stdout = subprocess.PIPE if on_line else subprocess.DEVNULL if output is None else output
    try:
        transport, watch = await loop.subprocess_exec(
            lambda: _Watch(loop, on_line),
            *(str(arg) for arg in args),
            stdin=subprocess.DEVNULL,
            stdout=cast(int, stdout),
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_prepared(prepare, die_with(os.getpid())),
        )
    except OSError as error:
        raise EnvironmentFailedError(
            f"{args[0]} cannot be started: {error.strerror or error}",
            where="" if cwd is None else str(cwd),
            hint="`harness doctor` names what is missing",
        ) from error
    return ChildProcess(transport, watch)


async def run_to_end(
    args: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None,
    cwd: Path | None = None,
    output: OnLine | BinaryIO | None = None,
) -> int:
    """The return code of a child as of ``spawn``. Cancelled, it ends the child."""
    child = await spawn(args, env=env, cwd=cwd, output=output)
    try:
        return await child.wait()
    finally:
        child.kill()


class _Watch(asyncio.SubprocessProtocol):
    """``exited`` ends after the last of the output, or ``_DRAIN_S`` after the exit."""

    def __init__(self, loop: asyncio.AbstractEventLoop, on_line: OnLine | None) -> None:
        self.exited: asyncio.Future[int] = loop.create_future()
        self._loop = loop
        self._on_line = on_line
        self._lines = LineSplitter()
        self._transport: asyncio.SubprocessTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transport is no subclass of asyncio's.
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._deliver(self._lines.feed(data))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self.flush()

    def flush(self) -> None:
        self._deliver(self._lines.flush())

    def process_exited(self) -> None:
        _signal_group(self._transport.get_pid(), signal.SIGKILL)
        self._loop.call_later(_DRAIN_S, self._settle)

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()

    def _deliver(self, lines: list[bytes]) -> None:
        if self._on_line is not None:
            for line in lines:
                self._on_line(line)

    def _settle(self) -> None:
        if not self.exited.done():
            returncode = self._transport.get_returncode()
            self.exited.set_result(-signal.SIGKILL if returncode is None else returncode)
            self._transport.close()


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


def _prepared(prepare: Callable[[], None] | None, arm: Callable[[], None]) -> Callable[[], None]:
    """Armed last: the kernel disarms a process that gets a user namespace of its own."""
    if prepare is None:
        return arm

    def both() -> None:
        prepare()
        arm()

    return both


def die_with(parent: int) -> Callable[[], None]:
    """For ``preexec_fn``: SIGKILL the child when the thread ends that starts it."""

    def arm() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return arm
