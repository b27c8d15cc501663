import csv
import io
from typing import Any

import orjson
import pytest

from harness.load.web_readings import READINGS_MAX, Reading, Readings, reading_of


def row(consumed: float, **other: Any) -> dict[str, Any]:
    return {
        "table": "lot",
        "index": None,
        "dimension": "write",
        "consumed_units": consumed,
        "consumed_last_second_units": 2.0,
        "provisioned_units": 10,
        "utilisation": 0.25,
        "throttled": 0,
        "burst_left_units": 2990.5,
    } | other


def reading(time_s: float, *rows: dict[str, Any], run: str = "/runs/1") -> Reading:
    body = {"run": run, "capacity": [found | {"throttled_last_minute": 0} for found in rows]}
    return reading_of(time_s, orjson.dumps(body))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"capacity":[{"table":"lot"}]}'])
def test_an_answer_without_capacity_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"capacity|column"):
        reading_of(1, body)


def test_a_load_counts_from_its_start() -> None:
    readings = Readings()
    readings.add(reading(1, row(100, throttled=7)))
    readings.restart(reading(2, row(120, throttled=9)))
    readings.add(reading(3, row(150, throttled=10)))
    (shown,) = readings.tab()
    assert (shown["consumed_units"], shown["throttled"]) == (30, 1)
    assert [kept.time_s for kept in readings.after(0)] == [3]  # at 2 nothing was used yet


def test_another_stack_at_the_endpoint_counts_from_its_own_start() -> None:
    readings = Readings()
    readings.restart(reading(1, row(500)))
    readings.add(reading(2, row(3), run="/runs/2"))
    assert readings.tab()[0]["consumed_units"] == 3


def test_what_is_not_limited_is_shown_as_such_and_an_index_with_its_table() -> None:
    readings = Readings()
    unlimited = {"provisioned_units": None, "utilisation": None, "burst_left_units": None}
    readings.add(reading(1, row(1), row(1, index="by-cpf", dimension="read", **unlimited)))
    lot, index = readings.tab()
    assert (lot["name"], lot["utilisation"], lot["burst_left_units"]) == ("lot WCU", "25%", 2990.5)
    assert (index["name"], index["utilisation"], index["provisioned_units"]) == (
        "lot / by-cpf RCU",
        "",
        "",
    )


def test_a_problem_is_said_above_the_last_figures_until_there_are_newer_ones() -> None:
    readings = Readings()
    readings.add(reading(1, row(1)))
    readings.problem = "gone"
    assert sorted(shown["name"] for shown in readings.tab()) == [" gone", "lot WCU"]
    assert orjson.loads(readings.json())["problem"] == "gone"
    readings.add(reading(2, row(1)))
    assert [shown["name"] for shown in readings.tab()] == ["lot WCU"]


def test_the_downloads_have_a_header_and_every_throughput() -> None:
    readings = Readings()
    assert list(csv.DictReader(io.StringIO(readings.csv()))) == []
    readings.add(reading(1, row(1), row(0, dimension="read")))
    found = list(csv.DictReader(io.StringIO(readings.csv())))
    assert [(line["dimension"], line["index"]) for line in found] == [("write", ""), ("read", "")]
    assert len(orjson.loads(readings.json())["capacity"]) == 2


def test_memory_is_bounded_and_charts_get_what_is_new_and_used() -> None:
    readings = Readings()
    for second in range(READINGS_MAX + 10):
        readings.add(reading(second, row(second + 1), row(0, dimension="read")))
    assert len(readings.after(-1)) == READINGS_MAX
    (newest,) = readings.after(READINGS_MAX + 8)
    assert [used["dimension"] for used in newest.rows] == ["write"]
