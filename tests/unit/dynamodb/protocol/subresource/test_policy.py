"""Words: ack-api-quirks DDB-TABLE-205 to -209, -457, measured on AWS, 2026-10-09; of NO_POLICY
moto's tests against AWS."""

import json

import pytest

from tests.unit.dynamodb.protocol.control.cars import NOON_NS, S_NS
from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS, STREAM, Desk

STATEMENT = {"Effect": "Allow", "Principal": "1", "Action": "dynamodb:GetItem", "Resource": CARS}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
OTHER = POLICY | {"Statement": [STATEMENT, STATEMENT]}
NOON_MS = str(NOON_NS // 1_000_000)
LATER_MS = str(NOON_NS // 1_000_000 + 1_000)
NOT_FOUND = "Resource-based policy not found for the provided ResourceArn: "
INVALID = "One or more parameter values were invalid: "


def test_a_policy_is_kept_by_arn_and_given_back_without_spaces() -> None:
    desk = Desk()
    none = ("PolicyNotFoundException", NOT_FOUND + CARS)
    assert desk.ask("GetResourcePolicy", ResourceArn=CARS) == none
    assert desk.ask("DeleteResourcePolicy", ResourceArn=CARS) == {}
    put = desk.ask("PutResourcePolicy", ResourceArn=CARS, Policy=json.dumps(POLICY, indent=2))
    assert put == {"RevisionId": NOON_MS}
    shown = {"Policy": json.dumps(POLICY, separators=(",", ":")), "RevisionId": NOON_MS}
    assert desk.ask("GetResourcePolicy", ResourceArn=CARS) == shown
    assert desk.ask("GetResourcePolicy", ResourceArn=STREAM)[0] == "PolicyNotFoundException"
    assert desk.ask("DeleteResourcePolicy", ResourceArn=CARS) == {"RevisionId": NOON_MS}
    assert desk.ask("GetResourcePolicy", ResourceArn=CARS) == none


def test_the_same_document_keeps_its_revision_and_another_has_another() -> None:
    desk = Desk()
    desk.ask("PutResourcePolicy", ResourceArn=CARS, Policy=json.dumps(POLICY))
    desk.now_ns += S_NS
    again = desk.ask("PutResourcePolicy", ResourceArn=CARS, Policy=json.dumps(POLICY, indent=1))
    assert again == {"RevisionId": NOON_MS}
    other = desk.ask("PutResourcePolicy", ResourceArn=CARS, Policy=json.dumps(OTHER))
    assert other == {"RevisionId": LATER_MS}


@pytest.mark.parametrize(
    ("stored", "expected", "message"),
    [
        (False, "NO_POLICY", None),
        (True, NOON_MS, None),
        (
            True,
            "0",
            "Requested update for policy with revision id 0, but the policy associated to target "
            f"table cars has revision id {NOON_MS}.",
        ),
        (
            True,
            "NO_POLICY",
            "Requested policy update expecting none to be present for table cars, but a policy "
            f"exists with revision id {NOON_MS}.",
        ),
        (
            False,
            "0",
            "Requested update for policy with revision id 0, but target table cars has no "
            "associated policy",
        ),
    ],
)
def test_a_revision_that_is_expected_is_compared(stored, expected, message) -> None:
    desk = Desk()
    if stored:
        desk.ask("PutResourcePolicy", ResourceArn=CARS, Policy=json.dumps(POLICY))
    answer = desk.ask(
        "PutResourcePolicy",
        ResourceArn=CARS,
        Policy=json.dumps(OTHER),
        ExpectedRevisionId=expected,
    )
    if message is None:
        assert answer == {"RevisionId": NOON_MS}
    else:
        assert answer == ("PolicyNotFoundException", NOT_FOUND + message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "Invalid policy document: This policy contains invalid Json"),
        ("", "Invalid policy document: This policy contains invalid Json"),
        ("[]", "Invalid policy document: This policy contains invalid Json"),
        ("{}", "Invalid policy document: Syntax error at position (1,3)"),
        (
            '{"Statement":[]}',
            "Invalid policy document: Could not parse the policy: Statement is empty!",
        ),
        (json.dumps({"x": "y" * 20_480}), "Maximum policy size of 20480 bytes exceeded"),
    ],
)
def test_a_policy_is_a_document(text, message) -> None:
    refused = Desk().ask("PutResourcePolicy", ResourceArn=CARS, Policy=text)
    assert refused == ("ValidationException", INVALID + message)
