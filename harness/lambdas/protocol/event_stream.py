"""AWS's binary event stream, in which InvokeWithResponseStream answers.

A message is: total and headers length and their CRC-32; headers; payload; CRC-32 of all before
(smithy.io, "Amazon Event Stream Specification", 2026).
"""

import base64
import struct
import zlib

import orjson

from harness.lambdas.protocol.results import LOG_TAIL_BYTES, Result, invocation_headers
from harness.wire.message import Response

_CONTENT_TYPE = b"application/vnd.amazon.eventstream"
_STRING = 7
_OVERHEAD_BYTES = 16  # two lengths and two checksums


def streamed(
    result: Result,
    request_id: str,
    log_tail: bytes | None,
    trace_id: bytes | None,
    version: str = "$LATEST",
) -> Response:
    """A buffered answer as a stream: its payload in one chunk, then InvokeComplete.

    Of a function error the payload is the error, and InvokeComplete names it.
    """
    complete: dict[str, str] = {}
    if result.error is not None:
        details = result.payload.decode("utf-8", "replace")
        complete |= {"ErrorCode": result.error, "ErrorDetails": details}
    if log_tail is not None:
        complete["LogResult"] = base64.b64encode(log_tail[-LOG_TAIL_BYTES:]).decode()
    chunk = _event("PayloadChunk", "application/octet-stream", result.payload)
    end = _event("InvokeComplete", "application/json", orjson.dumps(complete))
    headers = invocation_headers(_CONTENT_TYPE, request_id, trace_id, version)
    return Response(200, chunk + end, headers)


def _event(kind: str, content_type: str, payload: bytes) -> bytes:
    headers = b"".join(
        _header(name, value)
        for name, value in (
            (":event-type", kind),
            (":content-type", content_type),
            (":message-type", "event"),
        )
    )
    lengths = struct.pack(">II", _OVERHEAD_BYTES + len(headers) + len(payload), len(headers))
    body = lengths + struct.pack(">I", zlib.crc32(lengths)) + headers + payload
    return body + struct.pack(">I", zlib.crc32(body))


def _header(name: str, value: str) -> bytes:
    return (
        struct.pack(">B", len(name))
        + name.encode()
        + struct.pack(">BH", _STRING, len(value))
        + value.encode()
    )
