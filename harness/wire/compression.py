"""gzip and deflate, both ways, as DynamoDB has them.

Sources: ScyllaDB, test/alternator/test_compressed_request.py and test_compressed_response.py, which
pass on AWS (2025 to 2026); for the checksum, smithy-rs issue 129 and aws-sdk-java issue 526.
"""

import gzip
import re
import zlib
from functools import lru_cache

from harness.wire.message import Headers, Response

# AWS leaves answers up to this size as they are.
_SMALL_BYTES = 4096
_GZIP = 16 + zlib.MAX_WBITS
_DEFLATE = zlib.MAX_WBITS
_FAST = 1

# AWS takes the first q of several, and 1 where it is not a number.
_WEIGHT = re.compile(r"q=\s*([^;]*)")


class TooLargeError(Exception):
    """A body that is too large once it is decompressed."""


def decompressed(encoding: bytes, body: bytes, size_bytes_max: int) -> bytes | None:
    """What was compressed; None where ``body`` is not in that encoding, or AWS does not have it.

    Several members of gzip after each other are one body; junk behind them is ignored (so on AWS).
    Raises TooLargeError beyond ``size_bytes_max``.
    """
    try:
        if encoding == b"gzip":
            return _members(body, size_bytes_max)
        return _member(_DEFLATE, body, size_bytes_max)[0] if encoding == b"deflate" else None
    except zlib.error:
        return None


def _members(body: bytes, size_bytes_max: int) -> bytes:
    parts: list[bytes] = []
    while not parts or body[:2] == b"\x1f\x8b":
        part, body = _member(_GZIP, body, size_bytes_max)
        size_bytes_max -= len(part)
        parts.append(part)
    return b"".join(parts)


def _member(window_bits: int, body: bytes, size_bytes_max: int) -> tuple[bytes, bytes]:
    """What was compressed, and what follows it. Raises zlib.error where it is cut off."""
    member = zlib.decompressobj(window_bits)
    part = member.decompress(body, size_bytes_max + 1)
    if len(part) > size_bytes_max:
        raise TooLargeError
    if not member.eof:
        raise zlib.error("cut off")
    return part, member.unused_data


def compressed(response: Response, accept_encoding: bytes) -> Response:
    """The response in gzip or deflate, where the client takes it and AWS would send it.

    ``x-amz-crc32`` is that of the compressed bytes. A response without it is not DynamoDB's and
    stays as it is.
    """
    checksum = response.header(b"x-amz-crc32")
    if len(response.body) <= _SMALL_BYTES or checksum is None:
        return response
    encoding = _preferred(accept_encoding)
    if encoding is None:
        return response
    body = (
        gzip.compress(response.body, _FAST, mtime=0)
        if encoding == "gzip"
        else zlib.compress(response.body, _FAST)
    )
    headers: Headers = [
        header for header in response.headers if header[0].lower() != b"x-amz-crc32"
    ]
    headers += [(b"content-encoding", encoding.encode()), (b"x-amz-crc32", _checksum(body))]
    return Response(response.status, body, headers)


@lru_cache(maxsize=128)
def _preferred(accept_encoding: bytes) -> str | None:
    """What weighs most, what is named first where several do; ``*`` stands for what is not named.

    ``identity`` does not count, whatever its weight.
    """
    weights: dict[str, float] = {}
    for choice in accept_encoding.decode("latin-1").lower().split(","):
        name, _, parameters = choice.partition(";")
        name = name.strip()
        weights[name] = max(weights.get(name, 0), _weight(parameters))
    rest = weights.get("*", 0)
    explicit = {name: weight for name, weight in weights.items() if name in ("gzip", "deflate")}
    choices = explicit | {name: rest for name in ("gzip", "deflate") if name not in explicit}
    best = max(choices, key=choices.__getitem__)
    return best if choices[best] > 0 else None


def _weight(parameters: str) -> float:
    match = _WEIGHT.search(parameters)
    try:
        return min(float(match[1]), 1) if match else 1
    except ValueError:
        return 1


def _checksum(body: bytes) -> bytes:
    return b"%d" % zlib.crc32(body)
