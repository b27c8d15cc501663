"""gzip, both ways, as DynamoDB has it.

Sources: ScyllaDB, test/alternator/test_compressed_request.py and test_compressed_response.py, which
pass on AWS (2025); for the checksum, smithy-rs issue 129 and aws-sdk-java issue 526.
"""

import gzip
import zlib

from harness.wire.message import Headers, Response

# AWS leaves answers up to this size as they are.
_SMALL_BYTES = 4096
_GZIP = 16 + zlib.MAX_WBITS
_FAST = 1


class TooLargeError(Exception):
    """A body that is too large once it is decompressed."""


def decompressed(body: bytes, size_bytes_max: int) -> bytes | None:
    """What was compressed, None where it is no gzip.

    Several members after each other are one body; what follows them and is none is ignored (so on
    AWS). Raises TooLargeError beyond ``size_bytes_max``.
    """
    parts: list[bytes] = []
    size_bytes = 0
    try:
        while not parts or body[:2] == b"\x1f\x8b":
            member = zlib.decompressobj(_GZIP)
            parts.append(member.decompress(body, size_bytes_max + 1 - size_bytes))
            size_bytes += len(parts[-1])
            if size_bytes > size_bytes_max:
                raise TooLargeError
            if not member.eof:
                return None
            body = member.unused_data
    except zlib.error:
        return None
    return b"".join(parts)


def compressed(response: Response, accept_encoding: bytes) -> Response:
    """The response in gzip, where the client takes it and AWS would send it.

    ``x-amz-crc32`` is that of the compressed bytes. A response without it is not DynamoDB's and
    stays as it is.
    """
    checksum = response.header(b"x-amz-crc32")
    if len(response.body) <= _SMALL_BYTES or checksum is None or not _takes_gzip(accept_encoding):
        return response
    body = gzip.compress(response.body, _FAST, mtime=0)
    headers: Headers = [
        header for header in response.headers if header[0].lower() != b"x-amz-crc32"
    ]
    headers += [(b"content-encoding", b"gzip"), (b"x-amz-crc32", b"%d" % zlib.crc32(body))]
    return Response(response.status, body, headers)


def _takes_gzip(accept_encoding: bytes) -> bool:
    """``gzip``, or ``*``, with a weight that is not 0 (RFC 9110, section 12.5.3)."""
    weights = {}
    for choice in accept_encoding.lower().replace(b" ", b"").split(b","):
        name, _, weight = choice.partition(b";q=")
        weights[name] = weight.strip(b"0.") != b"" or not weight
    return weights.get(b"gzip", weights.get(b"*", False))
