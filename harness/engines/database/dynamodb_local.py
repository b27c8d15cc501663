"""Starts and stops DynamoDB Local, AWS's own engine.

It listens on all addresses and has no option, and Java no property, to narrow that (3.3.1, looked
at in November 2026). What can be narrowed is: IPv4 only, and no web page's script gets through.
"""

import asyncio
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.engines.database.class_archive import AGREED, ClassArchive
from harness.engines.database.java import Java
from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION, Artifacts
from harness.engines.port import ReservedPort
from harness.engines.process import ChildProcess, spawn
from harness.errors import EnvironmentFailedError, HarnessError, UsageError
from harness.model.caller import SETUP_ACCESS_KEY, unsigned_authorization
from harness.wire.client import HttpClient
from harness.wire.message import Request
from harness.wire.server import LOOPBACK
from harness.wire.tunnel import UpstreamLostError

if TYPE_CHECKING:
    from filelock import FileLock

_NAME = f"DynamoDB Local {DYNAMODB_LOCAL_VERSION}"

_LOG_LINES = 50
_PORT_TRIES = 5
_POLL_S = 0.01
_ANSWER_S = 5
_READY_S = 60
_STOP_S = 3

# When the optimising compiler (C2) begins: three times later than the JVM's defaults. It pays off
# in a long load only, and until then it takes a core from the functions. Measured on two cores on
# 2026-11-26 with the defaults, three and ten times them: start of the stack 1.56, 1.46 and 1.43 s
# (medians of six); invocations a second in the first 45 s, eight users, 232, 283 and 250.
# Without C2 a call costs twice the processor time for good.
_C2_LATER = (
    "-XX:Tier4InvocationThreshold=15000",
    "-XX:Tier4MinInvocationThreshold=1800",
    "-XX:Tier4CompileThreshold=45000",
    "-XX:Tier4BackEdgeThreshold=120000",
)

# Wherever it runs.
JAVA_OPTIONS = ("-Xmx1g", *_C2_LATER)

_JVM = (
    *AGREED,
    *JAVA_OPTIONS,
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Djava.net.preferIPv4Stack=true",
)

_MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner"

# By default it lets scripts of every web page in the user's browser call it. This origin is none
# that a browser can have, so preflights are refused.
_NO_ORIGIN = "http://0.0.0.0"

_LIST_TABLES = Request(
    b"POST",
    b"/",
    {
        b"content-type": b"application/x-amz-json-1.0",
        b"x-amz-target": b"DynamoDB_20120810.ListTables",
        b"authorization": unsigned_authorization(SETUP_ACCESS_KEY, "dynamodb").encode(),
    },
    b"{}",
)


