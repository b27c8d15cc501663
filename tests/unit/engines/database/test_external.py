import asyncio

import pytest

from harness.engines.database import external
from harness.engines.database.external import ExternalEngine
from harness.errors import EnvironmentFailedError, HarnessError
from harness.wire.message import Request, Response
from harness.wire.server import LOOPBACK, HttpServer


async def start_against(answer: bytes) -> tuple[str, int]:
    async def handle(request: Request) -> Response:
        return Response(200, answer)

    server = HttpServer(handle)
    engine = ExternalEngine((LOOPBACK, await server.start()))
    try:
        await engine.start()
    finally:
        await engine.stop()
        await server.stop()
    return engine.address


def test_an_engine_that_answers_is_used_as_it_is() -> None:
    assert asyncio.run(start_against(b'{"TableNames": []}'))[0] == LOOPBACK


def test_something_else_at_that_address_is_not_taken_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(external, "_READY_S", 0.05)
    with pytest.raises(EnvironmentFailedError) as failed:
        asyncio.run(start_against(b"hello"))
    assert "--dynamodb-endpoint" in failed.value.where


async def report_of(hang_ups: int, monkeypatch: pytest.MonkeyPatch) -> HarnessError:
    """What is reported of an engine that hangs up so often and then has ended."""
    asked = [None] * hang_ups + ["connection refused"]

    async def answered(host: str, port: int) -> None: ...

    async def why_not(host: str, port: int, seconds: float) -> str | None:
        return asked.pop(0)

    def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    monkeypatch.setattr(external, "until_answered", answered)
    monkeypatch.setattr(external, "why_not", why_not)
    server = await asyncio.start_server(hang_up, LOOPBACK)
    watched = ExternalEngine(server.sockets[0].getsockname())
    await watched.start()
    reported: asyncio.Future[HarnessError] = asyncio.get_running_loop().create_future()
    watched.on_exit(reported.set_result)
    try:
        return await asyncio.wait_for(reported, 30)
    finally:
        assert asked == []
        await watched.stop()
        server.close()


@pytest.mark.parametrize("hang_ups", [0, 3])
def test_its_end_is_reported_and_a_hang_up_is_not(
    hang_ups: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = asyncio.run(report_of(hang_ups, monkeypatch))
    assert error.what.endswith("ended in mid-run: connection refused")
    assert "--dynamodb-endpoint http://127.0.0.1:" in error.where
    assert "begin again" in error.hint
