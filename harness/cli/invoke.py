"""``harness invoke``: one call, to a stack that runs or to one of its own."""

import base64
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import orjson
from rich.console import Console

from harness.assemble.opening import open_stack
from harness.cli.progress import Bar
from harness.clock import epoch_ns
from harness.errors import EnvironmentFailedError, UsageError
from harness.model.caller import LOAD_ACCESS_KEY, unsigned_authorization
from harness.settings import Settings
from harness.wire.client import HttpClient
from harness.wire.message import Request, Response
from harness.wire.tunnel import UpstreamLostError


def read_event(path: Path | None) -> bytes:
    """The event's JSON; ``-`` reads standard input, None is an empty event.

    Raises UsageError for a file that cannot be read or is not JSON.
    """
    if path is None:
        return b"{}"
    try:
        event = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        orjson.loads(event)
    except OSError as error:
        raise UsageError(
            f"the event cannot be read: {error.strerror}",
            where=str(path),
            hint="name a JSON file, for example functions/ola/events/event.json",
        ) from error
    except orjson.JSONDecodeError as error:
        raise UsageError(
            f"the event is not JSON: {error}", where=str(path), hint="fix the JSON"
        ) from error
    return event


async def invoke_once(
    settings: Settings,
    function: str,
    event: bytes,
    endpoint: str | None,
    out: Console,
    err: Console,
) -> int:
    """Invoke a function of a running stack, or of one for this call alone; print its answer."""
    async with _endpoint(settings, function, endpoint, err) as url:
        response = await _send(url, function, event)
    log = base64.b64decode(response.header(b"x-amz-log-result") or b"")
    err.print(log.decode(errors="replace"), markup=False, soft_wrap=True, end="")
    out.print(response.body.decode(errors="replace"), markup=False, soft_wrap=True)
    if response.status == 404:
        raise UsageError(f"no function {function!r}", where=str(settings.template))
    failed = response.status != 200 or response.header(b"x-amz-function-error")
    return 1 if failed else 0


@asynccontextmanager
async def _endpoint(
    settings: Settings, function: str, endpoint: str | None, err: Console
) -> AsyncIterator[str]:
    if endpoint is not None:
        yield endpoint
        return
    bar = Bar(err)
    async with open_stack(settings, ["invoke", function], lambda _: None, bar.fetched) as stack:
        yield stack.endpoint
        stack.notes.change(ended_ns=epoch_ns())


async def _send(endpoint: str, function: str, event: bytes) -> Response:
    url = urlsplit(endpoint)
    client = HttpClient(url.hostname or "", url.port or 80)
    target = f"/2015-03-31/functions/{quote(function, safe='')}/invocations".encode()
    headers = {
        b"authorization": unsigned_authorization(LOAD_ACCESS_KEY, "lambda").encode(),
        b"content-type": b"application/json",
        b"x-amz-log-type": b"Tail",
    }
    try:
        return await client.send(Request(b"POST", target, headers, event))
    except UpstreamLostError as error:
        raise EnvironmentFailedError(
            f"the endpoint does not answer: {error}",
            where=endpoint,
            hint="start `harness up` and paste its exports, or unset AWS_ENDPOINT_URL",
        ) from error
    finally:
        client.close()
