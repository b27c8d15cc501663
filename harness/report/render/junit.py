"""Findings as JUnit XML: a suite of one test case a budget, for CI readers.

Valid by both schemas in use, Ant's (windyroad/JUnit-Schema) and Jenkins's (xunit-plugin, junit-10),
as of 2026-11: Ant's wants the suite's empty elements and its ``id`` and ``package``. A budget that
was exceeded is a ``failure``, one of which nothing was measured an ``error``.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from harness.model.time import NS_PER_S
from harness.report.assess.budget import Finding
from harness.report.assess.measures import number
from harness.report.values.summary import Summary

# XML 1.0 has no way to write these, and a request kind may have any name.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_of(findings: Sequence[Finding], summary: Summary) -> bytes:
    """The document, UTF-8. The same findings give the same bytes."""
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(suites, "testsuite", _suite(findings, summary))
    properties = ElementTree.SubElement(suite, "properties")
    for name in ("command", "template"):
        value = _text(getattr(summary.facts, name))
        ElementTree.SubElement(properties, "property", {"name": name, "value": value})
    for finding in findings:
        _add_case(suite, finding)
    for stream in ("system-out", "system-err"):
        ElementTree.SubElement(suite, stream)
    ElementTree.indent(suites)
    return bytes(ElementTree.tostring(suites, "utf-8", xml_declaration=True)) + b"\n"


def _suite(findings: Sequence[Finding], summary: Summary) -> dict[str, str]:
    return {
        "id": "0",
        "package": "harness",
        "name": _text(summary.facts.run_id),
        "timestamp": _moment(summary.facts.started_ns),
        "hostname": "localhost",
        "tests": str(len(findings)),
        "failures": str(sum(finding.exceeded for finding in findings)),
        "errors": str(sum(finding.unmeasured for finding in findings)),
        "skipped": "0",
        "time": _seconds(summary),
    }


def _add_case(suite: ElementTree.Element, finding: Finding) -> None:
    budget = finding.budget
    name = _text(f"{budget.name} <= {number(budget.most, 9)}")
    case = ElementTree.SubElement(
        suite, "testcase", {"classname": "harness.budget", "name": name, "time": "0"}
    )
    if not finding.holds:
        wrong = {"message": _text(finding.sentence), "type": "budget"}
        problem = ElementTree.SubElement(case, "failure" if finding.exceeded else "error", wrong)
        problem.text = _text(f"{finding.sentence}\n{budget.source}")


def _seconds(summary: Summary) -> str:
    return "0" if summary.window is None else f"{summary.window.duration_ns / 1e9:.3f}"


def _moment(time_ns: int) -> str:
    """Without a zone, as the schemas want it; UTC."""
    moment = datetime.fromtimestamp(time_ns // NS_PER_S, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
