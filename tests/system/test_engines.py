"""The real thing: children, the JVM with DynamoDB Local, function runtimes."""

import asyncio
import hashlib
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import uvloop

from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.fast_start import FastStart
from harness.engines.database.java import Java, find_java
from harness.engines.downloads.artifacts import Artifacts
from harness.engines.functions.pythons import Pythons
from harness.engines.functions.runtime import RuntimeLauncher
from harness.engines.port import ReservedPort
from harness.engines.process import ChildProcess, spawn
from harness.errors import EnvironmentFailedError, HarnessError
from harness.model.function import Function
from harness.settings import load_settings
from harness.wire.message import Request, Response
from harness.wire.server import HttpServer

GONE_WITHIN_S = 10

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    return request.param


@pytest.fixture(scope="session")
def java() -> Java:
    return find_java(None)


@pytest.fixture(scope="session")
def artifacts(java: Java) -> Artifacts:
    artifacts = Artifacts(load_settings({}).cache_dir)
    asyncio.run(artifacts.ensure())
    asyncio.run(FastStart(java, artifacts).ensure())
    return artifacts


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid: int) -> bool:
    """Within a bound, because SIGKILL takes the kernel a moment."""
    deadline = time.monotonic() + GONE_WITHIN_S
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def output_of(code: str, **options: Any) -> tuple[int, list[bytes]]:
    lines: list[bytes] = []
    child = await spawn(python(code), env=options.get("env"), output=lines.append)
    return await child.wait(), lines


# children


def test_a_child_delivers_its_lines_and_its_code(run: Run) -> None:
    code = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(7)"
    assert run(output_of(code)) == (7, [b"out\n", b"err\n"])


def test_a_child_sees_exactly_its_environment(run: Run) -> None:
    code = "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}))"
    assert run(output_of(code, env={"ONLY": "this"})) == (0, [b"['ONLY']\n"])


def test_a_child_has_nothing_on_its_stdin(run: Run) -> None:
    assert run(output_of("import sys; print(len(sys.stdin.read()))")) == (0, [b"0\n"])


def test_a_file_takes_the_output_past_us(run: Run, tmp_path: Path) -> None:
    async def main() -> int:
        with (tmp_path / "log").open("wb") as log:
            child = await spawn(python("print('to the file')"), env={}, output=log)
        return await child.wait()

    assert run(main()) == 0
    assert (tmp_path / "log").read_bytes() == b"to the file\n"


@pytest.mark.parametrize("text", ["b'x' * 99 + b'\\n'", "b'x' * 100"], ids=["lines", "one line"])
def test_a_flood_is_delivered_whole_and_the_loop_goes_on_meanwhile(run: Run, text: str) -> None:
    async def main() -> tuple[int, int, int]:
        seen = {"bytes": 0, "line_bytes_max": 0, "ticks": 0}

        def on_line(line: bytes) -> None:
            seen["bytes"] += len(line)
            seen["line_bytes_max"] = max(seen["line_bytes_max"], len(line))

        async def tick() -> None:
            while True:
                seen["ticks"] += 1
                await asyncio.sleep(0)

        code = f"import sys; [sys.stdout.buffer.write({text}) for _ in range(200_000)]"
        ticking = asyncio.ensure_future(tick())
        child = await spawn(python(code), env={}, output=on_line)
        assert await child.wait() == 0
        ticking.cancel()
        return seen["bytes"], seen["line_bytes_max"], seen["ticks"]

    size_bytes, line_bytes_max, ticks = run(main())
    assert size_bytes == 200_000 * 100
    assert line_bytes_max <= 64 * 1024
    assert ticks > 20


def test_a_program_that_does_not_exist_is_an_error_that_names_it(run: Run) -> None:
    async def main() -> ChildProcess:
        return await spawn(["/nowhere/java"], env={})

    with pytest.raises(EnvironmentFailedError, match="/nowhere/java cannot be started"):
        run(main())


PARENT_OF_A_SLEEPER = (
    "import subprocess, sys, time;"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print(p.pid, flush=True);"
)


@pytest.mark.parametrize("end", ["time.sleep(600)", "sys.exit()"], ids=["killed", "by itself"])
def test_what_a_child_started_ends_with_it(run: Run, end: str) -> None:
    async def main() -> tuple[int, int]:
        line = asyncio.get_running_loop().create_future()
        child = await spawn(python(PARENT_OF_A_SLEEPER + end), env={}, output=line.set_result)
        grandchild = int(await line)
        if "sleep" in end:
            child.kill()
        return grandchild, await child.wait()

    grandchild, returncode = run(main())
    assert returncode == (-signal.SIGKILL if "sleep" in end else 0)
    assert gone(grandchild)


