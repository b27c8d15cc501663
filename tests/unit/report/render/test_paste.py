"""The advice, pasted into a template and given to the AWS CLI's own parser."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from awscli.clidriver import create_clidriver
from cfnlint.api import lint_file
from samtranslator.yaml_helper import yaml_parse

from harness.capacity.prices import prices_of
from harness.model.table import Table
from harness.report import Summary
from harness.report.assess.projection import project
from harness.report.render.html import html_of
from harness.report.render.markdown import markdown_of
from harness.report.render.paste import AdvicePaste, advice_paste
from harness.report.values.projection import TrafficProjection
from harness.simulate.measure import CallSample, RequestSample, profile_of
from harness.simulate.outcome import Fit
from harness.simulate.plan import (
    AutoScaled,
    CapacityMode,
    CapacityPlan,
    OnDemand,
    Provisioned,
    plan_as_is,
)
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.simulation import simulate
from harness.simulate.traffic import EVEN, FLAT, Traffic
from harness.template import load_application
from tests.unit.report.documents import report_json

READS, WRITES = ResourceId("lot", None, False), ResourceId("lot", None, True)
BY_CPF = ResourceId("lot", "by-cpf", False), ResourceId("lot", "by-cpf", True)
FIXED = "{ReadCapacityUnits: 3, WriteCapacityUnits: 2}"

TABLE = """
    AWSTemplateFormatVersion: "2010-09-09"
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Lot:
        Type: AWS::DynamoDB::Table
        Properties:
          TableName: lot
          BillingMode: {mode}
          AttributeDefinitions:
            - {{AttributeName: id, AttributeType: S}}
            - {{AttributeName: cpf, AttributeType: S}}
          KeySchema:
            - {{AttributeName: id, KeyType: HASH}}
          {throughput}
          GlobalSecondaryIndexes:
            - IndexName: by-cpf
              KeySchema:
                - {{AttributeName: cpf, KeyType: HASH}}
              Projection: {{ProjectionType: ALL}}
              {throughput}
"""
PROVISIONED = TABLE.format(mode="PROVISIONED", throughput=f"ProvisionedThroughput: {FIXED}")
ON_DEMAND = TABLE.format(mode="PAY_PER_REQUEST", throughput="")
CAPPED = TABLE.format(
    mode="PAY_PER_REQUEST",
    throughput="OnDemandThroughput: {MaxReadRequestUnits: 3, MaxWriteRequestUnits: 2}",
)
SIMPLE = f"""
    AWSTemplateFormatVersion: "2010-09-09"
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Lot:
        Type: AWS::Serverless::SimpleTable
        Properties:
          TableName: lot
          ProvisionedThroughput: {FIXED}
"""


def tables_of(path: Path) -> tuple[Table, ...]:
    application = load_application(
        path, parameters={}, region="us-east-1", account_id="123456789012"
    )
    return application.tables


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(dedent(content))
    return path


def profile(*, indexed: bool) -> Profile:
    written = {WRITES: 2, BY_CPF[1]: 2} if indexed else {WRITES: 2}
    calls = (CallSample("PutItem", written), CallSample("Query", {READS: 1}))
    return profile_of(RequestSample("enter", number, calls) for number in range(50))


# By the template's text: a projection takes a second.
PROJECTIONS: dict[str, TrafficProjection] = {}


def projected(path: Path) -> TrafficProjection:
    text = path.read_text()
    if text not in PROJECTIONS:
        tables = tables_of(path)
        PROJECTIONS[text] = project(
            profile(indexed=bool(tables[0].indexes)),
            Traffic({"enter": Fraction(20)}, FLAT, dispersion=EVEN),
            plan_as_is(tables),
            prices_of("us-east-1"),
        )
    return PROJECTIONS[text]


def summary_with(summary: Summary, projection: TrafficProjection, path: Path) -> Summary:
    facts = replace(summary.facts, tables=tables_of(path))
    return replace(summary, facts=facts, projection=projection)


def merged(template: Any, piece: Any) -> Any:
    """As the snippet's first line says. A key without a value is one to delete; an intrinsic
    function is a value like any other."""
    if isinstance(template, dict) and isinstance(piece, dict) and "Ref" not in piece:
        whole = dict(template)
        for key, value in piece.items():
            if value is None:
                whole.pop(key, None)
            else:
                whole[key] = merged(whole.get(key), value)
        return whole
    if isinstance(template, list) and isinstance(piece, list):
        pieces = {index["IndexName"]: index for index in piece}
        return [merged(index, pieces.get(index["IndexName"], {})) for index in template]
    return piece


def pasted(path: Path, snippet: str) -> Path:
    """``path`` with the snippet in it, and nothing that cfn-lint says anything about."""
    template = yaml_parse(path.read_text())
    path.write_text(yaml.safe_dump(merged(template, yaml_parse(snippet)), sort_keys=False))
    assert lint_file(path) == []
    return path


def with_advice(
    projection: TrafficProjection, modes: Mapping[ResourceId, CapacityMode]
) -> TrafficProjection:
    """Another plan as the advice, simulated, and cheaper than today's."""
    plan = CapacityPlan(dict(modes), projection.plan.classes)
    outcome = simulate(
        projection.profile,
        projection.traffic,
        plan,
        projection.outcome.seconds,
        prices_of("us-east-1"),
    )
    bill = replace(projection.bill, throughput=Decimal(100))
    return replace(
        projection, bill=bill, advice=plan, advice_outcome=outcome, advice_usd=Decimal(1)
    )


