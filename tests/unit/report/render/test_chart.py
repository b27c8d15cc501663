import re
from types import SimpleNamespace
from xml.etree import ElementTree

from harness.report.render.chart import chart
from harness.report.values.resource import Standing
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of


def drawn(use: object) -> ElementTree.Element:
    return ElementTree.fromstring(chart(use, "chart-1"))


def styles(svg: ElementTree.Element) -> set[str]:
    return {element.get("class", "") for element in svg.iter()}


def test_a_throttled_limit_shows_its_line_its_refusals_its_demand_and_its_burst(
    parking: Summary,
) -> None:
    throttled = next(use for use in parking.used if use.standing is Standing.THROTTLED)
    svg = drawn(throttled)
    assert {"consumed", "limit", "refused", "demand", "burst"} <= styles(svg)
    bars = sum(element.get("class") == "refused" for element in svg.iter())
    assert bars == sum(1 for calls in throttled.series.refused if calls)


def test_an_on_demand_table_has_neither_line_nor_burst(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 10))
    found = styles(drawn(make.only(summary, "lot", "WCU")))
    assert "consumed" in found
    assert not found & {"limit", "burst", "refused", "demand"}


def test_a_chart_says_in_words_what_it_shows(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("l<t", 1, 10)), make.steady("l<t", 6, 10))
    svg = drawn(make.only(summary, "l<t", "WCU"))
    assert svg.get("aria-labelledby") == "chart-1-title chart-1-desc"
    assert svg.findtext("title") == "WCU of l<t over time"
    assert svg.findtext("desc") == (
        "6 WCU a second on average, 6 in the busiest second, 10 provisioned, 0 calls refused, "
        "over 11 s."
    )


def test_nothing_is_drawn_outside_the_chart(parking: Summary) -> None:
    for use in parking.used:
        svg = drawn(use)
        width, height = (float(part) for part in svg.get("viewBox", "").split()[2:])
        for path in svg.iter("path"):
            ys = [float(y) for y in re.findall(r"V([\d.]+)", path.get("d", ""))]
            xs = [float(x) for x in re.findall(r"H([\d.]+)", path.get("d", ""))]
            assert 0 <= min(ys) <= max(ys) <= height
            assert 0 <= min(xs) <= max(xs) <= width


def test_a_day_is_drawn_in_few_steps(make: SimpleNamespace) -> None:
    ends = [make.call(0), *make.steady("lot", 6, 10), make.call(86_400)]
    summary = summary_of(make.facts(make.table("lot", 1, 10)), ends)
    assert len(chart(make.only(summary, "lot", "WCU"), "chart-1")) < 40_000
