from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness.model.caller import CLIENT, Caller
from harness.model.function import Function
from harness.services.others import OtherServices
from harness.wire.message import Request, Response
from harness.wire.signature import Signatures

ROLE = "arn:aws:iam::123456789012:role/lot"
REGISTER = Function("register", "R", "app.handler", Path("/code"), "python3.12", role=ROLE)
FUNCTIONS = {"ASIAREGISTER": REGISTER}
WHO_AM_I = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = b"application/x-www-form-urlencoded"


def identify(key: str, token: str) -> Caller:
    return Caller(FUNCTIONS[key].name if key in FUNCTIONS else CLIENT)


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def others(notes: list[str]) -> OtherServices:
    return OtherServices(identify, FUNCTIONS.get, notes.append, account_id="123456789012")


def asked(key: str | None, body: bytes = WHO_AM_I, service: str = "sts") -> Request:
    headers = {b"content-type": FORM}
    if key is not None:
        scope = f"{key}/20261129/us-east-1/{service}/aws4_request"
        headers[b"authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, S".encode()
    return Request(b"POST", b"/", headers, body)


def test_a_function_asks_who_it_is(others: OtherServices) -> None:
    response = others.handle(asked("ASIAREGISTER"), "sts")
    assert response.status == 200
    assert b"<Arn>arn:aws:sts::123456789012:assumed-role/lot/register</Arn>" in response.body


def test_a_user_asks_who_they_are(others: OtherServices, notes: list[str]) -> None:
    response = others.handle(asked("local"), "sts")
    assert b"<Arn>arn:aws:iam::123456789012:user/local</Arn>" in response.body
    assert notes == []


def test_who_signs_nothing_is_nobody(others: OtherServices) -> None:
    response = others.handle(asked(None), "sts")
    assert response.status == 403
    assert b"<Code>MissingAuthenticationToken</Code>" in response.body


@pytest.mark.parametrize(
    ("key", "code"),
    [("NOBODY", "InvalidClientTokenId"), ("local", "SignatureDoesNotMatch")],
)
def test_where_signatures_are_verified_its_own_is_too(key: str, code: str) -> None:
    signatures = Signatures({"local": "secret"}.get, region="us-east-1")
    others = OtherServices(
        identify, FUNCTIONS.get, print, account_id="123456789012", signatures=signatures
    )
    request = AWSRequest("POST", "http://127.0.0.1/", {"Content-Type": FORM.decode()}, WHO_AM_I)
    SigV4Auth(Credentials(key, "guess"), "sts", "us-east-1").add_auth(request)
    headers = {name.lower().encode(): text.encode() for name, text in request.headers.items()}
    given = Request(b"POST", b"/", headers | {b"host": b"127.0.0.1"}, WHO_AM_I)
    response = others.handle(given, "sts")
    assert (response.status, f"<Code>{code}</Code>".encode() in response.body) == (403, True)


def test_any_other_call_is_refused(others: OtherServices) -> None:
    for owner, body in [
        ("sts", b"Action=AssumeRole&Version=2011-06-15"),
        ("sns", b"Action=ListTopics&Version=2010-03-31"),
    ]:
        response: Response = others.handle(asked("local", body, owner), owner)
        assert response.status == 400
        assert f"and not {owner}.".encode() in response.body


def test_each_caller_of_each_service_is_noted_once(others: OtherServices, notes: list[str]) -> None:
    for key in ("ASIAREGISTER", "local", "ASIAREGISTER"):
        others.handle(asked(key, service="sns"), "sns")
    assert notes == [
        "register called sns, which is not served here: answered HTTP 400",
        "client called sns, which is not served here: answered HTTP 400",
    ]


def test_notes_of_names_that_are_made_up_have_an_end(
    others: OtherServices, notes: list[str]
) -> None:
    for number in range(1000):
        others.handle(asked("local", service=f"made-up-{number}"), f"made-up-{number}")
    assert len(notes) == 100
