from typing import Any

import orjson
import pytest

from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.route import Route
from harness.wire.message import Response
from harness.wire.refusal import Refusal

NAMES = [f"f{number:03}" for number in range(120)]
ENTRIES: list[dict[str, object]] = [{"FunctionName": name} for name in NAMES]


def answer(marker: str | None, max_items: str | None) -> Response | Refusal:
    queries = {"Marker": marker, "MaxItems": max_items}
    given = {name: [value] for name, value in queries.items() if value is not None}
    return page(ENTRIES, Route("ListFunctions", {}, given), "Functions", "FunctionName")


def listed(marker: str | None = None, max_items: str | None = None) -> dict[str, Any]:
    response = answer(marker, max_items)
    assert isinstance(response, Response)
    assert response.status == 200
    members: dict[str, Any] = orjson.loads(response.body)
    return members


@pytest.mark.parametrize("max_items", [None, "1", "7", "50", "10000"])
def test_pages_joined_are_the_whole_list(max_items: str | None) -> None:
    members = listed(None, max_items)
    seen = members["Functions"]
    while "NextMarker" in members:
        members = listed(members["NextMarker"], max_items)
        seen += members["Functions"]
    assert [entry["FunctionName"] for entry in seen] == NAMES


def test_a_page_has_no_more_than_50() -> None:
    assert len(listed(None, "10000")["Functions"]) == 50


@pytest.mark.parametrize("max_items", ["0", "10001", "-1", "many", "1.5"])
def test_a_page_size_out_of_bounds_is_refused(max_items: str) -> None:
    assert answer(None, max_items).status == 400


def test_a_marker_that_is_none_is_refused() -> None:
    assert answer("nope", None).status == 400
