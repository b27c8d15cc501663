from pathlib import Path

import orjson
import pytest

from harness.lambdas.protocol.reference import Reference, read_reference, version_of
from harness.model.function import Function
from harness.wire.message import Response

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


@pytest.mark.parametrize(
    ("aliases", "qualifier", "version"),
    [
        ((), None, "$LATEST"),
        ((), "$LATEST", "$LATEST"),
        ((), "1", None),
        ((), "live", None),
        (("live",), "live", "1"),
        (("live",), "1", "1"),
        (("live",), "2", None),
        (("live",), None, "$LATEST"),
    ],
)
def test_an_alias_stands_for_the_one_published_version(
    aliases: tuple[str, ...], qualifier: str | None, version: str | None
) -> None:
    function = Function("ola", "Ola", "app.handler", Path("/code"), "python3.11", aliases=aliases)
    assert version_of(function, qualifier) == version


def refused(given: str, asked: str | None = None) -> tuple[bytes | None, str]:
    response = read_reference(given, asked)
    assert isinstance(response, Response)
    assert response.status == 400
    return response.header(b"x-amzn-errortype"), orjson.loads(response.body)["message"]


def test_two_qualifiers_that_differ_are_refused() -> None:
    assert refused("ola:prod", "test") == (
        b"InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
    )


@pytest.mark.parametrize(
    "given", ["o la", "ola:", "ola:a:b", f"{ARN}:", "arn:aws:s3:::ola", "olá", "ola\n", "x:%24:y"]
)
def test_what_is_no_name_is_refused_with_aws_s_pattern(given: str) -> None:
    code, message = refused(given)
    assert code == b"ValidationException"
    assert message.startswith(
        f"1 validation error detected: Value '{given}' at 'functionName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)"
    )


def test_what_is_no_qualifier_is_refused() -> None:
    assert "at 'qualifier' failed" in refused("ola", "a b")[1]
    assert "length less than or equal to 128" in refused("ola", "a" * 129)[1]


def test_a_name_that_is_too_long_is_refused() -> None:
    assert "length less than or equal to 256" in refused("a" * 257)[1]
