from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of
from harness.report.render.html import html_of
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of

_VOID = frozenset(("meta", "br", "hr", "img", "link", "input"))


class Page(HTMLParser):
    """Holds a page to closed elements and keeps what the tests ask for."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page(parking: Summary) -> Page:
    return Page(html_of(parking))


def test_the_page_is_whole_and_needs_neither_network_nor_script(page: Page) -> None:
    assert page.open == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not {"src", "href", "onclick"} & {name for name, _ in page.attributes}
    assert "url(" not in page.text
    assert "@import" not in page.text


def test_every_used_limit_has_a_chart_and_a_row(page: Page, parking: Summary) -> None:
    assert page.tags.count("svg") == len(parking.used)
    assert page.tags.count("figure") == len(parking.used)
    identities = [value for name, value in page.attributes if name == "id"]
    assert len(identities) == len(set(identities))


def test_both_colour_schemes_and_print_are_styled(page: Page) -> None:
    assert "prefers-color-scheme: dark" in page.text
    assert "@media print" in page.text


def test_the_page_names_the_run_and_how_to_repeat_it(page: Page) -> None:
    for said in ("20261123-101500-parking", "harness run --seed 7", "DynamoDB Local", "3.3.1"):
        assert said in page.text


def test_names_from_outside_cannot_become_markup(make: SimpleNamespace) -> None:
    evil = "<script>alert(1)</script>"
    facts = replace(make.facts(make.table("lot", 1, 5)), command=evil, events=(evil,))
    entries = [*make.steady("lot", 9, 10), make.invocation(0, "a", kind=evil, function=evil)]
    source = html_of(summary_of(facts, entries))
    assert "<script" not in source
    assert "&lt;script&gt;" in source


def test_the_page_has_every_part_of_a_busy_run(page: Page) -> None:
    for said in (
        "What throttling costs",
        "Auto scaled",
        "What the free tier serves",
        "Other volumes of this mix",
        "What these figures rest on",
        "grows with the items under a key (Query)",
    ):
        assert said in page.text


def test_budgets_are_on_the_page_those_that_do_not_hold_by_name(parking: Summary) -> None:
    findings = check([budget_of("register.wcu<=1"), budget_of("scans<=0")], parking)
    page = Page(html_of(parking, findings))
    assert "Budgets: 1 of 2 hold." in page.text
    assert "register.wcu: " in page.text
    assert "Budgets" not in Page(html_of(parking)).text


def test_an_empty_and_broken_run_still_has_a_page(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 1, 5)), ended_ns=None, scenario=None, seed=None)
    page = Page(html_of(summary_of(facts, [])))
    assert "Nothing was measured" in page.text
    assert "The run was cut off" in page.text
    assert "svg" not in page.tags
