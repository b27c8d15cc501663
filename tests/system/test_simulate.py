"""``harness simulate``, of a run that is only its facts and its profile: nothing is started, and no
ledger is there to be read."""

import json
import re
import shlex
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from harness.ledger.run import RunDirectory, RunFacts
from harness.report.render.json_simulation import simulation_schema
from harness.simulate.profile import NO_PROFILE, Profile, ResourceId
from harness.simulate.profile_json import encode_profile
from harness.template.application import load_application
from tests.conftest import ROOT
from tests.system.support import run_harness
from tests.unit.report.schemas import wrongs_by
from tests.unit.simulate.profiles import profile

# The run's template, and with other numbers a plan: a call writes to the table and to its index.
TEMPLATE = """\
Resources:
  Lot:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: lot
      AttributeDefinitions:
        - {AttributeName: id, AttributeType: S}
        - {AttributeName: owner, AttributeType: S}
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 12}
      GlobalSecondaryIndexes:
        - IndexName: by-owner
          KeySchema: [{AttributeName: owner, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
          ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 100}
"""
SCALING = """\
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 30
      MaxCapacity: 90
      ResourceId: table/lot
      ScalableDimension: dynamodb:table:WriteCapacityUnits
      ServiceNamespace: dynamodb
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: writes
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 50
        PredefinedMetricSpecification:
          PredefinedMetricType: DynamoDBWriteCapacityUtilization
"""
MEASURED = profile({ResourceId("lot", None, True): 2, ResourceId("lot", "by-owner", True): 2})
QUARTER = ("--traffic", "20/s; even", "--for", "15min")


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return stored_run(tmp_path, MEASURED)


def stored_run(folder: Path, measured: Profile | None) -> Path:
    """The folder of runs; ``latest`` is the one in it."""
    template = folder / "template.yaml"
    template.write_text(TEMPLATE)
    application = load_application(
        template, parameters={}, region="us-east-1", account_id="123456789012"
    )
    run = RunDirectory(folder / "runs/one")
    run.path.mkdir(parents=True)
    run.write_facts(
        RunFacts(
            "one", "harness run", "template.yaml", "us-east-1", "measure", 0, application.tables
        )
    )
    if measured is not None:
        run.profile.write_bytes(encode_profile(measured))
    (folder / "runs/latest").symlink_to("one")
    return folder / "runs"


def simulate(runs: Path, *arguments: str | Path) -> CompletedProcess[str]:
    return run_harness("simulate", "--runs-dir", runs, *arguments)


