"""Our own calls to DynamoDB Local, past every limit and the ledger."""

import orjson

from harness.dynamodb.protocol.request import TARGET_PREFIX, JsonObject
from harness.dynamodb.upstream import Upstream
from harness.wire.message import Request


class Engine:
    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def call(self, operation: str, body: JsonObject) -> tuple[int, JsonObject]:
        """HTTP status and answer. Raises UpstreamLostError."""
        headers = {
            b"content-type": b"application/x-amz-json-1.0",
            b"x-amz-target": TARGET_PREFIX + operation.encode(),
        }
        request = Request(b"POST", b"/", headers, orjson.dumps(body))
        response = await self._upstream.send(request)
        said: JsonObject = orjson.loads(response.body)
        return response.status, said
