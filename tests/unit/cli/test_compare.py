"""What is varied, by whose word, and how each value is run."""

from dataclasses import replace

import pytest

from harness.cli.compare import Vary, chosen_vary, read_vary, variants
from harness.errors import UsageError
from harness.settings import load_settings

SETTINGS = load_settings({}, environ={})
KEYS = Vary("ParkingKey", ("placa", "cpf"))


@pytest.mark.parametrize(
    ("text", "parameter", "values"),
    [
        ("ParkingKey=placa,cpf", "ParkingKey", ("placa", "cpf")),
        ("VehicleKey=cpf,placa", "VehicleKey", ("cpf", "placa")),
        ("ReadUnits=5,10,20", "ReadUnits", ("5", "10", "20")),
        ("Stage=,dev", "Stage", ("", "dev")),
        ("Query=a=b,c=d", "Query", ("a=b", "c=d")),
        ('Zones="a,b",c', "Zones", ("a,b", "c")),
        ("Twice=a,b,a", "Twice", ("a", "b")),
    ],
)
def test_a_parameter_and_its_values_are_read_in_their_order(
    text: str, parameter: str, values: tuple[str, ...]
) -> None:
    assert read_vary(text, "--vary") == Vary(parameter, values)


@pytest.mark.parametrize(
    "text", ["", "Key", "Key=", "Key=a", "Key=a,a", "=a,b", ",", "Key a,b", "K=a\nb,c", 'K="a,b']
)
def test_what_names_no_two_values_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(UsageError, match="two values") as refused:
        read_vary(text, "--vary")
    assert (refused.value.where, refused.value.hint) == ("--vary", "write NAME=A,B")


def test_the_command_line_wins_over_the_scenario() -> None:
    assert chosen_vary("A=1,2", "B=3,4", "orders") == Vary("A", ("1", "2"))
    assert chosen_vary(None, "B=3,4", "orders") == Vary("B", ("3", "4"))


def test_a_scenario_that_declares_nothing_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="orders does not say which") as refused:
        chosen_vary(None, None, "orders")
    assert "--vary NAME=A,B" in refused.value.hint


def test_a_scenario_that_declares_nonsense_is_named() -> None:
    with pytest.raises(UsageError) as refused:
        chosen_vary(None, "Key", "orders")
    assert refused.value.where == "VARY of orders"


def test_a_design_cannot_be_given() -> None:
    with pytest.raises(UsageError, match="ParkingKey cannot be given: placa, cpf are run"):
        variants(replace(SETTINGS, parameters={"ParkingKey": "cpf"}), KEYS)


def test_a_design_is_run_in_memory_and_refuses_nothing() -> None:
    given = load_settings({"db_path": "tables", "parameters": "HourlyPrice=7"}, environ={})
    by_value = variants(given, KEYS)
    assert list(by_value) == ["placa", "cpf"]
    settings = by_value["cpf"]
    assert settings.parameters == {"HourlyPrice": "7", "ParkingKey": "cpf"}
    assert (settings.limits, settings.db_path) == ("measure", None)
