import asyncio

import pytest

from harness.engines import external
from harness.engines.external import ExternalEngine
from harness.errors import EnvironmentFailedError
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
