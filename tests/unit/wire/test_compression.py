"""What AWS takes and gives; sources in the module."""

import gzip
import zlib

import pytest

from harness.wire.compression import TooLargeError, compressed, decompressed
from harness.wire.message import Response

BODY = b'{"TableName": "t"}'
# Without the time: tests are named by it, and pytest's workers have to agree.
GZIPPED = gzip.compress(BODY, mtime=0)


def answer(size_bytes: int = 5000) -> Response:
    body = b"x" * size_bytes
    headers = [(b"X-Amz-Crc32", b"%d" % zlib.crc32(body)), (b"date", b"now")]
    return Response(200, body, headers)


def test_a_gzipped_body_is_decompressed() -> None:
    assert decompressed(GZIPPED, 1000) == BODY


def test_several_members_are_one_body_and_junk_after_them_is_ignored() -> None:
    members = gzip.compress(BODY[:5]) + gzip.compress(BODY[5:])
    assert decompressed(members, 1000) == BODY
    assert decompressed(members + b"junk", 1000) == BODY


@pytest.mark.parametrize("body", [b"", BODY, GZIPPED[:-1], GZIPPED[:5], zlib.compress(BODY)])
def test_what_is_no_whole_gzip_is_told_apart(body: bytes) -> None:
    assert decompressed(body, 1000) is None


def test_a_body_is_bounded_by_its_size_when_decompressed() -> None:
    assert decompressed(gzip.compress(bytes(1000)), 1000) == bytes(1000)
    with pytest.raises(TooLargeError):
        decompressed(gzip.compress(bytes(1001)), 1000)
    with pytest.raises(TooLargeError):
        decompressed(gzip.compress(bytes(600)) * 2, 1000)
    with pytest.raises(TooLargeError):
        decompressed(gzip.compress(bytes(1_000_000)), 1000)


def test_an_answer_is_compressed_and_its_checksum_is_that_of_the_compressed_bytes() -> None:
    given = compressed(answer(), b"gzip")
    assert gzip.decompress(given.body) == answer().body
    assert given.header(b"content-encoding") == b"gzip"
    assert given.headers.count((b"x-amz-crc32", b"%d" % zlib.crc32(given.body))) == 1
    assert given.header(b"date") == b"now"
    assert sum(name.lower() == b"x-amz-crc32" for name, _ in given.headers) == 1


@pytest.mark.parametrize(
    "accepted",
    [
        b"gzip",
        b"GZIP, identity",
        b"dog, gzip ,, cat",
        b"gzip;q=0.8, deflate;q=0.5",
        b"*",
        b"*, identity",
        b"gzip; q = 0.001",
    ],
)
def test_gzip_is_sent_to_who_takes_it(accepted: bytes) -> None:
    assert compressed(answer(), accepted).header(b"content-encoding") == b"gzip"


@pytest.mark.parametrize(
    "accepted",
    [b"", b"identity", b"br", b"x-gzip", b"deflate", b"gzip ;q=0", b"*, gzip;q=0", b"*;q=0.0"],
)
def test_and_to_nobody_else(accepted: bytes) -> None:
    given = answer()
    assert compressed(given, accepted) is given


def test_a_small_answer_and_one_that_is_not_dynamodbs_stay_as_they_are() -> None:
    small, other = answer(4096), Response(200, b"x" * 5000)
    assert compressed(small, b"gzip") is small
    assert compressed(other, b"gzip") is other
