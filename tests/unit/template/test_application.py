import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import TemplateError
from harness.template import load_application

TEMPLATE = """
    Transform: AWS::Serverless-2016-10-31
    Parameters: {Stage: {Type: String, Default: dev}, Key: {Type: String}}
    Conditions: {Prod: !Equals [!Ref Stage, prod]}
    Resources:
      Hello:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: app
          Handler: app.handler
          Runtime: python3.11
          Environment:
            Variables:
              AUDIT: !If [Prod, !Ref Audit, none]
              KEY: !Ref Key
      Audit:
        Type: AWS::Serverless::SimpleTable
        Condition: Prod
        Properties: {TableName: !Sub "audit-${Stage}"}
    """


def test_a_false_condition_leaves_a_resource_out(load) -> None:
    application = load(TEMPLATE, {"Key": "k"})
    assert (application.region, application.account_id) == ("eu-west-1", "123456789012")
    assert application.tables == ()
    assert application.ignored == ()
    assert application.functions[0].environment == {"AUDIT": "none", "KEY": "k"}


def test_a_parameter_makes_the_condition_true(load) -> None:
    application = load(TEMPLATE, {"Key": "k", "Stage": "prod"})
    assert [table.name for table in application.tables] == ["audit-prod"]
    assert application.functions[0].environment["AUDIT"] == "audit-prod"


def test_a_reference_to_a_resource_left_out_is_refused(refusal) -> None:
    found = refusal(TEMPLATE.replace("!If [Prod, !Ref Audit, none]", "!Ref Audit"), {"Key": "k"})
    assert (found.line, found.name) == (13, "Hello.Properties.Environment.Variables.AUDIT")
    assert found.what == "Audit is not made: its condition Prod is false"


def test_a_missing_parameter_value_is_refused(refusal) -> None:
    found = refusal(TEMPLATE)
    assert (found.line, found.name, found.what) == (2, "Parameters.Key", "Key has no value")


def test_a_condition_that_cannot_be_decided_is_refused(refusal) -> None:
    found = refusal(TEMPLATE.replace("!Equals [!Ref Stage, prod]", "yes"), {"Key": "k"})
    assert (found.line, found.name) == (3, "Conditions.Prod")
    found = refusal(TEMPLATE.replace("!Equals [!Ref Stage, prod]", "!Equals [1]"), {"Key": "k"})
    assert (found.line, found.what) == (13, "Fn::Equals needs a list of 2, not a list")


def test_two_tables_of_one_name_are_refused(refusal) -> None:
    text = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          One: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: same}}
          Two: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: same}}
        """
    found = refusal(text)
    assert (found.line, found.name) == (4, "Two.Properties.TableName")
    assert '"same"' in found.what


def test_the_message_is_one_line_with_file_line_resource_and_property(load, tmp_path) -> None:
    with pytest.raises(TemplateError) as caught:
        load(TEMPLATE.replace("Runtime: python3.11", "Timeout: ten"), {"Key": "k"})
    assert str(caught.value).splitlines()[0] == (
        f"{tmp_path / 'template.yaml'}:7 Hello.Properties: Runtime is missing"
    )
    assert caught.value.exit_code == 2


def test_json_describes_the_same_application_as_yaml(load, tmp_path) -> None:
    simple = {"Type": "AWS::Serverless::SimpleTable", "Properties": {"TableName": "carros"}}
    data = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Cars": simple}}
    assert [table.name for table in load(json.dumps(data, indent="\t")).tables] == ["carros"]


def test_a_cached_application_equals_a_fresh_one(load, tmp_path) -> None:
    fresh = load(TEMPLATE, {"Key": "k"})
    assert load(TEMPLATE, {"Key": "k"}, tmp_path / "cache") == fresh
    assert load(TEMPLATE, {"Key": "k"}, tmp_path / "cache") == fresh
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(b"{")
    assert load(TEMPLATE, {"Key": "k"}, tmp_path / "cache") == fresh


def test_a_cached_application_needs_neither_the_translator_nor_boto3(load, tmp_path) -> None:
    load(TEMPLATE, {"Key": "k"}, tmp_path / "cache")
    code = """
import sys
from pathlib import Path
from harness.template import load_application
load_application(Path(sys.argv[1]), parameters={"Key": "k"}, region="eu-west-1",
                 account_id="123456789012", cache_dir=Path(sys.argv[2]))
sys.exit(bool({"samtranslator", "boto3", "botocore"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", code, tmp_path / "template.yaml", tmp_path / "cache"]
    subprocess.run(command, check=True, timeout=60)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(TemplateError, match="cannot be read"):
        load_application(Path("nowhere.yaml"), parameters={}, region="r", account_id="1")
