"""The segments of a parallel Scan (dynalite and paritysuite's recorded answers, 2026-05)."""

from collections.abc import Iterator

from harness.dynamodb.protocol.request import JsonObject


def wrong_segments(body: JsonObject) -> Iterator[str]:
    segment, total = body.get("Segment"), body.get("TotalSegments")
    if segment is not None and total is None:
        yield (
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present"
        )
    elif segment is None and total is not None:
        yield (
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present"
        )
    elif segment is not None and segment >= total:
        yield (
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {total}"
        )