@pytest.mark.parametrize(
    ("on_sigterm", "returncode"),
    [("sys.exit(3)", 3), ("None", -signal.SIGKILL)],
    ids=["obeys", "ignores"],
)
def test_a_stop_asks_first_and_then_insists(run: Run, on_sigterm: str, returncode: int) -> None:
    code = (
        "import signal, sys, time;"
        f"signal.signal(signal.SIGTERM, lambda *_: {on_sigterm});"
        "print('ready', flush=True);"
        "[time.sleep(0.05) for _ in range(10_000)]"
    )

    async def main() -> int:
        ready = asyncio.get_running_loop().create_future()
        child = await spawn(python(code), env={}, output=ready.set_result)
        await ready
        return await child.stop(grace_s=5 if returncode == 3 else 0.2)

    assert run(main()) == returncode


def test_a_start_that_is_cancelled_leaves_no_process(run: Run, tmp_path: Path) -> None:
    marker = str(tmp_path / "marker")

    async def main() -> None:
        task = asyncio.ensure_future(spawn(["sleep", "600", marker], env=None))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(main())
    deadline = time.monotonic() + GONE_WITHIN_S
    while (left := subprocess.run(["pgrep", "-f", marker], capture_output=True).stdout) != b"":
        assert time.monotonic() < deadline, left


