import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from harness.lambdas.events import QUEUED, SUCCESSES, Events
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.protocol.delivery import Patience
from harness.lambdas.protocol.results import Result
from harness.model.function import Function

FUNCTION = Function("ola", "Ola", "app.handler", Path("/code/ola"), "python3.11")
GOOD = InvocationOutcome(Result(b'"done"'))
BAD = InvocationOutcome(Result(b'{"errorType":"KeyError"}', "KeyError"))


class Runtimes:
    """Answer with the outcomes that they are given, in turn; then not at all."""

    def __init__(self, *outcomes: InvocationOutcome) -> None:
        self._outcomes = list(outcomes)
        self.served: list[Invocation] = []

    async def serve(self, invocation: Invocation) -> InvocationOutcome:
        self.served.append(invocation)
        if not self._outcomes:
            return await invocation.outcome
        return self._outcomes.pop(0)


def events(
    runtimes: Runtimes, path: Path, *, off: bool = False, on_success: bool = False
) -> Events:
    return Events(
        runtimes.serve,
        path,
        patience=lambda function, qualifier: Patience(retry_delay_ns=0),
        is_off=lambda function: off,
        arn=lambda function, qualifier: f"arn:{function}:{qualifier}",
        has_on_success=lambda invocation: on_success,
    )


def invocation(request_id: str = "ID") -> Invocation:
    return Invocation(request_id, FUNCTION, b'{"a":1}', "ola", time_ns=0, arrived_ns=0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dead-letters.jsonl"


def run(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(play())


async def settled() -> None:
    """All that can go on without time has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_event_that_succeeds_leaves_nothing(path: Path) -> None:
    runtimes = Runtimes(GOOD)

    async def play() -> None:
        queue = events(runtimes, path)
        queue.accept(invocation())
        await settled()
        await queue.stop()

    run(play)
    assert len(runtimes.served) == 1
    assert not path.exists()
    assert not list(path.parent.iterdir())


def test_a_success_is_recorded_where_a_destination_would_be_told(path: Path) -> None:
    # test_assess_lambda_destination_invocation of LocalStack's snapshots, 2024-03-21
    async def play() -> None:
        queue = events(Runtimes(BAD, GOOD), path, on_success=True)
        accepted = invocation()
        accepted.arrived_ns = 2**62  # so that it is young
        queue.accept(accepted)
        await settled()
        await queue.stop()

    run(play)
    assert not path.exists()
    (record,) = records(path.with_name(SUCCESSES))
    assert record.pop("timestamp")
    assert record == {
        "version": "1.0",
        "requestContext": {
            "requestId": "ID",
            "functionArn": "arn:ola:$LATEST",
            "condition": "Success",
            "approximateInvokeCount": 2,
        },
        "requestPayload": {"a": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": "done",
    }


def test_an_event_that_has_not_ended_is_in_a_file_until_it_is_given_up(path: Path) -> None:
    async def play() -> None:
        queue = events(Runtimes(), path)
        queue.accept(invocation())
        (file,) = (path.parent / QUEUED).iterdir()
        record = json.loads(file.read_text())
        assert (record["requestPayload"], record["requestContext"]["requestId"]) == ({"a": 1}, "ID")
        await settled()
        await queue.stop()

    run(play)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_event_that_fails_is_tried_three_times_under_one_request_id(path: Path) -> None:
    runtimes = Runtimes(BAD, BAD, BAD)

    async def play() -> None:
        queue = events(runtimes, path)
        accepted = invocation()
        accepted.arrived_ns = 2**62  # so that it is young
        queue.accept(accepted)
        await settled()
        await queue.stop()

    run(play)
    assert [served.request_id for served in runtimes.served] == ["ID"] * 3
    assert len({id(served.outcome) for served in runtimes.served}) == 3
    (record,) = records(path)
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestContext"]["functionArn"] == "arn:ola:$LATEST"
    assert record["responsePayload"] == {"errorType": "KeyError"}


def test_an_event_of_a_function_that_is_off_is_not_tried(path: Path) -> None:
    runtimes = Runtimes(GOOD)

    async def play() -> None:
        queue = events(runtimes, path, off=True)
        queue.accept(invocation())
        await settled()

    run(play)
    assert not runtimes.served
    (record,) = records(path)
    assert record["requestContext"]["condition"] == "ZeroReservedConcurrency"
    assert record["requestContext"]["approximateInvokeCount"] == 0


def test_what_is_on_its_way_at_the_end_is_written_down(path: Path) -> None:
    async def play() -> None:
        queue = events(Runtimes(GOOD), path)
        for request_id in ("one", "two", "three"):
            queue.accept(invocation(request_id))
        await settled()
        await queue.stop()
        await queue.stop()

    run(play)
    contexts = [record["requestContext"] for record in records(path)]
    assert [context["requestId"] for context in contexts] == ["two", "three"]
    assert {context["condition"] for context in contexts} == {"HarnessStopped"}


def test_a_record_that_cannot_be_written_goes_to_the_log(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play() -> None:
        queue = events(Runtimes(GOOD), path / "no" / "folder", off=True)
        queue.accept(invocation())
        await settled()

    run(play)
    assert '"requestId":"ID"' in caplog.text
