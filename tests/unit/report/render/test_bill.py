import re
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from harness.report import render_terminal
from harness.report.render import text
from harness.report.render.bill import RaisedLimits, bill
from harness.report.render.html import html_of
from harness.report.render.markdown import markdown_of
from harness.report.render.verdict import judge
from harness.report.values.costs import TableCost
from harness.report.values.summary import Summary
from tests.unit.report.documents import report_json

FITS, BURST, RAISED = (
    RaisedLimits(),
    RaisedLimits(breaks=True),
    RaisedLimits("Raise WCU of `lot` from 1 to 9", True),
)
BASIS = "(us-east-1, DynamoDB for 730 h of this rate, before the free tier)"
USD = st.none() | st.decimals(0, 5000, places=3)
AMOUNT = re.compile(r"\d[\d,]*\.\d\d")


def said(change: RaisedLimits, today: object, recommended: object, on_demand: object) -> list[str]:
    """``scaled`` has no sentence."""
    amounts = [
        None if usd is None else Decimal(str(usd)) for usd in (today, recommended, on_demand)
    ]
    return list(bill(TableCost("total", *amounts[:2], Decimal(7), amounts[2]), change, "us-east-1"))


@pytest.mark.parametrize(
    ("change", "amounts", "sentences"),
    [
        (
            FITS,
            ("4.84", "4.84", "9.86"),
            [
                f"Nothing has to change: USD 4.84 a month {BASIS}.",
                "On demand it would cost USD 9.86.",
            ],
        ),
        (
            FITS,
            ("4.84", "2.94", "9.86"),
            [
                f"It costs USD 4.84 a month {BASIS}.",
                "Provisioned as recommended it would cost USD 2.94, on demand USD 9.86.",
            ],
        ),
        (  # on demand: the case of "USD 1.14 a month instead of 0.24"
            FITS,
            ("0.24", "1.14", "0.24"),
            [
                f"Nothing has to change: USD 0.24 a month {BASIS}.",
                "Provisioned as recommended it would cost USD 1.14.",
            ],
        ),
        (  # on demand, and provisioned is a third of it
            FITS,
            ("163.08", "50.01", "163.08"),
            [
                f"It costs USD 163.08 a month {BASIS}.",
                "Provisioned as recommended it would cost USD 50.01.",
            ],
        ),
        (FITS, ("1.001", "1.002", "0.999"), [f"Nothing has to change: USD 1.00 a month {BASIS}."]),
        (FITS, (None, None, "2"), ["On demand it would cost USD 2.00."]),
        (FITS, ("2", None, "2"), [f"It costs USD 2.00 a month {BASIS}."]),
        (FITS, (None, None, None), []),
        (
            RAISED,
            ("4.84", "11.48", "39.42"),
            [
                f"Raise WCU of `lot` from 1 to 9: USD 11.48 a month instead of 4.84 {BASIS}.",
                "On demand it would cost USD 39.42.",
            ],
        ),
        (
            RAISED,
            ("4.84", "4.84", "4.84"),
            [f"Raise WCU of `lot` from 1 to 9: USD 4.84 a month, as today, {BASIS}."],
        ),
        (RAISED, ("4.84", None, None), ["Raise WCU of `lot` from 1 to 9."]),
        (
            BURST,
            ("4.84", "4.84", "1"),
            [
                f"This rate fits again once the burst is full: USD 4.84 a month {BASIS}.",
                "On demand it would cost USD 1.00.",
            ],
        ),
        (BURST, (None, None, None), ["This rate fits again once the burst is full."]),
    ],
)
def test_the_sentences_of_each_case(
    change: RaisedLimits, amounts: tuple[object, ...], sentences: list[str]
) -> None:
    assert said(change, *amounts) == sentences


@given(st.sampled_from([FITS, BURST, RAISED]), USD, USD, USD)
def test_no_sentence_contradicts_another(
    change: RaisedLimits,
    today: Decimal | None,
    recommended: Decimal | None,
    on_demand: Decimal | None,
) -> None:
    sentences = said(change, today, recommended, on_demand)
    named = [amount for sentence in sentences for amount in AMOUNT.findall(sentence)]
    known = {text.usd(usd) for usd in (today, recommended, on_demand) if usd is not None}
    assert set(named) <= known
    for sentence in sentences:
        if sentence.startswith("Nothing has to change"):
            assert change is FITS
            assert AMOUNT.findall(sentence) == [text.usd(today)]
            assert all(
                text.rounded(today) <= text.rounded(other)
                for other in (recommended, on_demand)
                if today is not None and other is not None
            )
        elif "instead of" in sentence:
            first, second = AMOUNT.findall(sentence)
            assert first != second


def terminal_of(summary: Summary) -> str:
    out = StringIO()
    render_terminal(summary, Console(file=out, width=80))
    return out.getvalue()


def plain(page: str) -> str:
    """Without tags and Markdown's columns, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[|`]", " ", page))


@settings(max_examples=15, deadline=None)
@given(amounts=st.tuples(USD, USD, USD, USD))
def test_every_form_of_the_report_has_the_same_one_total(
    parking: Summary, amounts: tuple[Decimal | None, ...]
) -> None:
    total = TableCost("total", *amounts)
    summary = replace(parking, costs=replace(parking.costs, total=total))
    row = " ".join(text.usd(usd) for usd in amounts)
    sentences = judge(summary).sentences
    forms = [plain(form(summary)) for form in (terminal_of, markdown_of, html_of)]
    for form in forms:
        assert f"total {row}" in form
        assert form.count("total " + row) == 1
        assert all(plain(sentence).strip() in form for sentence in sentences)
    document = report_json(summary)
    assert document["verdict"]["sentences"] == list(sentences)
    for name in ("as_is", "as_recommended", "scaled", "on_demand"):
        usd, written = getattr(total, name), document["costs"]["total"][name]
        assert written == (None if usd is None else f"{usd:.6f}")