def plan_with_first_units(projection: TrafficProjection) -> CapacityPlan:
    """The advice, where auto scaling begins with what it is given at first."""
    first = {use.resource: use.units for use in projection.advice_outcome.resources}
    return projection.advice.with_capacity(
        {
            resource: replace(mode, start_units=first[resource][0].units)
            for resource, mode in projection.advice.capacity.items()
            if isinstance(mode, AutoScaled)
        }
    )


SCALED: dict[ResourceId, CapacityMode] = {
    READS: AutoScaled(5, 60),
    WRITES: AutoScaled(20, 60),
    BY_CPF[0]: Provisioned(3),
    BY_CPF[1]: AutoScaled(20, 80, Fraction(60, 100)),
}
ALL_ON_DEMAND: dict[ResourceId, CapacityMode] = {
    READS: OnDemand(100),
    WRITES: OnDemand(),
    BY_CPF[0]: OnDemand(),
    BY_CPF[1]: OnDemand(90),
}


@pytest.mark.parametrize(
    ("content", "modes"),
    [
        (PROVISIONED, None),
        (ON_DEMAND, None),
        (CAPPED, None),
        (SIMPLE, None),
        (PROVISIONED, SCALED),
        (ON_DEMAND, SCALED),
        (PROVISIONED, ALL_ON_DEMAND),
        (SIMPLE, {READS: OnDemand(), WRITES: OnDemand()}),
        (SIMPLE, {READS: AutoScaled(5, 60), WRITES: AutoScaled(20, 60)}),
    ],
)
def test_the_pasted_snippet_is_the_advised_plan_and_fits(
    tmp_path: Path,
    parking: Summary,
    content: str,
    modes: dict[ResourceId, CapacityMode] | None,
) -> None:
    path = written(tmp_path, content)
    projection = projected(path)
    if modes is not None:
        projection = with_advice(projection, modes)
    snippet = report_json(summary_with(parking, projection, path))["projection"]["advice"]["yaml"]
    plan = plan_as_is(tables_of(pasted(path, snippet)))
    assert plan.capacity == plan_with_first_units(projection).capacity
    outcome = simulate(
        projection.profile,
        projection.traffic,
        plan,
        projection.outcome.seconds,
        prices_of("us-east-1"),
    )
    assert outcome.fit is Fit.FITS


def lines_of(tmp_path: Path, parking: Summary) -> Iterator[str]:
    for content in (PROVISIONED, ON_DEMAND, CAPPED):
        path = written(tmp_path, content)
        projection = projected(path)
        for modes in (SCALED, ALL_ON_DEMAND, projection.advice.capacity):
            advised = with_advice(projection, modes)
            yield from advice_paste(summary_with(parking, advised, path)).cli


def test_the_aws_cli_takes_every_line(
    tmp_path: Path, parking: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parsed and validated by the CLI itself, and answered before anything is sent."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    sent: list[str] = []

    def respond(model: Any, **_: object) -> tuple[object, dict[str, object]]:
        sent.append(model.name)
        return SimpleNamespace(status_code=200), {}

    driver = create_clidriver()
    driver.session.register("before-call", respond)
    for line in lines_of(tmp_path, parking):
        program, *words = shlex.split(line)
        assert program == "aws"
        assert driver.main(words) == 0, line
    assert set(sent) == {"UpdateTable", "RegisterScalableTarget", "PutScalingPolicy"}


def test_what_scales_today_ends_where_the_advice_does_not_scale(
    tmp_path: Path, parking: Summary
) -> None:
    path = written(tmp_path, PROVISIONED)
    projection = projected(path)
    today = projection.plan.with_capacity({WRITES: AutoScaled(1, 5)})
    projection = replace(projection, plan=today)
    paste = advice_paste(summary_with(parking, projection, path))
    assert "deregister-scalable-target" in paste.cli[0]
    assert "--scalable-dimension dynamodb:table:WriteCapacityUnits" in paste.cli[0]
    assert "Delete the ScalableTarget and ScalingPolicy of today's WriteCapacityUnits" in paste.yaml


def test_nothing_to_change_is_nothing_to_paste(tmp_path: Path, parking: Summary) -> None:
    path = written(tmp_path, PROVISIONED)
    snippet = advice_paste(summary_with(parking, projected(path), path)).yaml
    path = pasted(path, snippet)
    summary = summary_with(parking, projected(path), path)
    assert advice_paste(summary) == AdvicePaste("", ())
    assert "Nothing has to change" in markdown_of(summary)
    assert "```" not in markdown_of(summary)
    assert "paste" not in html_of(summary).split("</style>")[1]


def test_a_table_of_a_run_without_logical_ids_says_whose_it_is(
    tmp_path: Path, parking: Summary
) -> None:
    path = written(tmp_path, PROVISIONED)
    summary = replace(parking, projection=projected(path))
    assert "  lot:  # whatever the template calls lot\n" in advice_paste(summary).yaml


def test_markdown_and_html_have_what_the_document_has(tmp_path: Path, parking: Summary) -> None:
    path = written(tmp_path, PROVISIONED)
    summary = summary_with(parking, projected(path), path)
    paste = advice_paste(summary)
    assert f"```yaml\n{paste.yaml}```" in markdown_of(summary)
    assert paste.yaml in html_of(summary)
    assert all(line in markdown_of(summary) for line in paste.cli)
