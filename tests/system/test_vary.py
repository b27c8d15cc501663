"""``harness compare`` on somebody else's template and scenario, which ship their helper modules."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harness.report.versus.json import compare_schema
from tests.system.support import run_harness

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Projection: {Type: String, Default: KEYS_ONLY, AllowedValues: [KEYS_ONLY, ALL]}
  WriteUnits: {Type: Number, Default: 5}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      AttributeDefinitions:
        - {AttributeName: id, AttributeType: S}
        - {AttributeName: customer, AttributeType: S}
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: !Ref WriteUnits}
      GlobalSecondaryIndexes:
        - IndexName: by-customer
          KeySchema: [{AttributeName: customer, KeyType: HASH}]
          Projection: {ProjectionType: !Ref Projection}
          ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
"""
SEED = {"orders": [{"id": {"S": "1"}, "customer": {"S": "ana"}, "status": {"S": "new"}}]}

# `acme_loads/orders.py`, a locustfile, and what it shares with others of its package.
ORDERS = """
from locust import task
from acme_loads.items import order
from harness.load.user import DynamoDBUser

VARY = "Projection=KEYS_ONLY,ALL"


class Shop(DynamoDBUser):
    @task(2)
    def place(self):
        self.client.invoke("PutItem", {"TableName": "orders", "Item": order()}, kind="place")

    @task
    def ship(self):
        status = {
            "TableName": "orders",
            "Key": {"id": {"S": "1"}},
            "UpdateExpression": "SET #s = :s",
            "ExpressionAttributeNames": {"#s": "status"},
            "ExpressionAttributeValues": {":s": order()["id"]},
        }
        self.client.invoke("UpdateItem", status, kind="ship")

    @task
    def look(self):
        query = {
            "TableName": "orders",
            "IndexName": "by-customer",
            "KeyConditionExpression": "customer = :c",
            "ExpressionAttributeValues": {":c": {"S": "ana"}},
        }
        self.client.invoke("Query", query, kind="look")
"""
ITEMS = """
from itertools import count

_NUMBERS = count(2)


def order():
    number = str(next(_NUMBERS))
    return {"id": {"S": number}, "customer": {"S": f"customer {number}"}, "status": {"S": "new"}}
"""
LOAD = ("--duration", "3s", "--rate", "20", "--users", "3", "--seed", "2")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template with its seed, and beside it a package of scenarios, as if it were installed."""
    project = tmp_path_factory.mktemp("project")
    package = project / "site-packages" / "acme_loads"
    package.mkdir(parents=True)
    (project / "template.yaml").write_text(TEMPLATE)
    (project / "seed.json").write_text(json.dumps(SEED))
    for name, content in (("__init__", ""), ("orders", ORDERS), ("items", ITEMS)):
        (package / f"{name}.py").write_text(content)
    return project


def harness_in(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_harness(
        *arguments,
        cwd=project,
        timeout_s=150,
        PYTHONPATH=str(project / "site-packages"),
        HARNESS_TEMPLATE="template.yaml",
    )


def compared(project: Path, *arguments: str) -> dict[str, Any]:
    shutil.rmtree(project / ".harness", ignore_errors=True)
    done = harness_in(project, "compare", "acme_loads.orders", *LOAD, *arguments)
    assert done.returncode == 0, done.stderr
    (directory,) = (project / ".harness" / "runs").glob("*-compare")
    document: dict[str, Any] = json.loads((directory / "compare.json").read_text("utf-8"))
    assert document["conclusion"] in (directory / "compare.md").read_text("utf-8")
    Draft202012Validator(compare_schema()).validate(document)
    return document


@pytest.fixture(scope="module")
def projections(project: Path) -> dict[str, Any]:
    return compared(project)


@pytest.mark.parametrize(
    ("kind", "keys_only", "everything"),
    [
        ("place", (0, 2), (0, 2)),  # the item, and its entry
        ("ship", (0, 1), (0, 2)),  # an index of keys has no status to change
        ("look", (0.5, 0), (0.5, 0)),
    ],
)
def test_a_parameter_that_a_scenario_names_is_run_with_both_of_its_values(
    projections: dict[str, Any],
    kind: str,
    keys_only: tuple[float, float],
    everything: tuple[float, float],
) -> None:
    units = [
        (found["read_units_each"], found["write_units_each"])
        for design in projections["designs"]
        for found in design["kinds"]
        if found["name"] == kind
    ]
    assert units == [keys_only, everything]


def test_both_serve_the_same_requests_and_all_of_them(projections: dict[str, Any]) -> None:
    assert (projections["scenario"], projections["parameter"]) == ("orders", "Projection")
    assert (projections["same_requests"], projections["notices"]) == (True, [])
    assert [design["requests"] for design in projections["designs"]] == [60, 60]


def test_the_conclusion_is_of_the_scenarios_own_words(projections: dict[str, Any]) -> None:
    conclusion = projections["conclusion"]
    assert "with Projection=KEYS_ONLY, and " in conclusion
    assert "with ALL: as many reads and " in conclusion
    assert "With ALL a request costs more for ship (1 to 2 units)." in conclusion
    assert re.search(r"So KEYS_ONLY is the cheaper one(, though|\.$)", conclusion)


def test_what_changed_is_what_report_diff_says(project: Path, projections: dict[str, Any]) -> None:
    runs = [design["run"] for design in projections["designs"]]
    done = run_harness("report", "diff", *runs, "--json", cwd=project)
    (comparison,) = projections["comparisons"]
    assert (comparison["a"], comparison["b"]) == ("KEYS_ONLY", "ALL")
    diff = json.loads(done.stdout)
    for member in ("differences", "changes"):
        assert comparison[member] == diff[member]


def test_any_parameter_is_varied_over_any_number_of_values(project: Path) -> None:
    document = compared(project, "--vary", "WriteUnits=1,5,100")
    assert document["parameter"] == "WriteUnits"
    assert [design["value"] for design in document["designs"]] == ["1", "5", "100"]
    kinds = [design["kinds"] for design in document["designs"]]
    assert kinds[0] == kinds[1] == kinds[2]
    limits = [
        limit["provisioned"]
        for design in document["designs"]
        for limit in design["limits"]
        if (limit["index"], limit["dimension"]) == (None, "write")
    ]
    assert limits == [1, 5, 100]
    seconds = [design["throttles_at_s"] for design in document["designs"]]
    assert seconds[0] < seconds[1]
    assert [pair["b"] for pair in document["comparisons"]] == ["5", "100"]
    assert document["conclusion"].endswith("So none is the cheapest in every respect.")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--vary", "Projection=KEYS_ONLY,EVERYTHING"), "EVERYTHING"),
        (("--vary", "Nothing=a,b"), "Nothing"),
        (("--vary", "Projection=ALL"), "does not name a template parameter and two values"),
        (("--parameters", "Projection=ALL"), "Projection cannot be given"),
    ],
)
def test_what_cannot_be_varied_is_refused_before_anything_is_run(
    project: Path, arguments: tuple[str, ...], what: str
) -> None:
    shutil.rmtree(project / ".harness", ignore_errors=True)
    done = harness_in(project, "compare", "acme_loads.orders", *LOAD, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert what in done.stderr
    assert not (project / ".harness" / "runs").exists()


def test_a_scenario_of_an_installed_package_is_run_by_its_modules_name(project: Path) -> None:
    done = harness_in(project, "run", "acme_loads.orders", "--duration", "2s", "--rate", "20")
    assert done.returncode == 0, done.stderr
    report = json.loads((project / ".harness/runs/latest/report.json").read_text())
    assert {kind["name"] for kind in report["kinds"]} == {"place", "ship", "look"}
    assert report["totals"]["requests"]["failed"] == 0


def test_workers_share_a_number_of_requests_of_any_scenario(project: Path) -> None:
    locust = ("--processes", "2", "--requests", "41")
    load = ("--pace", "--users", "4", "--rate", "40", "--duration", "30s", "--limits", "off")
    done = harness_in(project, "run", "acme_loads.orders", *load, "--", *locust)
    assert done.returncode == 0, done.stderr
    report = json.loads((project / ".harness/runs/latest/report.json").read_text())
    assert report["totals"]["requests"]["total"] == 41
    assert report["window"]["seconds"] < 20
