"""Our own calls to DynamoDB Local, past every limit and the ledger."""

import orjson

from harness.dynamodb.protocol.request import TARGET_PREFIX, JsonObject
from harness.model.caller import SETUP_ACCESS_KEY
from harness.wire.client import HttpClient
from harness.wire.message import Request

_AUTHORIZATION = (
    f"AWS4-HMAC-SHA256 Credential={SETUP_ACCESS_KEY}/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=none"
).encode()


class Engine:
    def __init__(self, upstream: HttpClient) -> None:
        self._upstream = upstream

    async def call(self, operation: str, body: JsonObject) -> tuple[int, JsonObject]:
        """HTTP status and answer. Raises UpstreamLostError."""
        headers = {
            b"content-type": b"application/x-amz-json-1.0",
            b"x-amz-target": TARGET_PREFIX + operation.encode(),
            b"authorization": _AUTHORIZATION,
        }
        request = Request(b"POST", b"/", headers, orjson.dumps(body))
        response = await self._upstream.send(request)
        said: JsonObject = orjson.loads(response.body)
        return response.status, said
