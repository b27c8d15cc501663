"""ack-api-quirks DDB-TABLE-143 to -147, measured on AWS in October 2026."""

from dataclasses import replace
from typing import Any

import pytest

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.time_to_live import (
    WAIT_S,
    describe,
    update,
)
from harness.wire.refusal import Refusal
from tests.unit.dynamodb.protocol.control.cars import NOON_NS, S_NS, on_demand

ENABLED = {"TimeToLiveStatus": "ENABLED", "AttributeName": "a"}
DISABLED = {"TimeToLiveStatus": "DISABLED"}
DIFFERENT = "TimeToLive is active on a different AttributeName: current AttributeName is a"
HASTE = "Time to live has been modified multiple times within a fixed interval"


def standing(attribute: str | None) -> TableState:
    return TableState(replace(on_demand(), time_to_live=attribute))


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
