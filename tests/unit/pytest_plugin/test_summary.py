from harness.pytest_plugin.consumption import Calls, CountedCall, Units
from harness.pytest_plugin.summary import properties, rows, table
from harness.pytest_plugin.target import Figures

PUT = CountedCall(
    "follow",
    "PutItem",
    ("links",),
    None,
    (Units("links", None, 0, 1), Units("links", "by-owner", 0, 2)),
)
FIGURES = Figures(Calls({PUT: 3}), 1, [{"init_ms": 12.34}])


def test_the_table_adds_up_over_tests_the_dearest_first() -> None:
    assert table([*rows(FIGURES), *rows(FIGURES)]) == [
        "function  table             calls  RCU  WCU",
        "follow    links / by-owner      6    0   12",
        "follow    links                 6    0    6",
    ]


def test_a_long_table_is_cut() -> None:
    found = [(f"f{n:02}", "links", 1, 0.0, 1.0) for n in range(20)]
    assert table(found)[-1] == "and 8 more"


def test_nothing_consumed_is_no_table() -> None:
    assert table([]) == []


def test_properties_of_a_test() -> None:
    assert dict(properties(FIGURES, "us-east-1")) == {
        "harness_rcu": 0,
        "harness_wcu": 9,
        "harness_calls": 3,
        "harness_throttled": 0,
        "harness_usd_per_million": 5.625,
        "harness_cold_start_ms": 12.3,
    }


def test_figures_since_a_start_are_what_came_after_it() -> None:
    after = Figures(Calls({PUT: 4}), 3, [{"init_ms": 1.0}, {"init_ms": None}, {"init_ms": None}])
    since = after.since(FIGURES)
    assert since.calls == Calls({PUT: 1})
    assert (since.invoked, len(since.invocations)) == (2, 2)
