from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.report.values.resource import Standing
from tests.unit.report.summaries import summary_of

REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")


def test_six_of_five_wcu_for_ten_seconds(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))
    use = make.only(summary, "lot", "WCU")
    assert summary.window is not None
    assert (summary.window.duration_ns, summary.window.seconds) == (10_000_000_000, 11)
    assert (use.consumed_half_units, use.average, use.peak_half_units) == (120, 12, 12)
    assert use.average_utilisation == use.peak_utilisation == Fraction(6, 5)
    # 1,500 saved less 10, and the eleventh second, without a write, gives 5 back
    assert use.burst_left_half_units == 2 * (1500 - 10 + 5)
    assert use.standing is Standing.WILL_THROTTLE
    # 1,495 left after 11 seconds, one a second too many
    assert use.breaks_at == 11 + 1495
    assert use.recommended == 6


def test_what_fits_breaks_nowhere_and_could_be_lowered(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 1, 10)), make.steady("lot", 6, 60))
    use = make.only(summary, "lot", "WCU")
    assert (use.standing, use.breaks_at, use.recommended) == (Standing.FITS, None, 6)


def test_what_nothing_was_asked_of_is_idle_and_stays_as_it_is(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 7, 10)), make.steady("lot", 6, 60))
    use = make.only(summary, "lot", "RCU")
    assert (use.standing, use.recommended) == (Standing.IDLE, 7)
    assert use not in summary.used


def test_the_first_refused_second_is_when_it_breaks(make: SimpleNamespace) -> None:
    entries = [*make.steady("lot", 6, 10), make.call(8.5, refused=REFUSED)]
    use = make.only(summary_of(make.facts(make.table("lot", 1, 5)), entries), "lot", "WCU")
    assert (use.standing, use.breaks_at, use.refused_calls) == (Standing.THROTTLED, 8, 1)


def test_without_enforcement_the_modelled_bucket_says_when(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 1, 10)), limits="measure")
    use = make.only(summary_of(facts, make.steady("lot", 24, 400)), "lot", "WCU")
    assert (use.standing, use.breaks_at) == (Standing.WOULD_THROTTLE, 214)
    assert use.recommended == 24


def test_an_index_spared_by_its_tables_refusals_is_assessed_by_what_was_wanted(
    make: SimpleNamespace,
) -> None:
    lot = make.table("lot", 1, 1, make.global_index("by-cpf", 1, 1))
    arms = [Arm("lot", None, write_half_units=20), Arm("lot", "by-cpf", write_half_units=200)]
    calls = [make.call(0, *arms), make.call(1, *arms)]
    refusals = [make.call(2 + second, refused=REFUSED) for second in range(8)]
    summary = summary_of(make.facts(lot), [*calls, *refusals, make.call(10, *arms)])
    index = make.only(summary, "lot", "WCU", "by-cpf")
    # 10 writes and one at the end want 100 each: 300 + 1 a second last for three of them
    assert index.demand == Fraction(11 * 200, 10)
    assert (index.standing, index.breaks_at) == (Standing.WILL_THROTTLE, 3)
    assert index.recommended == 110


def test_an_on_demand_table_has_no_limit_and_still_a_provisioned_equivalent(
    make: SimpleNamespace,
) -> None:
    summary = summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 10))
    use = make.only(summary, "lot", "WCU")
    assert use.standing is Standing.UNLIMITED
    assert (use.average_utilisation, use.burst_left_half_units) == (None, None)
    assert use.recommended == 6


def test_a_table_that_the_template_does_not_have_is_reported_without_a_limit(
    make: SimpleNamespace,
) -> None:
    summary = summary_of(make.facts(), make.steady("made-at-run-time", 6, 10))
    assert make.only(summary, "made-at-run-time", "WCU").standing is Standing.UNLIMITED


def test_second_0_is_not_after_the_earliest_arrival_whatever_the_order(
    make: SimpleNamespace,
) -> None:
    arm = Arm("lot", None, write_half_units=2)
    entries = [make.call(3.5, arm, operation="UpdateItem"), make.call(1.2, arm), make.call(6, arm)]
    summary = summary_of(make.facts(make.table("lot", 1, 5)), entries)
    assert tuple(make.only(summary, "lot", "WCU").series.consumed) == (2, 0, 0, 2, 0, 2)


def test_stragglers_after_the_measured_part_do_not_thin_the_rate(make: SimpleNamespace) -> None:
    facts = make.facts(make.table("lot", 1, 5))
    entries = [*make.steady("lot", 6, 10), make.call(20)]
    ended = replace(facts, ended_ns=facts.started_ns + 10_000_000_000)
    assert make.only(summary_of(ended, entries), "lot", "WCU").average == 12
    assert make.only(summary_of(facts, entries), "lot", "WCU").average == 6


def test_a_throttled_run_is_judged_by_the_seconds_before_its_callers_were_slowed(
    make: SimpleNamespace,
) -> None:
    """20 WCU a second for 20 s; then refusals, and callers that send 5 a second for 20 s."""
    wcu = Arm("lot", None, write_half_units=2)
    fast = [make.call(at_s, *[wcu] * 20) for at_s in range(20)]
    slowed = [make.call(20 + at_s, *[wcu] * 5) for at_s in range(20)]
    entries = [*fast, make.call(20, refused=REFUSED), *slowed, make.call(40)]
    use = make.only(summary_of(make.facts(make.table("lot", 1, 1)), entries), "lot", "WCU")
    assert use.demand == 40
    assert use.recommended == 20
    assert use.average == Fraction(2 * (400 + 100), 40)


def test_a_refusal_in_the_first_seconds_leaves_the_whole_window_to_judge_by(
    make: SimpleNamespace,
) -> None:
    wcu = Arm("lot", None, write_half_units=2)
    burst = [make.call(at_s, *[wcu] * 20) for at_s in range(5)]
    rest = [make.call(5 + at_s, wcu) for at_s in range(5)]
    entries = [*burst, make.call(5, refused=REFUSED, kind="never served"), *rest, make.call(10)]
    use = make.only(summary_of(make.facts(make.table("lot", 1, 1)), entries), "lot", "WCU")
    assert use.demand < 40
