"""Every function has sample events (SAM's convention), and they work on the seeded tables."""

import json
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
EVENTS = sorted(FUNCTIONS.glob("*/events/*.json"))


def test_every_function_has_a_sample_event():
    assert {path.parent.name for path in FUNCTIONS.glob("*/app.py")} == {
        path.parent.parent.name for path in EVENTS
    }


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_sample_event_is_answered_without_a_function_error(invoke, path):
    answer = invoke(path.parent.parent.name, json.loads(path.read_text(encoding="utf-8")))
    assert answer.status == 200
    assert answer.error is None, answer.payload
    assert answer.payload.get("statusCode", 200) != 400
