from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

from rich.console import Console

from harness.model.charge import Arm
from harness.report import render_terminal
from harness.report.values.summary import Summary
from tests.unit.report.summaries import summary_of


def printed(summary: Summary, width: int = 80) -> str:
    out = StringIO()
    render_terminal(summary, Console(file=out, width=width, force_terminal=False))
    return out.getvalue()


def test_the_verdict_is_the_first_thing_said_in_words_not_in_colour(parking: Summary) -> None:
    said = printed(parking)
    assert said.lstrip().startswith("THROTTLES  It does not fit: WCU of `estacionamento` at ")
    assert "\x1b" not in said


def test_eighty_columns_are_enough_for_every_figure(parking: Summary) -> None:
    said = printed(parking)
    assert max(len(line) for line in said.splitlines()) <= 80
    assert "…" not in said
    for use in parking.used:
        assert f" {use.recommended:,} " in said
    assert f"{parking.totals.refused_calls:,}" in said


def test_an_index_without_its_table_is_still_placed_under_it(make: SimpleNamespace) -> None:
    lot = make.table("lot", 5, 5, make.global_index("by-cpf", 5, 5))
    entries = [make.call(0, Arm("lot", "by-cpf", read_half_units=2), operation="Query")]
    lines = [line.split() for line in printed(summary_of(make.facts(lot), entries)).splitlines()]
    place = next(number for number, words in enumerate(lines) if words[:2] == ["by-cpf", "RCU"])
    assert lines[place - 1] == ["lot"]


def test_an_empty_run_is_said_without_tables(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 1, 5)), ended_ns=None)
    said = printed(summary_of(facts, []))
    assert "NO VERDICT  Nothing was measured" in said
    assert "! The run was cut off" in said
    assert "Capacity" not in said
