"""A simulation as text and as JSON: the same figures in both."""

import io
import json
from fractions import Fraction
from typing import Any

import pytest
from rich.console import Console

from harness.capacity.prices import prices_of
from harness.report.assess.plan_simulation import simulate_plan
from harness.report.render.document import json_of
from harness.report.render.json_simulation import simulation_of, simulation_schema
from harness.report.render.simulation import SimulatedRun, render_simulation
from harness.report.values.projection import SimulationTerms
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import SaltSpread
from harness.simulate.plan import AutoScaled, CapacityMode, Provisioned
from harness.simulate.profile import KeyShares, Profile
from harness.simulate.traffic import Traffic
from tests.unit.report.schemas import wrongs_by
from tests.unit.simulate.profiles import INDEX_WRITES, WRITES, even, plan, profile

ONE_WCU = profile({WRITES: 2})


def simulated(
    mode: CapacityMode,
    traffic: Traffic,
    seconds: int = 900,
    measured: Profile = ONE_WCU,
    spread: SaltSpread | None = None,
) -> SimulatedRun:
    circumstances = Circumstances(retries="none")
    terms = SimulationTerms(seconds, circumstances=circumstances)
    prices = prices_of("us-east-1")
    simulation = simulate_plan(measured, traffic, plan({WRITES: mode}), prices, terms)
    return SimulatedRun("a-run", "as-is", circumstances, simulation, spread)


def text_of(run: SimulatedRun) -> str:
    console = Console(file=io.StringIO(), width=80)
    render_simulation(run, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def json_members(run: SimulatedRun) -> Any:
    document = json.loads(json_of(simulation_of(run)))
    assert wrongs_by(simulation_schema(), document) == []
    return document


def test_a_starved_table_says_when_and_how_much_first() -> None:
    """The closed form of 20 writes a second on 12 WCU: from second 450 on, 8 of 20."""
    starved = simulated(Provisioned(12), even(20))
    text = text_of(starved)
    assert text.startswith("Throttles from second 450 on: 20 % of the attempts")
    assert "First refusal: second 450, 2026-01-05 00:07:30 UTC." in text
    assert "Starved, so more units help: WCU of `t`." in text
    assert "write   18,000   18,000   3,600  20 %  3,600" in text
    document = json_members(starved)
    (resource,) = document["resources"]
    assert document["fit"] == resource["fit"] == "throttles"
    assert document["fits"] is False
    assert document["first_refusal_s"] == resource["first_refusal_s"] == 450
    assert document["first_refusal_at"] == "2026-01-05 00:07:30 UTC"
    assert document["refused_share"] == resource["refused_share"] == 0.2
    assert (resource["table"], resource["index"], resource["dimension"]) == ("t", None, "write")
    assert resource["shortage"] == "starved"
    assert resource["throttled_minutes"] == 8
    assert document["kinds"][0]["failed_calls"] == 3_600


def test_what_fits_says_nothing_of_refusals() -> None:
    fits = simulated(Provisioned(20), even(20))
    text = text_of(fits)
    assert text.startswith("Fits: busiest minute 100 % of 20 WCU of `t`.")
    assert not any(word in text for word in ("refusal", "Starved", "by request kind", "over time"))
    document = json_members(fits)
    assert document["fits"] is True
    assert document["first_refusal_s"] is document["first_refusal_at"] is None
    assert document["resources"][0]["shortage"] is None


def test_the_bill_is_by_day_and_by_month() -> None:
    two_days = json_members(simulated(Provisioned(20), even(20), 2 * 86_400))
    days = [(day["start"], float(day["usd"])) for day in two_days["days"]]
    assert [start for start, _ in days] == ["2026-01-05 00:00:00 UTC", "2026-01-06 00:00:00 UTC"]
    month = sum(usd for _, usd in days) * 730 / 48
    assert float(two_days["usd_month"]) == pytest.approx(month, abs=1e-4)


def test_auto_scaled_units_are_listed_where_they_change_with_the_doubts() -> None:
    scaled = simulated(AutoScaled(5, 100, Fraction(70, 100), 10), even(9))
    text = text_of(scaled)
    assert "t WCU, 5–100 at 70 % 2026-01-05 00:00:00 UTC    10" in text
    assert "2026-01-05 00:05:00 UTC    13" in text
    assert "delay of 3 min, a band of 20 points" in text
    assert "alarms" in text
    units = json_members(scaled)["resources"][0]["units"]
    assert units == [{"start_s": 0, "units": 10}, {"start_s": 300, "units": 13}]


def test_a_long_list_of_changes_is_cut_and_names_where_the_rest_is() -> None:
    run = simulated(AutoScaled(1, 1_000, Fraction(70, 100), 1), even(500), 3 * 3600)
    changes = len(run.simulation.outcome.resources[0].units)
    assert changes > 12
    assert f"{changes - 12} more change" in text_of(run)
    assert len(json_members(run)["resources"][0]["units"]) == changes


def test_a_hot_key_has_its_share_and_the_spread_of_chance() -> None:
    keys = KeyShares(WRITES, ((1 << 60, 90),), ((9, 10),))
    spread = SaltSpread(20, 0, Fraction(1, 2), Fraction(3, 5))
    measured = profile({WRITES: 2}, keys=(keys,))
    hot = simulated(Provisioned(4_000), even(2_000), 600, measured, spread)
    text = " ".join(text_of(hot).split())
    assert "one partition key is too hot, so more units would not help" in text
    assert "whose hottest key takes 90 % of its WCU, is at its ceiling of 1,000 WCU" in text
    assert "of 20 ways, 0 refuse nothing on the first day" in text
    assert "Starved" not in text
    document = json_members(hot)
    assert document["resources"][0]["shortage"] == "hot key"
    assert document["resources"][0]["hottest_share"] == 0.9
    assert document["spread"] == {
        "salts": 20, "fitting": 0, "median_share": 0.5, "worst_share": 0.6,
    }  # fmt: skip


def test_an_index_is_named_with_its_table() -> None:
    measured = profile({WRITES: 2, INDEX_WRITES: 2})
    modes = plan({WRITES: Provisioned(100), INDEX_WRITES: Provisioned(5)})
    terms = SimulationTerms(900, circumstances=Circumstances(retries="none"))
    simulation = simulate_plan(measured, even(10), modes, prices_of("us-east-1"), terms)
    run = SimulatedRun("a-run", "as-is", terms.circumstances, simulation)
    assert "Starved, so more units help: WCU of `t / by-owner`." in text_of(run)
    indexes = [resource["index"] for resource in json_members(run)["resources"]]
    assert indexes == [None, "by-owner"]
