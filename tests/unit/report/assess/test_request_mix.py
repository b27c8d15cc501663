from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

from harness.model.charge import Arm
from harness.report.assess.request_mix import mix_of
from harness.report.values.resource import Dimension
from tests.unit.report.summaries import summary_of


def test_a_mix_weighs_its_kinds_by_their_requests(make: SimpleNamespace) -> None:
    lot = make.table("lot", 5, 5, make.global_index("by-cpf", 1, 1), make.local_index("by-year"))
    writes = [
        make.call(second, Arm("lot", None, write_half_units=2), kind="write") for second in range(3)
    ]
    read = make.call(3, Arm("lot", "by-year", read_half_units=4), kind="read")
    summary = summary_of(make.facts(lot), [*writes, read])
    mix = mix_of(summary.kinds, [lot])
    assert mix == {
        ("lot", None, Dimension.READ): 1,
        ("lot", None, Dimension.WRITE): Fraction(3, 2),
        ("lot", "by-cpf", Dimension.READ): 0,
        ("lot", "by-cpf", Dimension.WRITE): 0,
    }


def test_the_free_tier_serves_what_the_best_split_does(make: SimpleNamespace) -> None:
    lot = make.table("lot", 5, 5, make.global_index("by-cpf", 1, 1))
    arms = (Arm("lot", None, write_half_units=2), Arm("lot", "by-cpf", write_half_units=2))
    entries = [make.call(second, *arms) for second in range(60)]
    tier = summary_of(make.facts(lot), entries).free_tier
    # 13 and 12 WCU, of which each request takes one.
    assert tier.requests_per_s == 12
    assert tier.requests_a_month == 12 * 2_628_000


def test_waves_that_burst_does_not_carry_cost_what_the_free_tier_serves(
    make: SimpleNamespace,
) -> None:
    # An hour in a day's eight: 10 writes in each second of it, none in the others.
    lot = make.table("lot", 5, 5)
    write = Arm("lot", None, write_half_units=20)
    entries = [make.call(second, write) for second in range(3600)]
    facts = replace(make.facts(lot), ended_ns=None)
    summary = summary_of(facts, [*entries, make.call(8 * 3600, metered=False)])
    # Even: 25 / 10 a second. In waves 36,000 units in 3,600 + 300 seconds, where the mean over
    # the 28,801 seconds is 36,000 / 28,801.
    assert summary.free_tier.requests_per_s == Fraction(5, 2)
    served = summary.free_tier_at_peaks.requests_per_s
    assert served == Fraction(5, 2) * 3900 / 28_801


def test_a_run_of_less_than_two_hours_shows_no_waves(make: SimpleNamespace) -> None:
    lot = make.table("lot", 5, 5)
    write = Arm("lot", None, write_half_units=20)
    entries = [make.call(second, write) for second in (*range(60), 600)]
    summary = summary_of(make.facts(lot), entries)
    assert summary.free_tier_at_peaks == summary.free_tier
