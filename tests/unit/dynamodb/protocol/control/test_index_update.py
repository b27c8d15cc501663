"""ack-api-quirks, its list of messages and DDB-TABLE-437 (October 2026)."""

from dataclasses import replace
from typing import Any

import pytest

from harness.dynamodb.protocol.control.index_update import refuse_index_updates, refuse_stream
from tests.unit.dynamodb.key_elements import key_elements
from tests.unit.dynamodb.lot import LOT

INVALID = "One or more parameter values were invalid: "
HASH = key_elements(x="HASH")
NEW = {"IndexName": "new", "KeySchema": HASH, "Projection": {"ProjectionType": "ALL"}}


def delete(name: str) -> dict[str, Any]:
    return {"Delete": {"IndexName": name}}


def updates(*entries: Any, defined: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"GlobalSecondaryIndexUpdates": list(entries)}
    if defined is not None:
        body["AttributeDefinitions"] = [
            {"AttributeName": name, "AttributeType": "S"} for name in defined
        ]
    return body


def message_of(body: dict[str, Any]) -> str | None:
    refusal = next(refuse_index_updates(body, LOT), None)
    return None if refusal is None else refusal.message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (updates(), f"{INVALID}List of GlobalSecondaryIndexUpdates is empty"),
        (
            updates({}),
            f"{INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create,"
            " GlobalSecondaryIndexUpdate.Delete must not be null",
        ),
        (
            updates({"Update": {"IndexName": "cpf-all"}} | delete("cpf-all")),
            f"{INVALID}Only one global secondary index action is allowed per "
            "GlobalSecondaryIndexUpdate object",
        ),
        (
            updates(delete("cpf-all"), delete("cpf-all")),
            f"{INVALID}Only one global secondary index update per index is allowed simultaneously. "
            "Index: cpf-all",
        ),
        (
            updates(delete("por-ano")),
            "Cannot delete an index that is not a GlobalSecondaryIndex: por-ano",
        ),
        (
            updates({"Update": {"IndexName": "por-ano"}}),
            "Cannot update an index that is not a GlobalSecondaryIndex: por-ano",
        ),
        (
            updates({"Create": NEW}),
            f"{INVALID}AttributeDefinitions is not specified for index: new",
        ),
        (
            updates({"Create": NEW}, defined="y"),
            f"{INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: "
            "[x], AttributeDefinitions: [y]",
        ),
        (
            updates({"Create": NEW | {"Projection": {}}}, defined="x"),
            f"{INVALID}Unknown ProjectionType: null",
        ),
    ],
)
def test_an_update_of_indexes(body: dict[str, Any], message: str) -> None:
    assert message_of(body) == message


@pytest.mark.parametrize("action", ["Update", "Delete"])
def test_an_index_that_is_not_there(action: str) -> None:
    refusal = next(refuse_index_updates(updates({action: {"IndexName": "gone"}}), LOT))
    assert (refusal.name, refusal.message) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        updates(delete("cpf-all")),
        updates({"Create": NEW}, defined="xy"),
        updates({"Create": NEW | {"IndexName": "cpf-all"}}),
        updates({"Delete": {"name": "x"}}),
        updates(1),
    ],
)
def test_the_rest_is_for_the_engine(body: dict[str, Any]) -> None:
    assert message_of(body) is None


@pytest.mark.parametrize(
    ("before", "stream", "message"),
    [
        (
            None,
            {"StreamEnabled": True},
            f"{INVALID}If stream is being enabled then UpdateViewType is required",
        ),
        (
            "KEYS_ONLY",
            {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"},
            f"{INVALID}If stream is being disabled, then UpdateViewType must not be specified",
        ),
        (
            "KEYS_ONLY",
            {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
            "Table already has an enabled stream: TableName: lot",
        ),
        (None, {"StreamEnabled": False}, "Table has no stream to disable: TableName: lot"),
        (None, {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}, None),
        ("KEYS_ONLY", {"StreamEnabled": False}, None),
        (None, {}, None),
        (None, None, None),
    ],
)
def test_a_stream(before: str | None, stream: Any, message: str | None) -> None:
    table = replace(LOT, stream_view_type=before)
    refusal = next(refuse_stream({"StreamSpecification": stream}, table), None)
    assert (None if refusal is None else refusal.message) == message
