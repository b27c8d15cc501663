import base64
import io
from typing import Any

from harness.pytest_plugin.invocation import decode

LOG = (
    "START RequestId: 1 Version: $LATEST\nhello\nEND RequestId: 1\n"
    "REPORT RequestId: 1\tDuration: 2.50 ms\tBilled Duration: 303 ms\tInit Duration: 300.10 ms\t\n"
)


def answer(payload: bytes, **more: Any) -> dict[str, Any]:
    return {"StatusCode": 200, "Payload": io.BytesIO(payload), **more}


def test_an_answer_with_its_log() -> None:
    log = base64.b64encode(LOG.encode()).decode()
    said = decode(answer(b'{"statusCode": 200, "body": "[1]"}', LogResult=log))
    assert (said.status, said.error, said.body) == (200, None, [1])
    assert "hello" in said.logs
    assert (said.duration_ms, said.init_ms) == (2.5, 300.1)


def test_a_function_error_has_its_type() -> None:
    said = decode(answer(b'{"errorType": "KeyError"}', FunctionError="Unhandled"))
    assert (said.status, said.error) == (200, "KeyError")


def test_an_event_is_accepted_without_anything_else() -> None:
    said = decode({"StatusCode": 202, "Payload": io.BytesIO(b"")})
    assert (said.status, said.payload, said.duration_ms, said.logs) == (202, None, None, "")
