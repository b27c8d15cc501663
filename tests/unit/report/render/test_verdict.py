from dataclasses import replace
from types import SimpleNamespace

from msgspec import structs

from harness.model.charge import Arm
from harness.model.entry import Throttle, Verdict
from harness.report.render.verdict import VerdictAnswer, judge
from tests.unit.report.summaries import summary_of

REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")


def lot(make: SimpleNamespace, write: int = 10) -> object:
    return make.facts(make.table("lot", 1, write))


def test_what_throttled_is_said_with_when_and_what_to_do(make: SimpleNamespace) -> None:
    # 214 s at 24, then one of two is refused: the demand stays 24.
    write = Arm("lot", None, write_half_units=24)
    served = [make.call(second / 2, write) for second in range(428)]
    half = [make.call(214 + second / 2, write) for second in range(86)]
    refused = [
        structs.replace(call, arms=(), throttles=(REFUSED,), verdict=Verdict.THROTTLED, error="X")
        for call in half
    ]
    judgement = judge(
        summary_of(lot(make), [*served, *refused, make.call(257, operation="GetItem")])
    )
    assert judgement.answer is VerdictAnswer.THROTTLES
    assert judgement.headline == (
        "It does not fit: WCU of `lot` at 240 % of 10, throttled from second 214."
    )
    # (24 × 0.00065 + 1 × 0.00013) × 730, instead of 10 WCU; 24 × 2.628 million × 0.625.
    assert judgement.sentences == (
        "Raise WCU of `lot` from 10 to 24: USD 11.48 a month instead of 4.84 (us-east-1, DynamoDB "
        "for 730 h of this rate, before the free tier).",
        "On demand it would cost USD 39.42.",
        "DynamoDB refused 86 calls of 515; 86 of 515 requests ended throttled.",
    )


def test_what_the_burst_still_carried_is_said_with_the_second_it_ends(
    make: SimpleNamespace,
) -> None:
    judgement = judge(summary_of(lot(make), make.steady("lot", 20, 60)))
    assert judgement.answer is VerdictAnswer.WILL_THROTTLE
    # 2,410 left after second 60, in which nothing was written: used up 241 seconds on.
    assert judgement.headline == (
        "It does not fit: WCU of `lot` at 200 % of 10, throttled from second 302, when the burst "
        "is used up at this rate."
    )
    assert judgement.sentences[0].startswith("Raise WCU of `lot` from 10 to 20: USD 9.58 a month")


def test_without_enforcement_the_throttling_is_said_to_be_modelled(make: SimpleNamespace) -> None:
    facts = replace(lot(make), limits="measure")
    judgement = judge(summary_of(facts, make.steady("lot", 24, 400)))
    assert judgement.answer is VerdictAnswer.WOULD_THROTTLE
    assert "AWS would have throttled it from second 214 on" in judgement.headline
    assert "Limits were not enforced in this run: throttling is modelled." in judgement.notices


def test_what_fits_says_how_close_it_came_and_what_a_month_costs(make: SimpleNamespace) -> None:
    judgement = judge(summary_of(lot(make), make.steady("lot", 6, 60)))
    assert judgement.answer is VerdictAnswer.FITS
    assert judgement.headline == (
        "It fits: the busiest limit, WCU of `lot`, is at 60 % of 10, 60 % in its busiest second."
    )
    assert judgement.sentences == (
        "It costs USD 4.84 a month (us-east-1, DynamoDB for 730 h of this rate, before the free "
        "tier).",
        "Provisioned as recommended it would cost USD 2.94, on demand USD 9.86.",
    )
    assert judgement.notices == ()


def test_the_other_limits_that_break_follow_in_their_order(make: SimpleNamespace) -> None:
    indexes = [make.global_index(f"by-{name}", 1, write) for name, write in (("a", 2), ("b", 1))]
    arms = [Arm("lot", name, write_half_units=20) for name in (None, "by-a", "by-b")]
    calls = [make.call(second, *arms) for second in range(60)]
    facts = make.facts(make.table("lot", 1, 5, *indexes))
    judgement = judge(summary_of(facts, [*calls, make.call(60)]))
    assert judgement.headline.startswith("It does not fit: WCU of `lot / by-b` at 1,000 % of 1, ")
    assert judgement.sentences[0].startswith(
        "Raise WCU of `lot / by-b` from 1 to 10, WCU of `lot / by-a` from 2 to 10 and WCU of `lot` "
        "from 5 to 10: USD "
    )


