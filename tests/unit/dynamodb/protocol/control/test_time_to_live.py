"""ack-api-quirks DDB-TABLE-143 to -147, measured on AWS in October 2026."""

from dataclasses import replace
from typing import Any

import pytest

from harness.dynamodb.protocol.control.standing import Standing
from harness.dynamodb.protocol.control.time_to_live import (
    WAIT_S,
    describe,
    refuse_members,
    update,
)
from harness.dynamodb.protocol.refusal import Refusal
from tests.unit.dynamodb.protocol.control.cars import NOON_NS, S_NS, on_demand

ENABLED = {"TimeToLiveStatus": "ENABLED", "AttributeName": "a"}
DISABLED = {"TimeToLiveStatus": "DISABLED"}
DIFFERENT = "TimeToLive is active on a different AttributeName: current AttributeName is a"
HASTE = "Time to live has been modified multiple times within a fixed interval"


def standing(attribute: str | None) -> Standing:
    return Standing(replace(on_demand(), time_to_live=attribute))


def asked(enabled: bool, attribute: str) -> dict[str, Any]:
    return {"TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": attribute}}


@pytest.mark.parametrize(("attribute", "described"), [(None, DISABLED), ("a", ENABLED)])
def test_a_table_is_described_as_its_template_says(attribute, described) -> None:
    assert describe(standing(attribute)) == {"TimeToLiveDescription": described}


@pytest.mark.parametrize(
    ("before", "enabled", "attribute", "outcome"),
    [
        (None, True, "a", ENABLED),
        (None, False, "a", "TimeToLive is already disabled"),
        ("a", False, "a", DISABLED),
        ("a", True, "a", "TimeToLive is already enabled"),
        ("a", True, "b", DIFFERENT),
        ("a", False, "b", DIFFERENT),
    ],
)
def test_it_is_enabled_and_disabled(before, enabled, attribute, outcome) -> None:
    table, request = standing(before), asked(enabled, attribute)
    answer = update(request, table, NOON_NS)
    if isinstance(outcome, str):
        assert isinstance(answer, Refusal)
        assert (answer.name, answer.message) == ("ValidationException", outcome)
        assert table.table.time_to_live == before
    else:
        assert answer == request
        assert describe(table) == {"TimeToLiveDescription": outcome}


def message(answer: object) -> str | None:
    return answer.message if isinstance(answer, Refusal) else None


def test_another_change_has_to_wait_and_what_is_wrong_with_it_is_said_first() -> None:
    table = standing(None)
    steps = [
        (0, True, "a", None),
        (8, False, "a", HASTE),
        (9, True, "a", "TimeToLive is already enabled"),
        (9, True, "b", DIFFERENT),
        (WAIT_S - 1, False, "a", HASTE),
        (WAIT_S, False, "a", None),
        (WAIT_S + 1, True, "b", HASTE),
        (WAIT_S + 1, False, "b", "TimeToLive is already disabled"),
        (2 * WAIT_S, True, "b", None),
    ]
    for at_s, enabled, attribute, words in steps:
        answer = update(asked(enabled, attribute), table, NOON_NS + at_s * S_NS)
        assert message(answer) == words, at_s


AT = "timeToLiveSpecification"
NULL = "failed to satisfy constraint: Member must not be null"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, f"2 validation errors detected: Value null at 'tableName' {NULL}; "
             f"Value null at '{AT}' {NULL}"),
        ({"TableName": "cars"}, f"1 validation error detected: Value null at '{AT}' {NULL}"),
        (
            {"TableName": "cars", "TimeToLiveSpecification": {"Enabled": True}},
            f"1 validation error detected: Value null at '{AT}.attributeName' {NULL}",
        ),
        (
            {"TableName": "cars", "TimeToLiveSpecification": {"AttributeName": "a"}},
            f"1 validation error detected: Value null at '{AT}.enabled' {NULL}",
        ),
        (
            {"TableName": "cars"} | asked(True, ""),
            f"1 validation error detected: Value '' at '{AT}.attributeName' failed to satisfy "
            "constraint: Member must have length greater than or equal to 1",
        ),
        (
            {"TableName": "cars"} | asked(True, "x" * 256),
            f"1 validation error detected: Value '{'x' * 256}' at '{AT}.attributeName' failed to "
            "satisfy constraint: Member must have length less than or equal to 255",
        ),
        ({"TableName": "cars"} | asked(True, "x" * 255), None),
        ({"TableName": "cars"} | asked(False, "plate"), None),
    ],
)  # fmt: skip
def test_its_members_are_looked_at_first(body, words) -> None:
    assert message(refuse_members(body, changes=True)) == words


def test_describing_needs_a_table_alone() -> None:
    assert refuse_members({"TableName": "cars"}, changes=False) is None
    assert "tableName" in (message(refuse_members({}, changes=False)) or "")
