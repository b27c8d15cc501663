"""A projection in words, in every form of the report."""

from dataclasses import replace
from fractions import Fraction
from io import StringIO

import pytest
from rich.console import Console

from harness.report import Summary, render_terminal
from harness.report.render import outlook
from harness.report.render.html import html_of
from harness.report.render.markdown import markdown_of
from harness.report.render.verdict import judge
from harness.report.values.projection import TrafficProjection
from harness.simulate.traffic import day_course
from tests.unit.report.documents import report_json
from tests.unit.report.projections import lot_profile, lot_projection


@pytest.fixture(scope="module")
def throttled() -> TrafficProjection:
    return lot_projection()


@pytest.fixture(scope="module")
def on_demand() -> TrafficProjection:
    return lot_projection(None, profile=lot_profile(4))


def terminal(summary: Summary, width: int = 80) -> str:
    out = StringIO()
    render_terminal(summary, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_the_headline_says_from_when_on_and_how_much_is_refused(
    throttled: TrafficProjection,
) -> None:
    headline = outlook.headline(throttled)
    assert headline.startswith("Throttles from second 450 on: ")
    assert headline.endswith(" of the attempts that take WCU of `lot` are refused.")


def test_a_plan_that_fits_says_how_near_its_busiest_minute_comes() -> None:
    projection = lot_projection(20, per_s=10)
    assert outlook.headline(projection) == "Fits: busiest minute 50 % of 20 WCU of `lot`."
    assert "the cheapest" not in outlook.advice_sentence(lot_projection(None))


def test_burst_alone_is_not_called_a_fit() -> None:
    """A day's course of 1.51 at its peak on hardly more than the mean, but not for long."""
    projection = lot_projection(36, course=day_course(), per_s=24)
    assert outlook.headline(projection).startswith("Fits with burst only: busiest minute 10")
    assert "AWS does not guarantee burst" in outlook.headline(projection)


def test_what_happened_in_the_run_comes_second(
    parking: Summary, throttled: TrafficProjection
) -> None:
    judgement = judge(replace(parking, projection=throttled))
    assert judgement.answer == "throttles"
    assert judgement.sentences[0] == "At 20 requests/s (asked; this machine sent 99.5)."
    assert any(
        sentence.startswith("In this run: It does not fit: WCU of `estacionamento`")
        for sentence in judgement.sentences
    )


def test_every_form_has_the_same_figures(parking: Summary, throttled: TrafficProjection) -> None:
    summary = replace(parking, projection=throttled)
    forms = (terminal(summary, 120), markdown_of(summary), html_of(summary))
    for form in forms:
        plain = form.replace("<code>", "`").replace("</code>", "`")
        assert outlook.headline(throttled) in plain
        for _, rate, plan, usd in outlook.step_rows(throttled):
            assert all(figure in form for figure in (rate, plan, usd))
        for use in outlook.used_resources(throttled):
            assert all(cell in form for cell in outlook.resource_row(throttled, use))


def test_used_is_the_demand_by_the_limit_with_the_demand_beside_it(
    throttled: TrafficProjection,
) -> None:
    rows = [outlook.resource_row(throttled, use) for use in outlook.used_resources(throttled)]
    assert [row[:3] for row in rows] == [("100", "10", "10 %"), ("12", "20", "167 %")]


def test_a_terminal_of_80_columns_cuts_nothing(
    parking: Summary, throttled: TrafficProjection
) -> None:
    lines = terminal(replace(parking, projection=throttled)).splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in "".join(lines)


def test_few_samples_are_marked_beside_every_figure(on_demand: TrafficProjection) -> None:
    (notice,) = outlook.notices(on_demand, 0)
    assert notice.startswith("`enter` was measured only 4 times, fewer than 5")
    for use in outlook.used_resources(on_demand):
        assert outlook.resource_row(on_demand, use)[1].endswith("*")
    sentences = outlook.headline, outlook.advice_sentence, outlook.bill_sentence
    assert all(sentence(on_demand).endswith(". *") for sentence in sentences)


def test_enough_samples_mark_nothing(throttled: TrafficProjection) -> None:
    sentences = outlook.headline, outlook.advice_sentence, outlook.bill_sentence
    assert not any("*" in sentence(throttled) for sentence in sentences)


def test_every_form_says_how_sure_each_kind_is(
    parking: Summary, throttled: TrafficProjection
) -> None:
    summary = replace(parking, projection=throttled)
    sure = "`enter`: 0.50 RCU ± 0.00, 1.00 WCU ± 0.00 from 50."
    assert outlook.measured_sentence(throttled) == f"A request costs, ± one standard error: {sure}"
    assert sure in terminal(summary, 120)
    assert sure in markdown_of(summary)
    assert sure.replace("`enter`", "<code>enter</code>") in html_of(summary)


def test_a_kind_that_was_never_served_is_named(throttled: TrafficProjection) -> None:
    profile = replace(throttled.profile, unserved={"leave": 12})
    (notice,) = outlook.plan_notices(replace(throttled, profile=profile))
    assert notice == "`leave` came 12 times and was never served whole: it is not in these figures."


def test_an_on_demand_table_never_has_nothing_to_change_without_its_answers(
    parking: Summary, on_demand: TrafficProjection
) -> None:
    sentences = " ".join(judge(replace(parking, projection=on_demand)).sentences)
    assert "`lot` on demand costs USD" in sentences
    assert "A maximum of 10 RCU, 20 WCU refuses nothing of this traffic" in sentences
    assert "A rise above 4,000 requests/s within half an hour" in sentences


def test_what_gets_dearer_is_a_notice_with_its_date() -> None:
    projection = lot_projection(profile=lot_profile(200, dearer_each=10))
    (notice,) = outlook.notices(projection, 0)
    assert notice.startswith("`enter` gets dearer with the data: ")
    assert "the advice holds until 1970-01-0" in notice


def test_the_document_has_the_projection(parking: Summary, throttled: TrafficProjection) -> None:
    document = report_json(replace(parking, projection=throttled))["projection"]
    assert (document["fits"], document["fit"]) == (False, "throttles")
    assert document["first_refusal_s"] == 450
    writes = next(use for use in document["resources"] if use["dimension"] == "write")
    assert (writes["busiest_per_s"], writes["capacity"], writes["advice"]) == (20, "12", "20")
    bill = document["bill"]
    total = Fraction(bill["throughput_usd"]) + Fraction(bill["functions_usd"])
    assert abs(Fraction(bill["usd_month"]) - total) <= Fraction(1, 10**6)


def test_the_plot_needs_no_script(parking: Summary, throttled: TrafficProjection) -> None:
    page = html_of(replace(parking, projection=throttled))
    assert 'id="projected-0-title"' in page
    assert "<script" not in page
