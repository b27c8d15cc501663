"""``harness up`` as a child of a program that is no harness: of pytest, say."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from harness.engines.process import die_with
from harness.errors import EnvironmentFailedError

_LOG_LINES = 30
_STOP_S = 30


class BackgroundStack:
    """``exports``: the lines that it printed to be pasted into a shell."""

    def __init__(self, process: "subprocess.Popen[str]", exports: str) -> None:
        self._process = process
        self.exports = exports

    def stop(self) -> None:
        """As Ctrl-C does; returns when it is gone."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def start_in_background(flags: Sequence[str], cwd: Path, log: Path) -> BackgroundStack:
    """Returns once it is ready; it ends with the thread that calls this, at the latest.

    ``flags``: of ``harness up``. ``log``: the file of what it says, whose last lines are in the
    EnvironmentFailedError that is raised where it does not come up.
    """
    command = [sys.executable, "-m", "harness", "up", *flags]
    with log.open("w") as file:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            start_new_session=True,  # a Ctrl-C is the parent's, which stops us when it is done
            preexec_fn=die_with(os.getpid()),
        )
    assert process.stdout is not None
    exports = "".join(process.stdout.readline() for _ in range(4))
    if "AWS_ENDPOINT_URL=" in exports:
        return BackgroundStack(process, exports)
    process.kill()
    process.wait()
    raise EnvironmentFailedError(
        "harness up did not come up",
        where=str(cwd),
        hint=f"run it yourself: harness up {' '.join(flags)}",
        log_tail=log.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:],
    )
