import pytest

from harness.lambdas.protocol.reference import Reference, read_new_name, read_reference
from harness.wire.refusal import Refusal

ARN = "arn:aws:lambda:us-east-1:123456789012:function:ola"
ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("ola", Reference("ola")),
        ("ola:prod", Reference("ola", "prod")),
        ("ola:$LATEST", Reference("ola", "$LATEST")),
        ("function:ola", Reference("ola")),
        (f"{ACCOUNT}:function:ola", Reference("ola", None, None, ACCOUNT)),
        (f"{ACCOUNT}:function:ola:7", Reference("ola", "7", None, ACCOUNT)),
        (ARN, Reference("ola", None, "us-east-1", ACCOUNT)),
        (f"{ARN}:prod", Reference("ola", "prod", "us-east-1", ACCOUNT)),
    ],
)
def test_a_function_may_be_named_in_each_of_awss_ways(given: str, expected: Reference) -> None:
    assert read_reference(given, None) == expected


def test_a_qualifier_may_stand_in_the_query() -> None:
    assert read_reference("ola", "prod") == Reference("ola", "prod")
    assert read_reference("ola:prod", "prod") == Reference("ola", "prod")


def refused(given: str, asked: str | None = None, operation: str = "Invoke") -> tuple[str, str]:
    refusal = read_reference(given, asked, operation)
    assert isinstance(refusal, Refusal)
    assert refusal.status == 400
    return refusal.code, refusal.message


def test_two_qualifiers_that_differ_are_refused() -> None:
    assert refused("ola:prod", "test") == (
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
    )


@pytest.mark.parametrize(
    "given", ["o la", "ola:", "ola:a:b", f"{ARN}:", "arn:aws:s3:::ola", "olá", "ola\n", "x:%24:y"]
)
def test_what_is_no_name_is_refused_with_aws_s_pattern(given: str) -> None:
    code, message = refused(given)
    assert code == "ValidationException"
    assert message.startswith(
        f"1 validation error detected: Value '{given}' at 'functionName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)"
    )


def test_what_is_no_qualifier_is_refused() -> None:
    assert "at 'qualifier' failed" in refused("ola", "a b")[1]
    assert "length less than or equal to 128" in refused("ola", "a" * 129)[1]


def test_a_name_that_is_too_long_is_refused() -> None:
    assert "length less than or equal to 256" in refused("a" * 257)[1]


@pytest.mark.parametrize("operation", ["PutFunctionConcurrency", "UpdateFunctionCode"])
def test_most_operations_take_shorter_names_without_dots(operation: str) -> None:
    assert "length less than or equal to 140" in refused("a" * 141, operation=operation)[1]
    assert refused("a.b", operation=operation)[1].endswith(
        r"(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"
    )
    assert read_reference("a.b", None) == Reference("a.b")


def test_several_faults_are_told_at_once() -> None:
    code, message = refused("a" * 257, "b c")
    assert code == "ValidationException"
    assert message.startswith("2 validation errors detected: Value 'aaa")
    assert "; Value 'b c' at 'qualifier' failed to satisfy constraint: " in message


def test_a_url_s_qualifier_is_an_alias() -> None:
    for qualifier in ("$LATEST", "7"):
        assert (
            r"pattern: ((?!^\d+$)^[0-9a-zA-Z-_]+$)"
            in (refused("ola", qualifier, "GetFunctionUrlConfig")[1])
        )
    assert read_reference("ola", "live", "GetFunctionUrlConfig") == Reference("ola", "live")


@pytest.mark.parametrize("given", [None, 1, "", "a b", "x" * 65, "x" * 141])
def test_what_no_new_function_may_be_called(given: object) -> None:
    assert isinstance(read_new_name(given), Refusal)