def answer(runs: Path, *arguments: str | Path) -> dict[str, object]:
    done = simulate(runs, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    assert wrongs_by(simulation_schema(), document) == []
    return document


def writes(document: dict[str, object]) -> dict[str, object]:
    """The table's."""
    resources = document["resources"]
    assert isinstance(resources, list)
    (table,) = (one for one in resources if not one["index"] and one["dimension"] == "write")
    assert isinstance(table, dict)
    return table


def test_a_run_throttles_by_the_closed_form_and_says_so_in_text_and_json(runs: Path) -> None:
    done = simulate(runs, *QUARTER, "--retries", "none")
    assert done.returncode == 0
    assert done.stdout.startswith("Throttles from second 450 on: 20 %")
    document = answer(runs, "one", *QUARTER, "--retries", "none")
    assert document["first_refusal_s"] == 450
    assert document["refused_share"] == writes(document)["refused_share"] == 0.2
    assert answer(runs, *QUARTER, "--retries", "none") == document


@pytest.mark.parametrize(
    ("plan", "capacity"), [("provisioned", "20"), ("auto", "20"), ("on-demand", "on demand")]
)
def test_the_cheapest_plan_of_each_sort_fits(runs: Path, plan: str, capacity: str) -> None:
    document = answer(runs, *QUARTER, "--plan", plan)
    assert document["fits"] is True
    assert writes(document)["capacity"] == capacity


def test_the_template_with_other_numbers_is_a_plan(runs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TEMPLATE.replace("WriteCapacityUnits: 12", "WriteCapacityUnits: 20"))
    assert answer(runs, *QUARTER, "--plan", other)["fits"] is True


def test_a_plan_file_may_scale_or_be_on_demand(runs: Path, tmp_path: Path) -> None:
    scaled, on_demand = tmp_path / "scaled.yaml", tmp_path / "on-demand.yaml"
    scaled.write_text(TEMPLATE + SCALING)
    lines = [line for line in TEMPLATE.splitlines() if "ProvisionedThroughput" not in line]
    lines.insert(4, "      BillingMode: PAY_PER_REQUEST")
    on_demand.write_text("\n".join(lines) + "\n")
    assert writes(answer(runs, *QUARTER, "--plan", scaled))["capacity"] == "30–90 at 50 %"
    assert writes(answer(runs, *QUARTER, "--plan", on_demand))["capacity"] == "on demand"


def test_retries_and_rules_change_what_they_are_about(runs: Path, tmp_path: Path) -> None:
    failed = {
        retries: answer(runs, *QUARTER, "--retries", retries)["refused_share"]
        for retries in ("none", "standard", "legacy")
    }
    assert failed["none"] < failed["standard"] < failed["legacy"]  # type: ignore[operator]
    scaled = tmp_path / "scaled.yaml"
    scaled.write_text(TEMPLATE + SCALING)
    late = ("--plan", scaled, "--traffic", "40/s; even", "--for", "15min")
    soon, slow = (
        answer(runs, *late, "--rule", f"delay_minutes={minutes}") for minutes in ("1", "9")
    )
    assert slow["rules"] == {"delay_minutes": 9, "band": 0.2, "lower_to_highest": False}
    assert writes(soon)["units"] != writes(slow)["units"]


@pytest.mark.parametrize(
    ("arguments", "where", "what"),
    [
        (("--for", "0d"), "--for", "0 s cannot be simulated"),
        (("--for", "3650d"), "--for", "cannot be simulated"),
        (("--for", "soon"), "--for", "not a valid duration"),
        (("--traffic", "0/s"), "--traffic", "cannot be simulated"),
        (("--mix", "read=1"), "--mix", "no request of the run is of kind 'read'"),
        (("--traffic", "read=5/s"), "--traffic", "read was never measured"),
        (("--rule", "speed=1"), "--rule", "no rule 'speed'"),
        (("--plan", "nowhere.yaml"), "nowhere.yaml", "cannot be read"),
        (("--plan", "provisioned", "--traffic", "50000/s"), "--plan", "the quota of 40,000"),
        (("no-such-run",), "runs", "no run 'no-such-run'"),
    ],
)
def test_wrong_input_is_named_with_what_to_do(
    runs: Path, arguments: tuple[str, ...], where: str, what: str
) -> None:
    is_wrong(simulate(runs, *arguments), where, what)


def is_wrong(done: CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert "to do: " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_plan_file_of_another_template_is_refused_with_its_tables(
    runs: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TEMPLATE.replace("TableName: lot\n", "TableName: orders\n"))
    is_wrong(simulate(runs, "--plan", other), "--plan", "index lot.by-owner, table lot: missing")
    more = tmp_path / "more.yaml"
    table = TEMPLATE.removeprefix("Resources:\n").replace("Lot", "Orders")
    more.write_text(TEMPLATE + table.replace("TableName: lot\n", "TableName: orders\n"))
    is_wrong(simulate(runs, "--plan", more), "table orders", "not of the run")


def test_a_run_without_a_profile_or_without_a_request_says_how_to_get_one(tmp_path: Path) -> None:
    for name, measured in (("no-profile", None), ("no-request", NO_PROFILE)):
        (tmp_path / name).mkdir()
        done = simulate(stored_run(tmp_path / name, measured))
        is_wrong(done, "profile.json", "no profile" if measured is None else "no request")


def test_a_profile_of_another_format_says_how_to_make_it_again(runs: Path) -> None:
    path = runs / "one/profile.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 0'))
    is_wrong(simulate(runs), "profile format 0", "harness report")


def test_the_pages_lines_are_commands(runs: Path, tmp_path: Path) -> None:
    """As they are shown, for a shorter time."""
    (tmp_path / "other-numbers.yaml").write_text(TEMPLATE)
    pages = [(ROOT / "docs" / page).read_text() for page in ("simulate.md", "commands.md")]
    lines = {line for page in pages for line in re.findall(r"^harness (simulate.*)$", page, re.M)}
    assert len(lines) == 6
    for line in lines:
        words = shlex.split(line, comments=True)
        done = run_harness(*words, "--for", "15min", "--runs-dir", runs, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), line
