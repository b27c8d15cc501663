"""The XML as a CI reader takes it."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of
from harness.report.render.junit import junit_of
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of

EXPRESSIONS = ("scans<=0", "register.wcu<=0.5", "nobody.wcu<=1", "throttled<=0")


@pytest.fixture
def suites(parking: Summary) -> ElementTree.Element:
    findings = check([budget_of(text) for text in EXPRESSIONS], parking)
    return ElementTree.fromstring(junit_of(findings, parking))


def cases(suites: ElementTree.Element) -> list[ElementTree.Element]:
    return suites[0].findall("testcase")


def test_a_suite_has_a_case_for_each_budget(suites: ElementTree.Element) -> None:
    assert [case.get("name") for case in cases(suites)] == [
        "scans <= 0",
        "register.wcu <= 0.5",
        "nobody.wcu <= 1",
        "throttled <= 0",
    ]
    assert {case.get("classname") for case in cases(suites)} == {"harness.budget"}


def test_an_exceeded_budget_is_a_failure_and_an_unmeasured_one_an_error(
    suites: ElementTree.Element,
) -> None:
    outcomes = [[said.tag for said in case] for case in cases(suites)]
    assert outcomes == [[], ["failure"], ["error"], ["failure"]]
    failure, error = cases(suites)[1][0], cases(suites)[2][0]
    assert failure.get("message") == "register.wcu: 1.907 WCU a request, at most 0.5 allowed"
    assert "no request kind 'nobody'" in str(error.get("message"))
    assert "--budget 'register.wcu<=0.5'" in str(failure.text)


def test_the_counts_are_those_of_the_cases(suites: ElementTree.Element) -> None:
    counts = [suites[0].get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["4", "2", "1", "0"]


def test_the_suite_has_what_the_schemas_require_in_their_order(
    suites: ElementTree.Element,
) -> None:
    assert (suites.tag, suites.attrib, [suite.tag for suite in suites]) == (
        "testsuites",
        {},
        ["testsuite"],
    )
    tags = [child.tag for child in suites[0]]
    assert tags == ["properties", *["testcase"] * 4, "system-out", "system-err"]
    required = {"id", "package", "name", "timestamp", "hostname", "tests", "failures", "errors"}
    assert set(suites[0].keys()) >= required | {"time"}
    assert suites[0][0][0].attrib == {"name": "command", "value": "harness run --seed 7"}


def test_a_suite_says_when_and_how_long(suites: ElementTree.Element) -> None:
    assert suites[0].get("timestamp") == "2025-11-24T16:00:00"
    assert suites[0].get("time") == "60.289"


def test_a_name_that_xml_cannot_hold_is_shown_without_what_it_cannot(
    make: SimpleNamespace,
) -> None:
    entries = [make.invocation(0, "r", kind='a<b>&\x00\x1b\ufffe"é')]
    summary = summary_of(make.facts(make.table("lot", 1, 5)), entries)
    document = junit_of(check([budget_of("a.wcu<=1")], summary), summary)
    message = cases(ElementTree.fromstring(document))[0][0].get("message")
    assert 'a<b>&\ufffd\ufffd\ufffd"é' in str(message)
