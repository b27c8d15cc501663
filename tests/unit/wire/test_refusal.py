import pytest

from harness.wire.refusal import Refusal


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("com.amazon.coral.validate#ValidationException", "ValidationException"),
        ("ValidationException", "ValidationException"),
    ],
)
def test_a_name_is_the_code_without_its_namespace(code: str, name: str) -> None:
    assert Refusal(code, "x").name == name
