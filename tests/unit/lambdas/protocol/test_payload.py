import pytest

from harness.lambdas.protocol.constraint import Constraint, Integer
from harness.lambdas.protocol.payload import fault, loads, read_members, read_valid
from harness.wire.refusal import Refusal

PLACE = "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); "
VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


@pytest.mark.parametrize("payload", [b"{x", b"NaN", b"", b"\xff", b"[" * 100_000, b"1 2"])
def test_what_is_not_json_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        loads(payload)
    assert fault(payload)


@pytest.mark.parametrize("payload", [b"{}", b" null ", b'"x"', b"1e400", b"[1.0,2]"])
def test_json_of_any_type_is_taken(payload: bytes) -> None:
    assert fault(payload) is None


def test_half_a_surrogate_pair_is_json_to_lambda() -> None:
    assert loads(b'"\\ud83d"') == "\ud83d"


def test_a_fault_is_told_in_jackson_s_words() -> None:
    assert fault(b"badbod") == (
        f"Unrecognized token 'badbod': was expecting {VALUES}{PLACE}line: 1, column: 7]"
    )


def test_a_long_payload_s_is_told_in_python_s() -> None:
    assert str(fault(b'"' + b"x" * 16_384)).startswith("Unterminated string")


@pytest.mark.parametrize("payload", [b"1 2", b'"\xc0\x80"'])
def test_what_only_jackson_would_take_is_refused(payload: bytes) -> None:
    assert fault(payload)


def test_nesting_beyond_jackson_s_is_told_as_such() -> None:
    assert str(fault(b"[" * 100_000)).startswith("Document nesting depth (1001) exceeds")


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
