from pathlib import Path
from typing import Any

import orjson
import pytest

from harness.lambdas.protocol.description import configuration, page, with_state
from harness.model.function import Function

NAMES = [f"f{number:03}" for number in range(120)]
ENTRIES: list[dict[str, object]] = [{"FunctionName": name} for name in NAMES]


def listed(marker: str | None = None, max_items: str | None = None) -> dict[str, Any]:
    response = page(ENTRIES, marker, max_items, "Functions")
    assert response.status == 200
    answer: dict[str, Any] = orjson.loads(response.body)
    return answer


@pytest.mark.parametrize("max_items", [None, "1", "7", "50", "10000"])
def test_pages_joined_are_the_whole_list(max_items: str | None) -> None:
    answer = listed(None, max_items)
    seen = answer["Functions"]
    while "NextMarker" in answer:
        answer = listed(answer["NextMarker"], max_items)
        seen += answer["Functions"]
    assert [entry["FunctionName"] for entry in seen] == NAMES


def test_a_page_has_no_more_than_50() -> None:
    assert len(listed(None, "10000")["Functions"]) == 50


@pytest.mark.parametrize("max_items", ["0", "10001", "-1", "many", "1.5"])
def test_a_page_size_out_of_bounds_is_refused(max_items: str) -> None:
    assert page(ENTRIES, None, max_items, "Functions").status == 400


def test_a_marker_that_is_none_is_refused() -> None:
    assert page(ENTRIES, "nope", None, "Functions").status == 400


def test_a_function_is_active_for_the_sdk_s_waiters() -> None:
    function = Function("ola", "Ola", "app.handler", Path("/code/ola"), "python3.11")
    described = with_state(configuration(function, "arn:x"))
    assert (described["State"], described["LastUpdateStatus"]) == ("Active", "Successful")
    assert described["FunctionArn"] == "arn:x"
