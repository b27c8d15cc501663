"""Runs Locust as a child on a locustfile, headless or with its web UI."""

import socket
import sys
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import orjson

from harness.engines.process import run_to_end
from harness.errors import EnvironmentFailedError, UsageError
from harness.model.endpoint import endpoint_variables

_TAIL_LINES = 12
# Locust's own: some requests failed, or users did. The verdict counts the former.
_REQUESTS_FAILED = 1
_WRONG_USE = 2
_LOCALHOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Declared:
    """``flags``: the options that Locust takes with a locustfile, its own among them. ``vary``:
    the template parameter that the file says is worth varying, ``NAME=A,B``. ``rate``: requests a
    second that it sends unless told otherwise, None where it names none."""

    flags: frozenset[str]
    rate: float | None = None
    vary: str | None = None


class Locust:
    """``log``: where its output goes, errors of the locustfile among it; None: to ours.
    ``web_port``: of the web UI on 127.0.0.1, from whose form the load is started; None: headless.
    ``measures``: whether it sends as fast as it is answered, until the stack has seen enough.
    """

    def __init__(
        self,
        locustfile: Path,
        arguments: Sequence[str],
        log: Path | None,
        web_port: int | None = None,
        *,
        measures: bool = False,
    ) -> None:
        self._program = "harness.load.measuring" if measures else "locust"
        self._locustfile = locustfile
        self._arguments = arguments
        self._log = log
        self._web_port = web_port

    async def run(self, endpoint: str, environment: Mapping[str, str]) -> int:
        """Send the load to the end; the number of the exit code that Locust gives, 0 or 1.

        ``environment``: what the locustfile may read. Cancelled, it ends Locust.

        Raises UsageError and EnvironmentFailedError with Locust's last lines, the latter also
        where the web UI's port is taken.
        """
        command: list[str | Path] = [sys.executable, "-m", self._program, "-f", self._locustfile]
        command += [*self._interface(), "-H", endpoint, *self._arguments]
        env = {**environment, **endpoint_variables(endpoint)}
        with self._log.open("wb") if self._log else nullcontext(sys.stdout.buffer) as output:
            returncode = await run_to_end(command, env=env, output=output)
        if returncode not in (0, _REQUESTS_FAILED):
            raise self._explained(returncode)
        return returncode

    def missed(self) -> UsageError:
        """The error to raise where it failed and nothing of it arrived."""
        return UsageError(
            "Locust failed: no request of it reached DynamoDB or a function",
            where=str(self._locustfile),
            hint="fix what Locust says below",
            log_tail=self._tail(),
        )

    def _interface(self) -> list[str]:
        if self._web_port is None:
            return ["--headless"]
        _check_free(self._web_port)
        return ["--web-host", _LOCALHOST, "--web-port", str(self._web_port)]

    def _explained(self, returncode: int) -> Exception:
        kind = UsageError if returncode == _WRONG_USE else EnvironmentFailedError
        lines = self._tail()
        return kind(
            f"Locust ended with exit code {returncode}",
            where=str(self._locustfile),
            hint="see the lines below" if lines else "see its output above",
            log_tail=lines,
        )

    def _tail(self) -> list[str]:
        if self._log is None:
            return []
        return self._log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]


async def declared_by(locustfile: Path, environment: Mapping[str, str]) -> Declared:
    """Raises UsageError with the last lines of the traceback where the file cannot be imported."""
    lines: deque[bytes] = deque(maxlen=_TAIL_LINES)
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "options"
        program: list[str | Path] = [sys.executable, "-m", "harness.load.options"]
        command = [*program, locustfile, answer]
        returncode = await run_to_end(command, env=environment, output=lines.append)
        if returncode == 0 and answer.exists():
            declared = orjson.loads(answer.read_bytes())
            return Declared(frozenset(declared["flags"]), declared["rate"], declared["vary"])
    raise UsageError(
        "the locustfile cannot be loaded",
        where=str(locustfile),
        hint="fix what Python says below",
        log_tail=[line.decode("utf-8", "replace").rstrip() for line in lines],
    )


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOCALHOST, port))
        except OSError as error:
            raise EnvironmentFailedError(
                f"the web UI cannot have port {port}: {error.strerror}",
                where=_LOCALHOST,
                hint="choose another with --web-port",
            ) from error