PARENT = """
import asyncio, sys, {loop} as loop_module
from pathlib import Path
from harness.engines.downloads.artifacts import Artifacts
from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.java import find_java
from harness.engines.process import spawn
from harness.engines.functions.pythons import Pythons
from harness.engines.functions.runtime import RuntimeLauncher
from harness.model.function import Function

async def main():
    engine = DynamoDbLocal(find_java(None), Artifacts(Path({cache!r})))
    await engine.start()
    function = Function("f", "F", "app.handler", Path({code!r}), "python3.12")
    launcher = RuntimeLauncher(Pythons(Path({cache!r})), "mark")
    variables = {{"LAMBDA_TASK_ROOT": {code!r}}}
    runtime = await launcher.launch(function, "127.0.0.1:9", variables, lambda line: None)
    sleeper = await spawn(["sleep", "600"], env=None)
    print(engine._child.pid, runtime._child.pid, sleeper.pid, flush=True)
    await asyncio.sleep(600)

loop_module.run(main())
"""


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_kill_9_of_the_parent_leaves_nothing(
    loop: str, artifacts: Artifacts, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text("import time\ntime.sleep(600)\n")
    code = PARENT.format(loop=loop, cache=str(artifacts.directory.parent), code=str(tmp_path))
    parent = subprocess.Popen(python(code), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 3
    assert all(alive(pid) for pid in pids)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    left = [pid for pid in pids if not gone(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


# function runtimes


@pytest.mark.parametrize("handler", ["app.lambda_handler", "src/app.lambda_handler"])
def test_a_handler_is_imported_from_its_own_folder_and_sees_nothing_of_ours(
    run: Run, handler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_THE_USER", "secret")
    source = tmp_path / f"{handler.partition('.')[0]}.py"
    source.parent.mkdir(exist_ok=True)
    source.write_text(
        "import os, helper\n"
        "def lambda_handler(event, context):\n"
        "    return {'event': event, 'helper': helper.NAME, 'environ': dict(os.environ)}\n"
    )
    (tmp_path / "helper.py").write_text("NAME = 'beside the code dir'\n")
    function = Function("f", "F", handler, tmp_path, "python3.12")

    async def main() -> bytes:
        answer = asyncio.get_running_loop().create_future()

        async def runtime_api(request: Request) -> Response:
            if request.target.endswith(b"/next"):
                headers = [
                    (b"content-type", b"application/json"),
                    (b"lambda-runtime-aws-request-id", b"1"),
                    (b"lambda-runtime-deadline-ms", b"9999999999999"),
                    (b"lambda-runtime-invoked-function-arn", b"arn"),
                ]
                return Response(200, b'{"plate": "ABC1D23"}', headers)
            answer.set_result(request.body)
            return Response(202)

        server = HttpServer(runtime_api)
        port = await server.start()
        lines: list[bytes] = []
        launcher = RuntimeLauncher(Pythons(load_settings({}).cache_dir), "mark")
        variables = {"TABLE": "t", "LAMBDA_TASK_ROOT": str(function.code_dir)}
        child = await launcher.launch(function, f"127.0.0.1:{port}", variables, lines.append)
        try:
            return await asyncio.wait_for(answer, 30)
        finally:
            child.kill()
            await child.wait()
            await launcher.close()
            await server.stop()

    said = json.loads(run(main()))
    assert said["event"] == {"plate": "ABC1D23"}
    assert said["helper"] == "beside the code dir"
    assert said["environ"]["TABLE"] == "t"
    assert "OF_THE_USER" not in said["environ"]
    assert not list(tmp_path.rglob("__pycache__"))


# DynamoDB Local


def client(port: int) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def make_table(port: int) -> None:
    client(port).create_table(
        TableName="account",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def scratch_folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("harness-dynamodb-*"))


def test_the_engine_serves_and_a_stop_leaves_no_process_no_port_and_no_file(
    run: Run, java: Java, artifacts: Artifacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of its own: pytest's other worker starts engines too.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def main() -> tuple[int, int, list[str]]:
        engine = DynamoDbLocal(java, artifacts)
        await engine.start()
        assert engine._child is not None
        assert scratch_folders() == set()
        make_table(engine.port)
        tables = client(engine.port).list_tables()["TableNames"]
        await engine.stop()
        return engine._child.pid, engine.port, tables

    pid, port, tables = run(main())
    assert tables == ["account"]
    assert not alive(pid)
    assert scratch_folders() == set()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_two_engines_side_by_side_share_nothing(java: Java, artifacts: Artifacts) -> None:
    async def main() -> None:
        one, two = DynamoDbLocal(java, artifacts), DynamoDbLocal(java, artifacts)
        try:
            await asyncio.gather(one.start(), two.start())
            make_table(one.port)
            assert client(two.port).list_tables()["TableNames"] == []
        finally:
            await asyncio.gather(one.stop(), two.stop())

    asyncio.run(main())


def test_tables_on_disk_outlive_the_engine(
    java: Java, artifacts: Artifacts, tmp_path: Path
) -> None:
    async def main(story: Callable[[int], Any]) -> Any:
        engine = DynamoDbLocal(java, artifacts, db_path=tmp_path / "db")
        await engine.start()
        try:
            return story(engine.port)
        finally:
            await engine.stop()

    asyncio.run(main(make_table))
    assert asyncio.run(main(lambda port: client(port).list_tables()["TableNames"])) == ["account"]


@pytest.mark.parametrize("silent", [True, False], ids=["never answers", "answers otherwise"])
def test_a_port_that_somebody_takes_first_is_given_up_for_another(
    silent: bool, java: Java, artifacts: Artifacts
) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as taken:
        number = taken.server_address[1]
        if not silent:
            threading.Thread(target=taken.serve_forever, daemon=True).start()
        reserved: Iterator[int] = iter([number])

        class Reserved(ReservedPort):
            def __init__(self) -> None:
                super().__init__()
                self.number = next(reserved, self.number)

        async def main() -> int:
            engine = DynamoDbLocal(java, artifacts, reserve=Reserved)
            await engine.start()
            try:
                return engine.port
            finally:
                await engine.stop()

        assert asyncio.run(main()) != number
        if not silent:
            taken.shutdown()


def test_a_reserved_port_can_be_shared_and_not_be_taken() -> None:
    reserved = ReservedPort()
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("", reserved.number))
    with socket.create_server(("", reserved.number)):  # it sets SO_REUSEADDR, as Java does
        pass
    reserved.release()
    with socket.socket() as stranger:
        stranger.bind(("", reserved.number))


def test_an_engine_that_is_killed_in_mid_run_is_reported_with_its_last_lines(
    run: Run, java: Java, artifacts: Artifacts
) -> None:
    async def main() -> HarnessError:
        engine = DynamoDbLocal(java, artifacts)
        await engine.start()
        reported: asyncio.Future[HarnessError] = asyncio.get_running_loop().create_future()
        engine.on_exit(reported.set_result)
        assert engine._child is not None
        os.kill(engine._child.pid, signal.SIGKILL)
        error = await asyncio.wait_for(reported, GONE_WITHIN_S)
        await engine.stop()
        return error

    error = run(main())
    assert "signal 9" in error.what
    assert any("Initializing DynamoDB Local" in line for line in error.log_tail)


# artifacts

FETCHING = """
import asyncio, sys
from pathlib import Path
from harness.engines.downloads.artifacts import Artifacts
from harness.engines.downloads.lock import parse_lock
lock = parse_lock(Path(sys.argv[3]).read_bytes())
asyncio.run(Artifacts(Path(sys.argv[1]), repository=sys.argv[2], lock=lock).ensure())
"""


class Repository(http.server.BaseHTTPRequestHandler):
    """Breaks off the first answer for a file half way; knows ranges."""

    content = bytes(range(256)) * 400
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        first = not any(path == self.path for path, _ in self.asked)
        self.asked.append((self.path, wanted))
        begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        body = self.content[begin:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if first else body)

    def log_message(self, *_: Any) -> None:
        pass


def test_two_processes_that_fetch_at_once_fetch_each_file_once_and_resume_it(
    tmp_path: Path,
) -> None:
    row = {"group": "g", "version": "1", "extension": "jar", "size_bytes": len(Repository.content)}
    row["sha256"] = hashlib.sha256(Repository.content).hexdigest()
    names = ["DynamoDBLocal", "one", "two"]
    lock = tmp_path / "lock.json"
    lock.write_text(json.dumps([{**row, "name": name} for name in names]))
    Repository.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Repository) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        command = [*python(FETCHING), str(tmp_path / "cache"), url, str(lock)]
        processes = [subprocess.Popen(command) for _ in range(2)]
        assert [process.wait(60) for process in processes] == [0, 0]
        server.shutdown()
    half = f"bytes={len(Repository.content) // 2}-"
    expected = {(f"/g/{name}/1/{name}-1.jar", wanted) for name in names for wanted in (None, half)}
    assert len(Repository.asked) == len(expected)
    assert set(Repository.asked) == expected
    fetched = {path.name for path in (tmp_path / "cache").rglob("*.jar")}
    assert fetched == {f"{name}-1.jar" for name in names}
