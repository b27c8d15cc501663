"""paritysuite's scan and dynalite's tests."""

import pytest

from harness.dynamodb.protocol.validation.segments import wrong_segments


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"Segment": 0},
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present",
        ),
        (
            {"TotalSegments": 4},
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present",
        ),
        (
            {"Segment": 5, "TotalSegments": 5},
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: 5 is not less than TotalSegments: 5",
        ),
        (
            {"Segment": 6, "TotalSegments": 5},
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: 6 is not less than TotalSegments: 5",
        ),
        ({"Segment": 4, "TotalSegments": 5}, None),
        ({"Segment": 0, "TotalSegments": 1}, None),
        ({"Segment": None, "TotalSegments": None}, None),
        ({}, None),
    ],
)
def test_segments(body: dict, message: str | None) -> None:
    assert next(wrong_segments(body), None) == message
