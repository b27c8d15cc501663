"""The engine's life with a process that is played; the real one is in tests/system."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

from harness.engines.database import dynamodb_local
from harness.engines.database.class_archive import ClassArchive
from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.java import Java
from harness.engines.downloads.artifacts import Artifacts
from harness.engines.port import ReservedPort
from harness.engines.process import ChildProcess
from harness.errors import EnvironmentFailedError, HarnessError, UsageError
from harness.wire.message import Request, Response

JAVA = Java(Path("/jdk/bin/java"), "25.0.2", "named by you")
TAKEN = b"Caused by: java.net.BindException: Address already in use\n"


class Processes:
    """Plays the processes: each dies at once with the lines and the code planned for it, or, with
    none planned, runs and answers until it is stopped or ``crash`` ends it."""

    def __init__(self) -> None:
        self.planned: list[tuple[bytes, int]] = []
        self.commands: list[list[str]] = []
        self.children: list[Any] = []
        self.crash: Callable[[int], None]

    async def spawn(self, args: list[Any], *, output: Callable[[bytes], None], **_: Any) -> Any:
        self.commands.append([str(arg) for arg in args])
        exited = asyncio.get_running_loop().create_future()
        child = create_autospec(ChildProcess, instance=True)

        async def wait() -> int:
            return await asyncio.shield(exited)

        async def stop(grace_s: float) -> int:
            if not exited.done():
                exited.set_result(-15)
            return await exited

        child.wait.side_effect = wait
        child.stop.side_effect = stop
        self.crash = exited.set_result
        if self.planned:
            line, code = self.planned.pop(0)
            output(line)
            exited.set_result(code)
        self.children.append((child, exited))
        return child

    async def answered(self, host: str, port: int) -> None:
        if self.children[-1][1].done():
            await asyncio.Event().wait()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Processes:
    played = Processes()
    monkeypatch.setattr(dynamodb_local, "spawn", played.spawn)
    monkeypatch.setattr(dynamodb_local, "until_answered", played.answered)
    return played


class Ports:
    def __init__(self) -> None:
        self.given: list[Any] = []

    def reserve(self) -> ReservedPort:
        port = create_autospec(ReservedPort, instance=True)
        port.number = 4000 + len(self.given)
        self.given.append(port)
        return port


@pytest.fixture
def ports() -> Ports:
    return Ports()


@pytest.fixture
def run(tmp_path: Path, ports: Ports) -> Callable[..., Any]:
    """Run a story about one engine."""

    def play(story: Callable[[DynamoDbLocal], Coroutine[Any, Any, Any]], **options: Any) -> Any:
        async def main() -> Any:
            engine = DynamoDbLocal(JAVA, Artifacts(tmp_path), reserve=ports.reserve, **options)
            return await story(engine)

        return asyncio.run(main())

    return play


async def start(engine: DynamoDbLocal) -> None:
    await engine.start()


def after(command: list[str], option: str) -> str:
    return command[command.index(option) + 1]


def test_tables_are_in_memory_and_shared_and_nothing_is_sent_out(
    run: Any, processes: Processes
) -> None:
    run(start)
    (command,) = processes.commands
    assert {"-inMemory", "-disableTelemetry"} <= set(command)
    assert "-sharedDb" not in command
    assert "-dbPath" not in command


def test_tables_on_disk_are_in_the_folder_that_was_named(
    run: Any, processes: Processes, tmp_path: Path
) -> None:
    run(start, db_path=tmp_path / "new" / "db")
    (command,) = processes.commands
    assert after(command, "-dbPath") == str(tmp_path / "new" / "db")
    assert "-inMemory" not in command


def test_the_engines_jar_is_the_last_of_the_class_path(
    run: Any, processes: Processes, tmp_path: Path
) -> None:
    run(start)
    artifacts = Artifacts(tmp_path)
    class_path = after(processes.commands[0], "-cp").split(":")
    assert class_path == [str(path) for path in (*artifacts.libraries, artifacts.engine)]


def test_an_archive_is_used_once_there_is_one(
    run: Any, processes: Processes, tmp_path: Path
) -> None:
    archive = ClassArchive(JAVA, Artifacts(tmp_path))
    archive.path.parent.mkdir()
    archive.path.touch()
    run(start)
    assert set(archive.flags) <= set(processes.commands[0])


def test_the_port_is_kept_until_the_engine_has_it(
    run: Any, processes: Processes, ports: Ports
) -> None:
    async def story(engine: DynamoDbLocal) -> int:
        await engine.start()
        return engine.port

    assert run(story) == 4000
    assert after(processes.commands[0], "-port") == "4000"
    ports.given[0].release.assert_called_once_with()


def test_a_port_lost_to_somebody_else_is_exchanged_for_another(
    run: Any, processes: Processes, ports: Ports
) -> None:
    processes.planned = [(TAKEN, 1), (TAKEN, 1)]

    async def story(engine: DynamoDbLocal) -> int:
        await engine.start()
        return engine.port

    assert run(story) == 4002
    assert all(port.release.called for port in ports.given)


def test_a_port_lost_every_time_is_an_error(run: Any, processes: Processes) -> None:
    processes.planned = [(TAKEN, 1)] * 5
    with pytest.raises(EnvironmentFailedError, match="lost the race for a port 5 times"):
        run(start)


def test_an_engine_that_does_not_come_up_is_an_error_with_its_last_lines(
    run: Any, processes: Processes
) -> None:
    processes.planned = [(b"Error: Could not create the Java Virtual Machine.\n", 1)]
    with pytest.raises(EnvironmentFailedError, match="did not come up: exit code 1") as raised:
        run(start)
    assert raised.value.log_tail == ("Error: Could not create the Java Virtual Machine.",)
    assert len(processes.commands) == 1


@pytest.mark.parametrize("early", [True, False])
def test_an_engine_that_dies_in_mid_run_is_reported_once(
    early: bool, run: Any, processes: Processes
) -> None:
    async def story(engine: DynamoDbLocal) -> list[HarnessError]:
        errors: list[HarnessError] = []
        await engine.start()
        if early:
            engine.on_exit(errors.append)
        processes.crash(-9)
        await engine.exited
        if not early:
            engine.on_exit(errors.append)
        await engine.stop()
        return errors

    (error,) = run(story)
    assert error.what.endswith("ended in mid-run: signal 9 (Killed)")
    assert error.where == "port 4000"


def test_a_stop_is_no_death(run: Any, processes: Processes) -> None:
    async def story(engine: DynamoDbLocal) -> list[HarnessError]:
        errors: list[HarnessError] = []
        await engine.start()
        engine.on_exit(errors.append)
        await engine.stop()
        await engine.stop()
        return errors

    assert run(story) == []


def test_a_start_that_is_cancelled_leaves_no_process(
    run: Any, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(host: str, port: int) -> None:
        processes.children[-1][0].kill.side_effect = lambda: processes.crash(-9)
        task.cancel()
        await asyncio.Event().wait()

    async def story(engine: DynamoDbLocal) -> None:
        nonlocal task
        task = asyncio.ensure_future(engine.start())
        with pytest.raises(asyncio.CancelledError):
            await task

    task: asyncio.Future[None]
    monkeypatch.setattr(dynamodb_local, "until_answered", never)
    run(story)
    processes.children[-1][0].kill.assert_called_once_with()


@pytest.mark.parametrize("turns", range(4))
def test_waiting_for_an_answer_ends_when_told_to_just_as_one_comes(
    turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[asyncio.Future[Response]] = []

    class Client:
        def __init__(self, host: str, port: int) -> None: ...

        async def send(self, request: Request) -> Response:
            asked.append(asyncio.get_running_loop().create_future())
            return await asked[-1]

        def close(self) -> None: ...

    async def story() -> None:
        waiting = asyncio.ensure_future(dynamodb_local.until_answered("localhost", 1))
        while not asked:
            await asyncio.sleep(0)
        asked[0].set_result(Response(200, b"no DynamoDB's"))
        for _ in range(turns):
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting], timeout=1)
        assert waiting.cancelled()

    monkeypatch.setattr(dynamodb_local, "HttpClient", Client)
    asyncio.run(story())


def test_a_folder_is_for_one_engine_at_a_time(
    run: Any, processes: Processes, tmp_path: Path
) -> None:
    held = dynamodb_local.claim(tmp_path)
    with pytest.raises(UsageError, match="another stack"):
        run(start, db_path=tmp_path)
    held.release()

    async def start_and_stop(engine: DynamoDbLocal) -> None:
        await engine.start()
        await engine.stop()

    run(start_and_stop, db_path=tmp_path)
    run(start_and_stop, db_path=tmp_path)


def test_a_folder_that_cannot_be_is_wrong_use(
    run: Any, processes: Processes, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be kept there"):
        run(start, db_path=tmp_path / "file")