class DynamoDbLocal:
    """One engine. Tables are in memory, those of each access key apart, or on disk in ``db_path``,
    where all callers share them.

    ``port`` is known once ``start`` has returned. ``exited`` ends with the error to report when the
    engine ends without having been stopped.
    """

    def __init__(
        self,
        java: Java,
        artifacts: Artifacts,
        *,
        db_path: Path | None = None,
        jvm_flags: Sequence[str] = (),
        reserve: Callable[[], ReservedPort] = ReservedPort,
    ) -> None:
        self._java = java
        self._artifacts = artifacts
        self._db_path = None if db_path is None else db_path.absolute()
        self._jvm_flags = jvm_flags
        self._reserve = reserve
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._child: ChildProcess | None = None
        self._watch: asyncio.Task[None] | None = None
        self._db_lock: FileLock | None = None
        self.port = 0
        self.exited: asyncio.Future[HarnessError] = asyncio.get_running_loop().create_future()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; the port is 0 before ``start``."""
        return LOOPBACK, self.port

    async def start(self) -> None:
        """Return once the engine has answered a ListTables.

        Raises UsageError for a ``db_path`` that cannot be used, EnvironmentFailedError with the
        engine's last lines where it does not come up.
        """
        if self._db_path is not None:
            self._db_lock = claim(self._db_path)
        try:
            self._child = await self._start_on_some_port()
        except BaseException:
            self._unlock()
            raise
        self._watch = asyncio.get_running_loop().create_task(self._report_exit(self._child))

    def on_exit(self, callback: Callable[[HarnessError], None]) -> None:
        """Call back, once, should the engine end, or have ended, without being stopped."""
        self.exited.add_done_callback(
            lambda exited: None if exited.cancelled() else callback(exited.result())
        )

    async def stop(self) -> None:
        """Return once the process is gone. Harmless before ``start`` and a second time."""
        self.exited.cancel()
        if self._child is not None and self._watch is not None:
            await self._child.stop(_STOP_S)
            await self._watch
        self._unlock()

    async def _start_on_some_port(self) -> ChildProcess:
        for _ in range(_PORT_TRIES):
            child = await self._start_on(self._reserve())
            if child is not None:
                return child
        raise self._failed(f"lost the race for a port {_PORT_TRIES} times", "start again")

    async def _start_on(self, reserved: ReservedPort) -> ChildProcess | None:
        """None where somebody else took the port."""
        # It unpacks its native library there, loads it and needs the file no more.
        scratch = Path(tempfile.mkdtemp(prefix="harness-dynamodb-"))
        self.port = reserved.number
        self._log.clear()
        try:
            child = await spawn(
                self._command(scratch),
                env={"LANG": "C.UTF-8"},
                cwd=scratch,
                output=lambda line: self._log.append(line.decode("utf-8", "replace").rstrip()),
            )
            return child if await self._ready(child) else None
        finally:
            reserved.release()
            shutil.rmtree(scratch, ignore_errors=True)

    def _command(self, scratch: Path) -> list[str | Path]:
        # In memory each access key has tables of its own (3.3.1, tried in November 2026; the guide
        # says otherwise). That is how tests get theirs: ``dynamodb.fresh``.
        store = ["-inMemory"] if self._db_path is None else ["-dbPath", self._db_path, "-sharedDb"]
        archive = ClassArchive(self._java, self._artifacts)
        class_path = ":".join(map(str, (*self._artifacts.libraries, self._artifacts.engine)))
        return [
            self._java.path,
            *_JVM,
            *archive.flags,
            f"-Djava.io.tmpdir={scratch}",
            *self._jvm_flags,
            "-cp",
            class_path,
            _MAIN,
            *store,
            "-disableTelemetry",
            *("-cors", _NO_ORIGIN),
            *("-port", str(self.port)),
        ]

    async def _ready(self, child: ChildProcess) -> bool:
        """False where the port is taken. Whatever else happens, no process is left."""
        exited = asyncio.ensure_future(child.wait())
        answered = asyncio.ensure_future(until_answered(LOOPBACK, self.port))
        try:
            await asyncio.wait(
                {exited, answered}, timeout=_READY_S, return_when=asyncio.FIRST_COMPLETED
            )
            if exited.done():
                return self._judge_early_exit(exited.result())
            if not answered.done():
                raise self._failed(f"gave no answer in {_READY_S} s", "is the machine overloaded?")
            return True
        except BaseException:
            child.kill()
            await child.wait()
            raise
        finally:
            answered.cancel()
            exited.cancel()

    def _judge_early_exit(self, returncode: int) -> bool:
        if any("Address already in use" in line for line in self._log):
            return False
        raise self._failed(
            f"did not come up: {_ending(returncode)}",
            "its last lines say why; where they say nothing, is there memory left?",
        )

    async def _report_exit(self, child: ChildProcess) -> None:
        returncode = await child.wait()
        if not self.exited.done():
            self.exited.set_result(
                self._failed(
                    f"ended in mid-run: {_ending(returncode)}",
                    "start again; ended by signal 9, look whether the machine ran out of memory",
                )
            )

    def _failed(self, what: str, hint: str) -> EnvironmentFailedError:
        return EnvironmentFailedError(
            f"{_NAME} {what}", where=f"port {self.port}", hint=hint, log_tail=tuple(self._log)
        )

    def _unlock(self) -> None:
        if self._db_lock is not None:
            self._db_lock.release()
            self._db_lock = None


async def until_answered(host: str, port: int) -> None:
    """Return once a DynamoDB answers there. Anything else that answers is not ours."""
    while await why_not(host, port, _ANSWER_S) is not None:
        await asyncio.sleep(_POLL_S)


async def why_not(host: str, port: int, within_s: float) -> str | None:
    """None where a DynamoDB answers there."""
    client = HttpClient(host, port)
    try:
        async with asyncio.timeout(within_s):
            response = await client.send(_LIST_TABLES)
    except UpstreamLostError as error:
        return str(error)
    except TimeoutError:
        return f"no answer in {within_s:.0f} s"
    finally:
        client.close()
    if response.status == 200 and b'"TableNames"' in response.body:
        return None
    return f"HTTP {response.status} is not an answer of DynamoDB"


def claim(db_path: Path) -> "FileLock":
    """Lock the folder until it is released: two engines on one database fail each other's calls in
    mid-run. Raises UsageError where another stack has it, or it cannot be written to."""
    from filelock import FileLock, Timeout  # 60 ms to import, and rarely needed

    lock = FileLock(db_path / ".harness.lock", timeout=0)
    try:
        db_path.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise UsageError(
            "another stack keeps its tables there",
            where=f"--db-path {db_path}",
            hint="stop it, or name another folder",
        ) from None
    except OSError as error:
        raise UsageError(
            f"the tables cannot be kept there: {error.strerror}",
            where=f"--db-path {db_path}",
            hint="name a folder that you may write to",
        ) from error
    return lock


def _ending(returncode: int) -> str:
    if returncode >= 0:
        return f"exit code {returncode}"
    return f"signal {-returncode} ({signal.strsignal(-returncode)})"
