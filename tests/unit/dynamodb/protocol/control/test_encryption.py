"""Words and shapes: ack-api-quirks DDB-TABLE-027, -031, -036, -082, -442, October 2026."""

from typing import Any

import pytest

from harness.dynamodb.protocol.control.encryption import (
    encryption_of,
    refuse_encryption,
    refuse_same_encryption,
)
from harness.model.location import Location

HERE = Location("eu-west-1", "123456789012")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234"
INVALID = "One or more parameter values were invalid: "


@pytest.mark.parametrize(
    ("specification", "messages"),
    [
        (None, []),
        ({"Enabled": True}, []),
        ({"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}, []),
        ({"Enabled": False}, []),
        (
            {"Enabled": False, "SSEType": "KMS"},
            ["SSEType can not be specified if Enabled is false"],
        ),
        (
            {"Enabled": False, "KMSMasterKeyId": KEY},
            [
                "KMSMasterKeyId can not be specified if Enabled is false",
                "SSEType KMS is required if KMSMasterKeyId is specified",
            ],
        ),
        ({"Enabled": True, "SSEType": "AES256"}, ["SSEType AES256 is not supported"]),
        (
            {"Enabled": True, "KMSMasterKeyId": KEY},
            ["SSEType KMS is required if KMSMasterKeyId is specified"],
        ),
    ],
)
def test_members_go_together(specification, messages) -> None:
    found = [refusal.message for refusal in refuse_encryption({"SSESpecification": specification})]
    assert found == [INVALID + message for message in messages]


@pytest.mark.parametrize(
    ("specification", "key"),
    [
        ({}, None),
        ({"Enabled": False}, None),
        ({"SSEType": "KMS"}, "key/"),
        ({"Enabled": True}, "key/"),
        ({"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}, KEY),
        ({"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "1234"}, KEY),
        ({"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"}, "key/"),
    ],
)
def test_a_description_has_the_keys_arn_or_there_is_none(specification, key) -> None:
    description = encryption_of(specification, HERE)
    if key is None:
        assert description is None
    else:
        assert description is not None
        assert (description["Status"], description["SSEType"]) == ("ENABLED", "KMS")
        assert key in description["KMSMasterKeyArn"]
        assert description["KMSMasterKeyArn"].startswith("arn:aws:kms:eu-west-1:123456789012:key/")


def test_an_alias_is_the_same_key_by_name_and_by_arn() -> None:
    by_name, by_arn = (
        encryption_of({"SSEType": "KMS", "KMSMasterKeyId": key}, HERE)
        for key in ("alias/mine", "arn:aws:kms:eu-west-1:123456789012:alias/mine")
    )
    assert by_name == by_arn


ENCRYPTED = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}


@pytest.mark.parametrize(
    ("specification", "current", "message"),
    [
        (None, None, None),
        ({"Enabled": False}, ENCRYPTED, None),
        ({"Enabled": True}, ENCRYPTED, None),
        ({"Enabled": False}, None, "Table is already encrypted by default"),
        (
            {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY},
            ENCRYPTED,
            "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if "
            "you want to change Master Key",
        ),
    ],
)
def test_what_changes_nothing_is_refused(specification, current: Any, message) -> None:
    body = {"SSESpecification": specification}
    found = [refusal.message for refusal in refuse_same_encryption(body, current)]
    assert found == ([] if message is None else [INVALID + message])
