"""The template is one that CloudFormation would take, and stays within the free tier."""

import json
from pathlib import Path

import pytest
from cfnlint.api import lint_file
from samtranslator.yaml_helper import yaml_parse

FUNCTIONS = Path(__file__).parents[2] / "functions"
TEMPLATE = FUNCTIONS / "template.yaml"
RESOURCES = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))["Resources"]
FREE_TIER_UNITS = 25


def of_type(suffix):
    return [each["Properties"] for each in RESOURCES.values() if each["Type"].endswith(suffix)]


def chosen(value, met):
    """The template's ``Fn::If`` decided: ``met`` has the conditions that hold."""
    if isinstance(value, list):
        return [chosen(each, met) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        condition, then, otherwise = value["Fn::If"]
        return chosen(then if condition in met else otherwise, met)
    return {name: chosen(each, met) for name, each in value.items()}


def throughputs(*designs):
    """What tables and global indexes have where the template's BillingMode is PROVISIONED."""
    for table in chosen(of_type("::Table"), {"Provisioned", *designs}):
        for holder in [table, *table.get("GlobalSecondaryIndexes", [])]:
            yield holder["ProvisionedThroughput"]


def test_cfn_lint_finds_nothing():
    assert lint_file(TEMPLATE) == []


@pytest.mark.parametrize("designs", [(), ("ByOwner",), ("ByVehicle",)])
def test_reads_and_writes_use_the_free_tier_and_no_more(designs):
    provisioned = list(throughputs(*designs))
    assert sum(units["ReadCapacityUnits"] for units in provisioned) == FREE_TIER_UNITS
    assert sum(units["WriteCapacityUnits"] for units in provisioned) == FREE_TIER_UNITS


def test_every_function_folder_is_one_function_of_that_name():
    named = {function["FunctionName"]: function["CodeUri"] for function in of_type("::Function")}
    folders = {path.parent.name for path in FUNCTIONS.glob("*/app.py")}
    assert named == {folder: f"{folder}/" for folder in folders}


def test_the_seed_has_items_for_every_table():
    seed = json.loads((FUNCTIONS / "seed.json").read_text(encoding="utf-8"))
    names = {
        table["TableName"]
        for met in ((), ("ByOwner", "ByVehicle"))
        for table in chosen(of_type("::Table"), met)
    }
    assert seed.keys() == names
    assert all(seed.values())
