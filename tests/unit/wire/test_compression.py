"""What AWS takes and gives; sources in the module."""

import gzip
import zlib
from collections.abc import Callable

import pytest

from harness.wire.compression import TooLargeError, compressed, decompressed
from harness.wire.message import Response

BODY = b'{"TableName": "t"}'
# Without the time: tests are named by it, and pytest's workers have to agree.
GZIPPED = gzip.compress(BODY, mtime=0)
DEFLATED = zlib.compress(BODY)
UNDO: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": gzip.decompress,
    b"deflate": zlib.decompress,
}


def answer(size_bytes: int = 5000) -> Response:
    body = b"x" * size_bytes
    headers = [(b"X-Amz-Crc32", b"%d" % zlib.crc32(body)), (b"date", b"now")]
    return Response(200, body, headers)


def sent_in(accept_encoding: str) -> str | None:
    encoding = compressed(answer(), accept_encoding.encode()).header(b"content-encoding")
    return None if encoding is None else encoding.decode()


@pytest.mark.parametrize(("encoding", "body"), [(b"gzip", GZIPPED), (b"deflate", DEFLATED)])
def test_a_compressed_body_is_decompressed(encoding: bytes, body: bytes) -> None:
    assert decompressed(encoding, body, 1000) == BODY


def test_several_members_are_one_body_and_junk_after_them_is_ignored() -> None:
    members = gzip.compress(BODY[:5]) + gzip.compress(BODY[5:])
    assert decompressed(b"gzip", members, 1000) == BODY
    assert decompressed(b"gzip", members + b"junk", 1000) == BODY


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        *((b"gzip", body) for body in (b"", BODY, GZIPPED[:-1], GZIPPED[:5], DEFLATED)),
        *((b"deflate", body) for body in (b"", BODY, DEFLATED[:-1], DEFLATED[:5], GZIPPED)),
        *((encoding, BODY) for encoding in (b"", b"identity", b"garbage", b"br", b"gzip, gzip")),
    ],
)
def test_what_is_not_in_that_encoding_is_told_apart(encoding: bytes, body: bytes) -> None:
    assert decompressed(encoding, body, 1000) is None


def test_a_body_is_bounded_by_its_size_when_decompressed() -> None:
    assert decompressed(b"gzip", gzip.compress(bytes(1000)), 1000) == bytes(1000)
    assert decompressed(b"deflate", zlib.compress(bytes(1000)), 1000) == bytes(1000)
    for encoding, body in [
        (b"gzip", gzip.compress(bytes(1001))),
        (b"gzip", gzip.compress(bytes(600)) * 2),
        (b"gzip", gzip.compress(bytes(1_000_000))),
        (b"deflate", zlib.compress(bytes(1001))),
    ]:
        with pytest.raises(TooLargeError):
            decompressed(encoding, body, 1000)


@pytest.mark.parametrize("encoding", UNDO)
def test_an_answer_is_compressed_and_its_checksum_is_that_of_the_compressed_bytes(
    encoding: bytes,
) -> None:
    given = compressed(answer(), encoding)
    assert UNDO[encoding](given.body) == answer().body
    assert given.header(b"content-encoding") == encoding
    assert given.headers.count((b"x-amz-crc32", b"%d" % zlib.crc32(given.body))) == 1
    assert given.header(b"date") == b"now"
    assert sum(name.lower() == b"x-amz-crc32" for name, _ in given.headers) == 1


# ScyllaDB, test/alternator/test_compressed_response.py, test_accept_encoding_header (2026).
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("br", None),
        ("zstd", None),
        ("compress", None),
        ("x-gzip", None),
        ("gzip", "gzip"),
        ("deflate", "deflate"),
        ("gzip, deflate", "gzip"),
        ("br, identity, deflate, gzip", "deflate"),
        ("GZIP, identity", "gzip"),
        ("dog, gzip ,, cat", "gzip"),
        ("gzip;q=0.8, deflate;q=0.5", "gzip"),
        ("br, gzip;q=0, deflate; q = 0.5 , identity;q=0", "deflate"),
        ("*", "gzip"),
        ("*, deflate;q=0.5", "gzip"),
        ("*, deflate", "deflate"),
        ("*, identity", "gzip"),
        ("*, gzip;q=0.5", "deflate"),
        ("gzip ;q=0", None),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("*;q=0.5,identity", "gzip"),
        ("gzip;q=0.5,identity;q=0.8", "gzip"),
        ("br;q=0.8,identity;q=0.5,*;q=0", None),
        ('"gzip"', None),
        ("gzip br", None),
        ("gzip:q=1", None),
        ("deflate;q=0.5, gzip;q=31", "gzip"),
        ("gzip;q=31,deflate;q=51", "gzip"),
        ("deflate;q=0.5, gzip;q=0.2", "deflate"),
        ("deflate;q=0.5, gzip;q=1;q=0.2", "gzip"),
        ("deflate;q=0.5,gzip;q=0.", "deflate"),
        ("deflate;q=0.5,gzip;q=0.x", "gzip"),
        ("deflate;q=0.5,gzip;q=0. x", "gzip"),
        ("deflate;q=-0.5,gzip;q=0.2", "gzip"),
        ("gzip;q= 0;q=1", None),
        ("gzip;q =0;q=1", "gzip"),
        ("gzip; q=0;q=1", None),
        ("gzip;nq=0;q=1", None),
        ("gzip;q=0, gzip;q=1, gzip;q=0", "gzip"),
        ("br,identity;q=0.5,gzip;q=0.0001", "gzip"),
    ],
)
def test_an_answer_is_sent_in_what_aws_would_choose(accepted: str, encoding: str | None) -> None:
    assert sent_in(accepted) == encoding


def test_an_answer_that_stays_as_it_is_is_the_same_one() -> None:
    given = answer()
    assert compressed(given, b"identity") is given


def test_a_small_answer_and_one_that_is_not_dynamodbs_stay_as_they_are() -> None:
    small, other = answer(4096), Response(200, b"x" * 5000)
    assert compressed(small, b"gzip") is small
    assert compressed(other, b"gzip") is other
