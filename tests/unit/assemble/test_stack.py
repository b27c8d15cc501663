"""Steps in their order, each with the values of those before it."""

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.assemble.backend import Backend
from harness.assemble.serving import Start
from harness.assemble.stack import Construction, StartStep
from harness.errors import HarnessError


class World:
    """A backend that only ends, and a start that has nothing but ``stops``."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.closed = 0

    async def close(self) -> None:
        self.closed += 1

    def run(self, *steps: StartStep[Any]) -> str:
        construction = Construction(cast(Backend, self), steps)

        async def start() -> str:
            async with AsyncExitStack() as stops:
                return await construction.run(
                    cast(Start, SimpleNamespace(stops=stops)), self.titles.append
                )

        return asyncio.run(start())


async def engine(start: Start) -> tuple[str, int]:
    return "127.0.0.1", 8000


def test_a_step_has_the_values_of_those_before_it_and_the_last_one_is_the_endpoint() -> None:
    first = StartStep("start the engine", engine)

    async def endpoint(start: Start) -> str:
        return "http://{}:{}".format(*first.result)

    world = World()
    assert world.run(first, StartStep("serve", endpoint)) == "http://127.0.0.1:8000"
    assert world.titles == ["start the engine", "serve"]
    assert world.closed == 1


def test_what_was_started_is_ended_where_a_step_fails_and_no_other_is_begun() -> None:
    async def fail(start: Start) -> None:
        raise HarnessError("it does not come up")

    world = World()
    with pytest.raises(HarnessError, match="does not come up"):
        world.run(StartStep("fail", fail), StartStep("serve", engine))
    assert world.titles == ["fail"]
    assert world.closed == 1
