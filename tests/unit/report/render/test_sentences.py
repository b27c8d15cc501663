from dataclasses import replace
from types import SimpleNamespace

from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.report.render import sentences
from tests.unit.report.summaries import summary_of

REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")


def lot(make: SimpleNamespace) -> object:
    return make.facts(make.table("lot", 5, 5, make.global_index("by-cpf", 5, 5)))


def test_the_free_tier_is_said_in_requests_of_this_mix(make: SimpleNamespace) -> None:
    arms = (Arm("lot", None, write_half_units=2), Arm("lot", "by-cpf", write_half_units=2))
    summary = summary_of(lot(make), [make.call(second, *arms) for second in range(60)])
    # 12 a second, for 2,628,000 s.
    said = sentences.free_tier(summary)
    assert said is not None
    assert "serve 31.5 million requests a month of this mix at an even rate. AWS's" in said
    assert "up to 200 million" in said
    assert sentences.free_tier_split(summary) == (
        "Best split: `lot` 1 RCU and 13 WCU, `lot / by-cpf` 1 RCU and 12 WCU."
    )


def test_waves_are_said_where_they_matter(make: SimpleNamespace) -> None:
    write = Arm("lot", None, write_half_units=20)
    calls = [make.call(second, write) for second in range(3600)]
    facts = replace(make.facts(make.table("lot", 5, 5)), ended_ns=None)
    summary = summary_of(facts, [*calls, make.call(8 * 3600, metered=False)])
    # 2.5 a second at an even rate, 0.339 in waves.
    assert "6.57 million requests a month of this mix at an even rate, or 889,656 where they" in (
        sentences.free_tier(summary) or ""
    )


def test_without_a_mix_nothing_is_said_of_money_or_the_free_tier(make: SimpleNamespace) -> None:
    summary = summary_of(lot(make), [])
    assert sentences.free_tier(summary) is None
    assert sentences.free_tier_split(summary) is None
    assert sentences.break_even(summary) is None
    assert sentences.retries(summary) is None
    assert sentences.index_share(summary) is None


def test_a_kind_that_scans_or_queries_may_grow_and_a_get_may_not(make: SimpleNamespace) -> None:
    read = Arm("lot", None, read_half_units=1)
    entries = [
        make.call(0, read, kind="list", operation="Scan", scans=True),
        make.call(1, read, kind="bill", operation="Query"),
        make.call(2, read, kind="tell", operation="ExecuteStatement"),
        make.call(3, read, kind="get", operation="GetItem"),
    ]
    summary = summary_of(lot(make), entries)
    said = [sentence for kind in summary.kinds for sentence in sentences.growing(kind)]
    assert sorted(said) == [
        "`bill` grows with the items under a key (Query).",
        "`list` grows with the whole table (Scan).",
        "`tell` grows with what its statement reads (ExecuteStatement).",
    ]


def test_what_got_dearer_is_said_from_what_to_what(make: SimpleNamespace) -> None:
    entries = [
        make.call(second, Arm("lot", None, read_half_units=2 + second), kind="get")
        for second in range(60)
    ]
    (kind,) = summary_of(lot(make), entries).kinds
    assert list(sentences.growing(kind)) == ["`get` got dearer in this run: from 1 to 31 RCU each."]


def test_the_indexes_share_of_the_writes(make: SimpleNamespace) -> None:
    arms = (Arm("lot", None, write_half_units=6), Arm("lot", "by-cpf", write_half_units=2))
    assert sentences.index_share(summary_of(lot(make), [make.call(0, *arms)])) == (
        "Indexes take 25 % of all WCU consumed."
    )


def test_throttling_is_said_with_what_came_of_it(make: SimpleNamespace) -> None:
    served = Arm("lot", None, write_half_units=2)
    entries = [
        make.call(0, refused=REFUSED, sdk_invocation="a"),
        make.call(0.5, served, sdk_invocation="a"),
        make.call(1, refused=REFUSED, sdk_invocation="b"),
    ]
    said = sentences.retries(summary_of(lot(make), entries))
    assert said is not None
    assert said.startswith("2 calls were refused (2 times): 1 succeeded on a retry, 1 failed.")
    assert said.endswith(" 500 at most.")
