import orjson
import pytest
from botocore.parsers import create_parser

from harness.services import identity
from harness.wire.message import Request

ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("role_arn", "role"),
    [
        (f"arn:aws:iam::{ACCOUNT}:role/lot-role", "lot-role"),
        (f"arn:aws:iam::{ACCOUNT}:role/with/a/path/lot-role", "lot-role"),
        ("", "register-role"),
    ],
)
def test_a_function_is_a_session_of_its_role(role_arn: str, role: str) -> None:
    given = identity.of_function("register", role_arn, ACCOUNT)
    assert given["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/register"
    assert given["UserId"].startswith("AROA")
    assert given["UserId"].endswith(":register")
    assert given == identity.of_function("register", role_arn, ACCOUNT)


def test_anybody_else_is_a_user() -> None:
    given = identity.of_user("local", ACCOUNT)
    assert given["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/local"
    assert given["UserId"].startswith("AIDA")


def test_the_answer_is_a_query_services_xml() -> None:
    given = identity.of_user("local", ACCOUNT)
    response = identity.answer(given, Request(b"POST", b"/", {}), "the-id")
    raw = {"status_code": 200, "headers": {}, "body": response.body}
    assert create_parser("query").parse(raw, None)["ResponseMetadata"]["RequestId"] == "the-id"
    for name, value in given.items():
        assert f"<{name}>{value}</{name}>".encode() in response.body


def test_the_answer_is_json_for_who_accepts_it() -> None:
    given = identity.of_user("local", ACCOUNT)
    request = Request(b"POST", b"/", {b"accept": b"application/json"})
    answer = orjson.loads(identity.answer(given, request, "the-id").body)[
        "GetCallerIdentityResponse"
    ]
    assert answer["GetCallerIdentityResult"] == given
    assert answer["ResponseMetadata"] == {"RequestId": "the-id"}
