"""The front door behind botocore's own client, so that requests and answers are the SDK's."""

import asyncio
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from harness.lambdas.door import FrontDoor
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.protocol.results import Result
from harness.model.caller import Caller
from harness.model.function import Function
from harness.wire.message import Request

ACCOUNT = "123456789012"
ARN = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"


class Served:
    """What the fleet was told, and the versions that it served."""

    endpoint = "http://here"

    def __init__(self) -> None:
        self.reserved: list[tuple[str, int | None]] = []
        self.provisioned: list[tuple[str, int]] = []
        self.functions: dict[str, Function] = {}
        self.invocations: list[Invocation] = []

    def reserve(self, function: str, units: int | None) -> None:
        self.reserved.append((function, units))

    def provision(self, version: str, units: int) -> None:
        self.provisioned.append((version, units))

    def put(self, function: Function) -> None:
        self.functions[function.unit] = function

    def identify(self, key: str, token: str) -> Caller:
        return Caller("client")

    async def invoke(self, invocation: Invocation) -> InvocationOutcome:
        self.invocations.append(invocation)
        return InvocationOutcome(Result(b"1"))


class _Body(io.BytesIO):
    def stream(self, amount: int = 1024, decode_content: bool = False) -> Iterator[bytes]:
        yield self.read()


def new_client() -> Any:
    """A client of Lambda; making one takes most of a second."""
    return botocore.session.Session().create_client(
        "lambda",
        region_name="us-east-1",
        endpoint_url="http://here",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(parameter_validation=False, retries={"max_attempts": 0}),
    )


@contextmanager
def answered_by(door: FrontDoor, client: Any) -> Iterator[Any]:
    """The client, its requests staying in this process."""

    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        target = request.url.removeprefix("http://here")
        headers = {name.lower().encode(): _bytes(value) for name, value in request.headers.items()}
        asked = Request(request.method.encode(), target.encode(), headers, _bytes(request.body))
        answer = asyncio.run(door.handle(asked))
        answered = {name.decode(): value.decode() for name, value in answer.headers}
        return AWSResponse(request.url, answer.status, answered, _Body(answer.body))

    client.meta.events.register("before-send.lambda", send)
    yield client
    client.meta.events.unregister("before-send.lambda", send)


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    return value if isinstance(value, bytes) else str(value).encode()


def zipped(content: str = "def handler(event, context): return 1\n") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), content)
    return stream.getvalue()
