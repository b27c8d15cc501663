"""Which designs there are to compare, and how each is run."""

from dataclasses import replace

import pytest

from harness.cli.compare import CONTESTS, _settings_for, contest_of
from harness.errors import UsageError
from harness.settings import load_settings

SETTINGS = load_settings({}, environ={})


@pytest.mark.parametrize(
    ("scenario", "parameter", "keys"),
    [
        ("parking", "ParkingKey", ("placa", "cpf")),
        ("vehicles", "VehicleKey", ("cpf", "placa")),
    ],
)
def test_the_courses_design_comes_first(
    scenario: str, parameter: str, keys: tuple[str, str]
) -> None:
    contest = contest_of(scenario, SETTINGS)
    assert (contest.parameter, contest.keys) == (parameter, keys)


@pytest.mark.parametrize("scenario", ["account", "scenarios/parking.py", ""])
def test_a_scenario_without_two_designs_is_refused_with_those_there_are(scenario: str) -> None:
    with pytest.raises(UsageError, match="no two designs") as refused:
        contest_of(scenario, SETTINGS)
    assert refused.value.hint == "there are: parking, vehicles"


def test_a_design_cannot_be_given() -> None:
    with pytest.raises(UsageError, match="both of its values are run"):
        contest_of("parking", replace(SETTINGS, parameters={"ParkingKey": "cpf"}))


def test_a_design_is_run_in_memory_and_refuses_nothing() -> None:
    given = load_settings({"db_path": "tables", "parameters": "HourlyPrice=7"}, environ={})
    settings = _settings_for(given, CONTESTS["parking"], "cpf")
    assert settings.parameters == {"HourlyPrice": "7", "ParkingKey": "cpf"}
    assert (settings.limits, settings.db_path) == ("measure", None)
