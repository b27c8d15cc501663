import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest

from harness.lambdas.door import FrontDoor
from harness.lambdas.fleet import Fleet
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.protocol.results import Result
from harness.model.caller import Caller
from harness.model.function import Function
from harness.wire.message import Request, Response

FUNCTION = Function("ola", "Ola", "app.handler", Path("/code/ola"), "python3.11")
INVOKE = b"/2015-03-31/functions/ola/invocations"

Play = Callable[..., Response]


@pytest.fixture
def served() -> list[Invocation]:
    return []


@pytest.fixture
def outcomes() -> list[InvocationOutcome]:
    """What the fleet answers with, in turn; then with 1."""
    return []


@pytest.fixture
def send(tmp_path: Path, served: list[Invocation], outcomes: list[InvocationOutcome]) -> Play:
    async def invoke(invocation: Invocation) -> InvocationOutcome:
        served.append(invocation)
        return outcomes.pop(0) if outcomes else InvocationOutcome(Result(b"1"))

    def ignore(*_: Any) -> None:
        pass

    def identify(key: str, token: str) -> Caller:
        return Caller("client", case=key or None)

    fleet = cast(
        Fleet,
        SimpleNamespace(
            invoke=invoke,
            reserve=ignore,
            provision=ignore,
            put=ignore,
            identify=identify,
            endpoint="http://here",
        ),
    )
    door = FrontDoor(
        [FUNCTION],
        fleet,
        tmp_path / "dead",
        tmp_path / "uploads",
        region="us-east-1",
        account_id="123456789012",
        concurrency=1000,
        retry_delay_ns=0,
        dice=random.Random(1),
    )

    def request(method: bytes, target: bytes, body: bytes = b"", **headers: bytes) -> Response:
        named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        return asyncio.run(door.handle(Request(method, target, named, body)))

    return request


def test_every_answer_has_a_request_id_of_its_own(send: Play) -> None:
    ids = {
        send(b"POST", INVOKE).header(b"x-amzn-requestid"),
        send(b"GET", b"/2015-03-31/functions").header(b"x-amzn-requestid"),
        send(b"GET", b"/2015-03-31/nothing").header(b"x-amzn-requestid"),
    }
    assert len(ids) == 3
    assert None not in ids


def test_what_the_fleet_is_given(send: Play, served: list[Invocation]) -> None:
    send(
        b"POST",
        INVOKE + b"?Qualifier=%24LATEST",
        b"[1]",
        x_harness_kind=b"park",
        x_harness_request_number=b"12",
        x_amz_log_type=b"Tail",
    )
    (invocation,) = served
    assert invocation.function is FUNCTION
    assert invocation.payload == b"[1]"
    assert invocation.kind == "park"
    assert invocation.request_number == 12
    assert invocation.wants_tail
    assert invocation.qualifier == "$LATEST"


def test_a_refusal_of_the_pool_tells_whose_concurrency(
    send: Play, outcomes: list[InvocationOutcome]
) -> None:
    outcomes.append(InvocationOutcome(None, reason="ConcurrentInvocationLimitExceeded"))
    response = send(b"POST", INVOKE)
    assert response.status == 429
    assert orjson.loads(response.body)["Reason"] == "ConcurrentInvocationLimitExceeded"


def test_a_dry_run_and_what_is_refused_reach_no_runtime(
    send: Play, served: list[Invocation]
) -> None:
    assert send(b"POST", INVOKE, x_amz_invocation_type=b"DryRun").status == 204
    assert send(b"POST", INVOKE, b"{").status == 400
    stream = b"/2021-11-15/functions/ola/response-streaming-invocations"
    assert send(b"POST", stream, x_amz_invocation_type=b"Event").status == 400
    assert not served


def test_whatever_is_asked_there_is_an_answer_and_never_a_crash(send: Play) -> None:
    dice = random.Random(5)
    known = [
        INVOKE,
        b"/2021-11-15/functions/ola/response-streaming-invocations",
        b"/2015-03-31/functions",
        b"/2015-03-31/functions/ola",
        b"/2015-03-31/functions/ola/code",
        b"/2015-03-31/functions/ola/configuration",
        b"/2017-10-31/functions/ola/concurrency",
        b"/2019-09-25/functions/ola/event-invoke-config",
        b"/2015-03-31/functions?MaxItems=5&Marker=x&FunctionVersion=ALL",
        INVOKE + b"?Qualifier=%24LATEST",
    ]
    bodies = [
        b"",
        b"{}",
        b'{"FunctionName":"new","Runtime":"python3.11","Role":"r","Handler":"a.b","Timeout":1}',
        b'{"ReservedConcurrentExecutions":5}',
        b'{"MaximumRetryAttempts":1,"Environment":{"Variables":{"AB":"c"}}}',
        b'{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}',
    ]
    for _ in range(3000):
        target = broken(dice.choice(known), dice)
        response = send(
            dice.choice([b"GET", b"POST", b"PUT", b"DELETE", b"PATCH"]),
            target,
            broken(dice.choice(bodies), dice),
            x_amz_client_context=broken(b"eyJhIjoxfQ==", dice),
            x_amz_invocation_type=broken(b"RequestResponse", dice),
        )
        assert response.status < 500
        if response.status >= 400:
            assert response.header(b"x-amzn-errortype"), target


def broken(given: bytes, dice: random.Random) -> bytes:
    """``given``, or with some of its bytes changed, taken out or put in."""
    bytes_ = bytearray(given)
    for _ in range(dice.choice([0, 0, 1, 1, 3])):
        at = dice.randint(0, len(bytes_))
        bytes_[at : at + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
    return bytes(bytes_)


def test_an_invocation_belongs_to_the_test_whose_key_signs_it(
    send: Play, served: list[Invocation]
) -> None:
    send(b"POST", INVOKE, authorization=b"AWS4-HMAC-SHA256 Credential=HarnessCase1/x")
    send(b"POST", INVOKE)
    assert [invocation.case for invocation in served] == ["HarnessCase1", None]
