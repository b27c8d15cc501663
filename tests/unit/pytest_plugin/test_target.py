import json
from typing import Any

import pytest

from harness.pytest_plugin import target as module
from harness.pytest_plugin.target import Running, Target

CALL = {
    "function": "client",
    "operation": "PutItem",
    "tables": ["links"],
    "line": None,
    "error": None,
    "throttled": False,
    "scans": False,
    "arms": [],
}


class Harness:
    """Its desk: one case after the other, in which ``calls`` were made."""

    def __init__(self) -> None:
        self.calls = 0
        self.asked: list[str] = []

    def answer(
        self, endpoint: str, method: str, path: str, body: object = None
    ) -> tuple[int, dict[str, Any]]:
        self.asked.append(method)
        if path.endswith("/cases"):
            if method == "POST":
                self.calls = 0
            return 200, {"cases": 0, "access_key": "C1"}
        calls = [CALL | {"count": self.calls}] if self.calls else []
        return 200, json.loads(json.dumps({"calls": calls, "invoked": 0, "invocations": []}))


@pytest.fixture
def harness(monkeypatch: pytest.MonkeyPatch) -> Harness:
    harness = Harness()
    monkeypatch.setattr(module, "_http", harness.answer)
    return harness


@pytest.fixture
def running() -> Running:
    return Running(number=1)


@pytest.fixture
def target(harness: Harness, running: Running) -> Target:
    target = Target("http://127.0.0.1:1", "us-east-1", running)
    harness.asked.clear()
    return target


def put(target: Target, harness: Harness, times: int = 1) -> None:
    for _ in range(times):
        target.case()  # to sign it
        harness.calls += 1


def test_what_fixtures_do_before_and_after_is_not_the_tests_own(
    target: Target, harness: Harness, running: Running
) -> None:
    put(target, harness, 2)
    target.begin()
    put(target, harness, 3)
    assert target.own_figures().calls.total() == 3
    running.is_over = True
    put(target, harness, 4)
    own, everything = target.end()
    assert (own.calls.total(), everything.calls.total()) == (3, 9)


def test_a_test_whose_fixtures_make_no_calls_costs_two_requests(
    target: Target, harness: Harness, running: Running
) -> None:
    target.take_tables()
    target.begin()
    put(target, harness, 3)
    running.is_over = True
    own, everything = target.end()
    assert own.calls.total() == everything.calls.total() == 3
    assert harness.asked == ["POST", "DELETE"]


def test_what_only_a_fixture_uses_after_the_test_is_not_its_own(
    target: Target, harness: Harness, running: Running
) -> None:
    target.begin()
    running.is_over = True
    put(target, harness)
    own, everything = target.end()
    assert (own.calls.total(), everything.calls.total()) == (0, 1)


def test_a_test_that_did_nothing_asks_for_nothing(target: Target, harness: Harness) -> None:
    target.begin()
    own, everything = target.end()
    assert not own.calls
    assert not everything.calls
    assert not harness.asked


def test_the_next_test_begins_anew(target: Target, harness: Harness, running: Running) -> None:
    put(target, harness, 2)
    target.begin()
    target.end()
    running.number += 1
    target.begin()
    put(target, harness)
    own, everything = target.end()
    assert own.calls.total() == everything.calls.total() == 1
