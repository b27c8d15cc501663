"""Who starts and ends stacks: one process of a test run, for all of pytest-xdist's workers.

The controller starts what the first worker asks for, and hands it to the others. So it does not
matter which worker ends first, and nothing outlives the run: the kernel ends a stack with whoever
started it.
"""

import secrets
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.errors import HarnessError


class Owner:
    """Starts each stack once, by the flags of ``harness up``."""

    def __init__(self) -> None:
        self._started: dict[tuple[str, ...], Any] = {}

    def exports(self, flags: Sequence[str], cwd: Path) -> str:
        """What a stack of these flags printed. Raises EnvironmentFailedError, again and again."""
        from harness.engines.background import start_in_background

        key = tuple(flags)
        if key not in self._started:
            folder = Path(tempfile.mkdtemp(prefix="harness-pytest-"))
            runs = () if "--runs-dir" in flags else ("--runs-dir", str(folder / "runs"))
            try:
                self._started[key] = start_in_background((*flags, *runs), cwd, folder / "up.log")
            except HarnessError as error:
                self._started[key] = error
        stack = self._started[key]
        if isinstance(stack, HarnessError):
            raise stack
        return str(stack.exports)

    def close(self) -> None:
        """End every stack that was started."""
        while self._started:
            _, stack = self._started.popitem()
            if not isinstance(stack, HarnessError):
                stack.stop()


class OwnerListener:
    """The controller's: where workers ask. ``ticket`` is what they need for it."""

    def __init__(self, owner: Owner) -> None:
        from multiprocessing.connection import Listener

        secret = secrets.token_hex(16)
        self._listener = Listener(authkey=secret.encode())
        self.ticket = (str(self._listener.address), secret)
        threading.Thread(target=self._serve, args=(owner,), daemon=True).start()

    def _serve(self, owner: Owner) -> None:
        """One after the other: a second worker waits for what the first one asked for."""
        while True:
            try:
                with self._listener.accept() as worker:
                    flags, cwd = worker.recv()
                    try:
                        worker.send((owner.exports(flags, Path(cwd)), None))
                    except HarnessError as error:
                        worker.send((None, str(error)))
            except (OSError, EOFError):
                continue


class RemoteOwner:
    """The worker's."""

    def __init__(self, ticket: tuple[str, str]) -> None:
        self._address, self._secret = ticket

    def exports(self, flags: Sequence[str], cwd: Path) -> str:
        """The exports of the stack with these flags, started by its owner if need be."""
        from multiprocessing.connection import Client

        with Client(self._address, authkey=self._secret.encode()) as controller:
            controller.send((tuple(flags), str(cwd)))
            exports, failure = controller.recv()
        if failure is not None:
            raise HarnessError(failure)
        return str(exports)
