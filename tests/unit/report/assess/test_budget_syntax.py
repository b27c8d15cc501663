"""Budgets as they are written, and what is not a budget."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.report.assess.budget import Budget
from harness.report.assess.budget_syntax import budget_of, budgets_of
from harness.report.assess.measures import MEASURES

PAGE = (Path(__file__).parents[4] / "docs" / "budget.md").read_text("utf-8")

FILE = """
throttled = 0
cost_on_demand = 190.15

[kinds."register entry"]
wcu = 2
p95_ms = 250

[tables.estacionamento]
wcu_percent = 80

[tables."estacionamento / cpf-index"]
rcu_percent = 80
"""


def said(budget: Budget) -> tuple[str, Fraction]:
    return budget.name, budget.most


def test_a_file_has_the_whole_runs_budgets_at_its_top_and_the_others_by_name() -> None:
    assert [said(budget) for budget in budgets_of(FILE, "budget.toml")] == [
        ("throttled", 0),
        ("cost_on_demand", Fraction("190.15")),
        ("register entry.wcu", 2),
        ("register entry.p95_ms", 250),
        ("estacionamento.wcu_percent", 80),
        ("estacionamento/cpf-index.rcu_percent", 80),
    ]


def test_a_budget_knows_its_file_and_key() -> None:
    sources = [budget.source for budget in budgets_of(FILE, "budget.toml")]
    assert sources[0] == "budget.toml, throttled"
    assert sources[2] == 'budget.toml, kinds."register entry".wcu'


@pytest.mark.parametrize(
    ("expression", "name", "most"),
    [
        ("register.wcu<=2", "register.wcu", "2"),
        (" register entry . wcu <= 2.5 ", "register entry.wcu", "2.5"),
        ("throttled<=0", "throttled", "0"),
        ("lot/by-cpf.rcu_percent<=80", "lot/by-cpf.rcu_percent", "80"),
        ("lot / by-cpf.rcu_percent<=80", "lot/by-cpf.rcu_percent", "80"),
        ("my.lot.wcu_percent<=80", "my.lot.wcu_percent", "80"),
    ],
)
def test_an_expression_is_a_subject_a_measure_and_a_bound(
    expression: str, name: str, most: str
) -> None:
    assert said(budget_of(expression)) == (name, Fraction(most))


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("register.wcus<=2", "unknown budget 'wcus'"),
        ("wcu<=2", "`wcu` needs a request kind"),
        ("register.throttled<=0", "`throttled` applies to the whole run"),
        ("rcu_percent<=80", "`rcu_percent` needs a table or an index"),
        ("register.wcu<=", "'' is not a valid bound"),
        ("register.wcu<=two", "'two' is not a valid bound"),
        ("register.wcu<=-1", "-1 is not a valid bound"),
        ("register.wcu<=NaN", "NaN is not a valid bound"),
        ("register.wcu<=Infinity", "Infinity is not a valid bound"),
        ("lot.wcu_percent<=80%", "'80%' is not a valid bound"),
    ],
)
def test_what_is_no_budget_is_refused_with_the_expression(expression: str, what: str) -> None:
    with pytest.raises(UsageError) as refused:
        budget_of(expression)
    assert refused.value.what == what
    assert refused.value.where == f"--budget {expression!r}"
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("", "no budget in it", "budget.toml"),
        ("[kinds]", "{} is not a table of budgets", "budget.toml, kinds"),
        ("kinds = 1", "1 is not a table of budgets", "budget.toml, kinds"),
        ("[kinds.bill]", "{} is not a table of budgets", "budget.toml, kinds.bill"),
        ("[kind.bill]\nwcu = 1", "unknown table 'kind'", "budget.toml"),
        ("scan = 0", "unknown budget 'scan'", "budget.toml, scan"),
        ("wcu = 1", "`wcu` needs a request kind", "budget.toml, wcu"),
        ("[tables.lot]\nwcu = 1", "`wcu` needs a request kind", "budget.toml, tables.lot.wcu"),
        (
            "[kinds.bill]\nscans = 1",
            "`scans` applies to the whole run",
            "budget.toml, kinds.bill.scans",
        ),
        ("scans = true", "True is not a valid bound", "budget.toml, scans"),
        ("scans = '0'", "'0' is not a valid bound", "budget.toml, scans"),
        ("scans = -0.5", "-0.5 is not a valid bound", "budget.toml, scans"),
        ("scans = inf", "Infinity is not a valid bound", "budget.toml, scans"),
        ("scans = [0]", "[0] is not a valid bound", "budget.toml, scans"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_key(text: str, what: str, where: str) -> None:
    with pytest.raises(UsageError) as refused:
        budgets_of(text, "budget.toml")
    assert (refused.value.what, refused.value.where) == (what, where)
    assert refused.value.hint


def test_a_file_that_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(UsageError, match="line 2"):
        budgets_of("scans = 0\nthrottled <= 0\n", "budget.toml")


@pytest.mark.parametrize("name", MEASURES)
def test_what_can_be_bounded_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE.partition("## What can be bounded")[2]


def test_the_examples_of_the_documentation_are_budgets() -> None:
    (file,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(budgets_of(file, "budget.md")) == 8
    expressions = re.findall(r"'([^'\n]+<=[^'\n]+)'", PAGE)
    assert len([budget_of(expression) for expression in expressions]) == 6
