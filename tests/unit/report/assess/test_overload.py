"""What burst absorbs and what throttles; a simulated month is played against real buckets."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest

from course.month import DAY_S, plan_month
from harness.capacity.bucket import TokenBucket
from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Throttle
from harness.model.time import NS_PER_S
from harness.report.assess.overload import Waves, waves_of
from harness.report.render import sentences
from harness.report.render.html import html_of
from harness.report.render.markdown import markdown_of
from harness.report.values.summary import Summary
from tests.unit.report.documents import report_json
from tests.unit.report.summaries import summary_of

DAYS = 30


def half_rcu(*indexes: str | None) -> list[Arm]:
    return [Arm("lot", index, read_half_units=1) for index in indexes]


def month_facts(make: SimpleNamespace, limits: str) -> RunFacts:
    lot = make.table("lot", 2, 1, make.global_index("by-cpf", 1, 1))
    facts = make.facts(lot)
    return replace(facts, limits=limits, ended_ns=facts.started_ns + DAYS * DAY_S * NS_PER_S)


def batches(make: SimpleNamespace, *, enforce: bool) -> Iterator[CallEntry]:
    """100 cars accounted every night and 1,000 owners billed in the last, 10 a second. Accounting
    takes half an RCU of the table, a bill as much besides of its index."""
    bucket = TokenBucket(2, 0)
    refusal = Throttle("lot", "by-cpf", "IndexReadProvisionedThroughputExceeded")
    for due in plan_month(20_000, DAYS, 10, Random(1)):
        if due.task == "account":
            yield make.call(due.at_s, *half_rcu(None), operation="Query", kind="account")
        elif due.task == "bill":
            at_ns = round(due.at_s * NS_PER_S)
            passes = bucket.has_tokens(at_ns) or not enforce
            if passes:
                bucket.take(1, at_ns)
            refused, arms = (None, half_rcu(None, "by-cpf")) if passes else (refusal, [])
            yield make.call(due.at_s, *arms, refused=refused, operation="Query", kind="bill")


@pytest.fixture
def month(make: SimpleNamespace) -> Summary:
    return summary_of(month_facts(make, "enforce"), batches(make, enforce=True))


def waves(make: SimpleNamespace, summary: Summary, index: str | None = None) -> Waves:
    found = waves_of(make.only(summary, "lot", "RCU", index), enforced=summary.enforced)
    assert found is not None
    return found


def test_the_nights_of_a_month_are_absorbed_by_the_tables_burst(
    make: SimpleNamespace, month: Summary
) -> None:
    found = waves(make, month)
    # A night asks for 5 RCU a second for 10 seconds, of 2; billing for 5 until its index ends it.
    assert (found.count, found.throttled) == (DAYS + 1, 0)
    assert found.absorbed_half_units == 2 * (DAYS * 10 * 3 + 75 * 3)
    assert found.least_left_half_units == 2 * (600 - 75 * 3)


def test_the_months_bills_throttle_when_the_indexes_burst_is_used_up(
    make: SimpleNamespace, month: Summary
) -> None:
    found = waves(make, month, "by-cpf")
    assert (found.count, found.throttled) == (1, 1)
    # 5 a second of 1: the 300 saved last for 75 seconds, and 25 seconds are left with 1.
    assert found.absorbed_half_units == 2 * 300
    assert found.least_left_half_units == 0
    refused = make.only(month, "lot", "RCU", "by-cpf").refused_calls
    assert refused == 200
    assert found.unserved_half_units == refused


def test_every_form_of_the_report_says_so(month: Summary) -> None:
    absorbed, throttled = sentences.waves(month)
    assert absorbed == (
        "Demand exceeded the 2 RCU a second of `lot` in 31 waves. Burst capacity absorbed 1,125 "
        "RCU and fell to 375 of 600. Nothing was refused."
    )
    assert throttled == (
        "Demand exceeded the 1 RCU a second of `lot / by-cpf` in 1 wave. Burst capacity absorbed "
        "300 RCU and fell to 0 of 300. It throttled, from second 2,507,475 "
        "(29 d): 200 calls refused, and some 100 RCU never served."
    )
    assert f"- {absorbed}\n- {throttled}" in markdown_of(month)
    assert absorbed.replace("`lot`", "<code>lot</code>") in html_of(month)
    figures = [use["waves"] for use in report_json(month)["resources"]]
    assert {
        "count": 1,
        "throttled": 1,
        "absorbed": 300,
        "unserved": 100,
        "least_left": 0,
    } in figures


def test_where_nothing_was_refused_it_is_what_aws_would_have(make: SimpleNamespace) -> None:
    summary = summary_of(month_facts(make, "measure"), batches(make, enforce=False))
    found = waves(make, summary, "by-cpf")
    assert (found.count, found.throttled) == (1, 1)
    assert found.absorbed_half_units == 2 * 300
    assert found.unserved_half_units == 2 * 25 * 4
    assert list(sentences.waves(summary))[1].endswith(
        "It would have throttled, from second 2,507,475 (29 d): AWS would have refused 100 RCU."
    )


def test_seconds_are_one_wave_until_the_burst_could_have_filled(make: SimpleNamespace) -> None:
    arm = Arm("lot", None, write_half_units=20)
    entries = [make.call(second, arm) for second in (0, 1, 300, 599, 899)]
    summary = summary_of(make.facts(make.table("lot", 1, 5)), entries)
    found = waves_of(make.only(summary, "lot", "WCU"), enforced=True)
    assert found is not None
    assert (found.count, found.absorbed_half_units) == (2, 5 * 10)


def test_what_stays_below_its_limit_has_no_waves_and_is_not_spoken_of(
    make: SimpleNamespace,
) -> None:
    facts = make.facts(make.table("lot", 1, 6), make.table("other", None))
    summary = summary_of(facts, [*make.steady("lot", 6, 10), *make.steady("other", 6, 10)])
    assert waves_of(make.only(summary, "other", "WCU"), enforced=True) is None
    assert list(sentences.waves(summary)) == []
