"""``harness logs``: what a run's functions say, in one stream."""

import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from harness.errors import UsageError
from harness.ledger.run import RunDirectory

_LOOK_AGAIN_S = 0.2

# Not a function's.
_OTHERS = ("locust",)


class Logs:
    """A run's log files; ``function``: only that one's."""

    def __init__(self, folder: Path, function: str | None) -> None:
        self._folder = folder
        self._function = function
        self._read_bytes: dict[Path, int] = {}

    def functions(self) -> list[str]:
        """The functions that have written something."""
        return [path.stem for path in self._paths()]

    def new_lines(self) -> Iterator[tuple[str, str]]:
        """Function and line, for each whole line that came since this was called last."""
        for path in self._paths():
            with path.open("rb") as log:
                log.seek(self._read_bytes.get(path, 0))
                for line in log:
                    if not line.endswith(b"\n"):
                        break  # it is still being written
                    self._read_bytes[path] = self._read_bytes.get(path, 0) + len(line)
                    yield path.stem, line.decode("utf-8", "replace").rstrip("\r\n")

    def _paths(self) -> list[Path]:
        name = self._function or "*"
        found = sorted(self._folder.glob(f"{name}.log"))
        return [path for path in found if path.stem not in _OTHERS]


def print_logs(run: RunDirectory, function: str | None, *, follow: bool, out: Console) -> None:
    """Until it is interrupted, where it follows.

    Raises UsageError for a function that has no log, where it does not.
    """
    logs = Logs(run.logs, function)
    if not follow and not logs.functions():
        raise _nothing(run, function)
    while True:
        for name, line in logs.new_lines():
            if not function:
                out.out(name, end=" ", style="cyan", highlight=False)
            out.out(line, highlight=False)
        if not follow:
            return
        time.sleep(_LOOK_AGAIN_S)


def _nothing(run: RunDirectory, function: str | None) -> UsageError:
    known = Logs(run.logs, None).functions()
    return UsageError(
        f"{function} has written nothing in this run"
        if function
        else "no function has written anything in this run",
        where=str(run.logs),
        hint=f"there are logs of {', '.join(known)}" if known else "invoke a function first",
    )
