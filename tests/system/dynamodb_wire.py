"""DynamoDB's JSON protocol, spoken plainly: no SDK between a test and what is on the wire."""

from http.client import HTTPConnection
from typing import Any

import orjson

Json = dict[str, Any]

_AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=none"
)


class Wire:
    """One connection to an endpoint, the engine's own or a gateway's."""

    def __init__(self, port: int, access_key: str = "test") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._authorization = _AUTHORIZATION.format(access_key)

    def send(self, operation: str, **members: Any) -> tuple[int, Json]:
        """The status and the answer."""
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Authorization": self._authorization,
            "X-Amz-Date": "20260101T000000Z",
        }
        self._connection.request("POST", "/", orjson.dumps(members), headers)
        response = self._connection.getresponse()
        return response.status, orjson.loads(response.read())

    def call(self, operation: str, **members: Any) -> Json:
        """The answer of a call that has to succeed."""
        status, answer = self.send(operation, **members)
        assert status == 200, f"{operation}: {answer}"
        return answer

    def close(self) -> None:
        self._connection.close()
