from dataclasses import replace
from types import SimpleNamespace

from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of
from harness.report.render.markdown import markdown_of
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of


def test_the_verdict_comes_first(parking: Summary) -> None:
    first, _, second = markdown_of(parking).split("\n")[:3]
    assert first == "## Capacity verdict: throttles"
    assert second.startswith("**It does not fit: WCU of `estacionamento` at ")


def test_it_is_short_enough_for_a_step_summary(parking: Summary) -> None:
    assert len(markdown_of(parking)) < 4000


def test_every_row_of_a_table_has_as_many_cells_as_its_head(parking: Summary) -> None:
    for block in markdown_of(parking).split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1


def test_a_kinds_name_cannot_break_the_table(make: SimpleNamespace) -> None:
    entries = [make.invocation(0, "a", kind="a|b\n`c`")]
    assert "| `a\\|b 'c'` | 1 |" in markdown_of(summary_of(make.facts(), entries))


def test_budgets_follow_the_verdict(parking: Summary) -> None:
    findings = check([budget_of("register.wcu<=1"), budget_of("scans<=0")], parking)
    said = markdown_of(parking, findings)
    assert "**Budgets: 1 of 2 hold.**\n- `register.wcu: " in said
    assert said.index("Budgets") < said.index("| Units a second")


def test_an_empty_run_is_a_verdict_without_tables(make: SimpleNamespace) -> None:
    summary = summary_of(replace(make.facts(), ended_ns=None), [])
    said = markdown_of(summary)
    assert "- The run was cut off" in said
    assert "|" not in said
