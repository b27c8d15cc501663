import orjson
import pytest

from harness.lambdas.protocol.members import read_integer, read_members
from harness.wire.message import Response


def code(response: object) -> bytes | None:
    assert isinstance(response, Response)
    assert response.status == 400
    assert orjson.loads(response.body)
    return response.header(b"x-amzn-errortype")


def test_an_object_is_read() -> None:
    assert read_members(b'{"A": 1}') == {"A": 1}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert code(read_members(body)) == b"InvalidRequestContentException"


@pytest.mark.parametrize("body", [b"[]", b"1", b"null"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    assert code(read_members(body)) == b"SerializationException"


def test_an_integer_may_be_left_out() -> None:
    assert read_integer({}, "A", 0) is None
    assert read_integer({"A": 3}, "A", 0, 3) == 3


@pytest.mark.parametrize("value", ["1", 1.5, True, [1]])
def test_what_is_no_integer_is_refused(value: object) -> None:
    assert code(read_integer({"A": value}, "A", 0)) == b"SerializationException"


@pytest.mark.parametrize("value", [-1, 4])
def test_an_integer_out_of_bounds_is_refused(value: int) -> None:
    assert code(read_integer({"A": value}, "A", 0, 3)) == b"ValidationException"
