import base64
import json
from typing import Any

import pytest

from harness.lambdas.protocol.definition import Changes, read_changes, read_name, read_zip
from harness.wire.message import Response


def code(response: object) -> bytes | None:
    assert isinstance(response, Response)
    assert response.status == 400
    assert json.loads(response.body)
    return response.header(b"x-amzn-errortype")


def test_what_an_update_leaves_out_stays() -> None:
    assert read_changes({}) == Changes()


def test_an_update_is_read() -> None:
    members = {
        "Handler": "app.handler",
        "Runtime": "python3.12",
        "Timeout": 900,
        "MemorySize": 128,
        "Environment": {"Variables": {"TARIFA": "10"}},
    }
    assert read_changes(members) == Changes("app.handler", "python3.12", 900, 128, {"TARIFA": "10"})


@pytest.mark.parametrize(
    "members",
    [
        {"Timeout": 0},
        {"Timeout": 901},
        {"MemorySize": 127},
        {"MemorySize": 10_241},
        {"Handler": "a b"},
        {"Handler": ""},
        {"Handler": "a\0b"},
        {"Handler": "x" * 129},
        {"Handler": "\ud83d"},
        {"Runtime": "../python"},
        {"Environment": {"Variables": {"1A": "x"}}},
        {"Environment": {"Variables": {"A=B": "x"}}},
    ],
)
def test_what_is_out_of_bounds_is_refused(members: dict[str, Any]) -> None:
    assert code(read_changes(members)) == b"ValidationException"


@pytest.mark.parametrize("value", ["a\0b", "\ud83d", "x" * 4096])
def test_a_variable_that_no_process_can_have_is_refused(value: str) -> None:
    members = {"Environment": {"Variables": {"AB": value}}}
    assert code(read_changes(members)) == b"InvalidParameterValueException"


@pytest.mark.parametrize(
    "members",
    [
        {"Timeout": "3"},
        {"Handler": 1},
        {"Runtime": []},
        {"Environment": 1},
        {"Environment": {"Variables": []}},
        {"Environment": {"Variables": {"AB": 1}}},
    ],
)
def test_what_is_of_another_type_is_refused(members: dict[str, Any]) -> None:
    assert code(read_changes(members)) == b"SerializationException"


@pytest.mark.parametrize(
    "members", [{}, {"FunctionName": "x" * 65}, {"FunctionName": "../x"}, {"FunctionName": ""}]
)
def test_what_is_no_name_is_refused(members: dict[str, Any]) -> None:
    assert code(read_name(members)) == b"ValidationException"


def test_a_zip_comes_in_base64() -> None:
    assert read_zip({"ZipFile": base64.b64encode(b"PK").decode()}) == b"PK"


@pytest.mark.parametrize(
    "given", [None, {}, {"S3Bucket": "b", "S3Key": "k"}, {"ZipFile": "!"}, {"ZipFile": 1}, "zip"]
)
def test_code_that_is_no_zip_is_refused(given: object) -> None:
    assert code(read_zip(given))
