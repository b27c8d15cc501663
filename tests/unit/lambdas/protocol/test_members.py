import pytest

from harness.lambdas.protocol.constraint import Constraint, Integer
from harness.lambdas.protocol.members import read_members, read_valid
from harness.wire.refusal import Refusal


def code(refused: object) -> str:
    assert isinstance(refused, Refusal)
    assert refused.status == 400
    assert refused.message
    return refused.code


def test_an_object_is_read() -> None:
    assert read_members(b'{"A": 1}') == {"A": 1}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert code(read_members(body)) == "InvalidRequestContentException"


@pytest.mark.parametrize("body", [b"[]", b"1", b"null"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    assert code(read_members(body)) == "SerializationException"


CONSTRAINTS: dict[str, Constraint] = {"A": Integer(0, 3)}


def test_what_satisfies_the_constraints_is_read() -> None:
    assert read_valid(b'{"A": 3}', CONSTRAINTS, ("A",)) == {"A": 3}
    assert read_valid(b"{}", CONSTRAINTS) == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[", "InvalidRequestContentException"),
        (b'{"A": "1"}', "SerializationException"),
        (b'{"A": 4}', "ValidationException"),
        (b"{}", "ValidationException"),
    ],
)
def test_what_does_not_is_refused(body: bytes, expected: str) -> None:
    assert code(read_valid(body, CONSTRAINTS, ("A",))) == expected