def test_a_refusal_that_the_rate_does_not_explain_raises_nothing(make: SimpleNamespace) -> None:
    entries = [*make.steady("lot", 6, 60), make.call(1, refused=REFUSED)]
    judgement = judge(summary_of(lot(make), entries))
    assert judgement.headline.endswith("throttled from second 1.")
    assert judgement.sentences[0].startswith("This rate fits again once the burst is full: USD ")


def test_on_demand_tables_have_no_limit_to_break(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 60))
    judgement = judge(summary)
    assert judgement.answer is VerdictAnswer.FITS
    assert "every table used is on demand" in judgement.headline


def test_an_empty_ledger_has_no_verdict(make: SimpleNamespace) -> None:
    judgement = judge(summary_of(lot(make), []))
    assert judgement.answer is VerdictAnswer.NONE
    assert judgement.headline == "Nothing was measured: the ledger holds no call."
    assert judgement.sentences == ()


def test_invocations_without_any_unit_have_no_verdict(make: SimpleNamespace) -> None:
    judgement = judge(summary_of(lot(make), [make.invocation(0, "a"), make.invocation(60, "b")]))
    assert judgement.answer is VerdictAnswer.NONE
    assert judgement.headline == "Nothing to judge: no call consumed capacity."


def test_a_run_that_went_wrong_says_so_before_its_figures_are_believed(
    make: SimpleNamespace,
) -> None:
    facts = replace(lot(make), ended_ns=None, events=("DynamoDB Local died at second 9.",))
    entries = [
        *make.steady("lot", 1, 10),
        make.invocation(1, "a", error="KeyError", function_status=None),
        make.invocation(2, "b", error="KeyError", function_status=None),
    ]
    summary = replace(summary_of(facts, entries), torn=True)
    assert judge(summary).notices == (
        "DynamoDB Local died at second 9.",
        "The run was cut off: the figures end with the last call recorded, and a tenth of a second "
        "before may be missing.",
        "The ledger's last line was incomplete and is left out.",
        "The run lasted only 10 s: its rates are a rough guide.",
        "2 requests failed for a reason other than throttling (KeyError 2). The units of failed "
        "requests are missing from the figures.",
    )


def test_every_failed_request_is_in_the_list_of_failures_and_no_throttled_one(
    make: SimpleNamespace,
) -> None:
    entries = [
        *make.steady("lot", 1, 90),
        *(structs.replace(make.call(1), error="ValidationException") for _ in range(91)),
        *(make.invocation(2, f"k{n}", error="KeyError", function_status=None) for n in range(36)),
        make.invocation(2, "t", error="ThrottlingException", function_status=None),
        make.call(3, refused=REFUSED, invocation="a", caller="parking-register"),
        make.invocation(3, "a", error="ClientError", function_status=None),
    ]
    summary = summary_of(lot(make), entries)
    assert sum(summary.totals.failures.values()) == summary.totals.outcomes.failed == 127
    (notice,) = (notice for notice in judge(summary).notices if "failed for a reason" in notice)
    assert "127 requests failed for a reason other than throttling (ValidationException 91, " in (
        notice
    )
    assert "KeyError 36)" in notice


def test_a_demand_that_cannot_be_estimated_is_called_a_lower_bound(make: SimpleNamespace) -> None:
    notices = judge(summary_of(lot(make), [make.call(0, refused=REFUSED)])).notices
    assert any("the recommended values are a lower bound" in notice for notice in notices)


def test_what_aws_would_have_refused_is_counted_and_is_no_refusal(make: SimpleNamespace) -> None:
    write = Arm("lot", None, write_half_units=2)
    over = structs.replace(make.call(1, write), throttles=(REFUSED,), verdict=Verdict.OVER)
    entries = [make.call(second / 2, write) for second in range(120)]
    summary = summary_of(lot(make), [*entries, over])
    assert "AWS would have refused 1 call of 121." in judge(summary).sentences
    assert (summary.totals.refused_calls, summary.totals.outcomes.throttled) == (0, 0)
