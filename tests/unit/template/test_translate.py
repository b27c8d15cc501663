"""The translator is real: what is tested is what we hand it and make of its words."""

import copy
import gc
import logging

import pytest

from harness.errors import TemplateError
from harness.template.translate import translate

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.11
    Timeout: 7
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/0
      Handler: app.handler
      Policies: AmazonDynamoDBFullAccess
  Simple:
    Type: AWS::Serverless::SimpleTable
"""


def translated(source, region="cn-north-1"):
    return translate(source, copy.deepcopy(source.data), {}, region)


def test_globals_roles_and_simple_tables_become_plain_resources(source_of) -> None:
    resources = translated(source_of(TEMPLATE))["Resources"]
    assert resources["Hello"]["Properties"]["Timeout"] == 7
    assert resources["Simple"]["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
    policies = resources["HelloRole"]["Properties"]["ManagedPolicyArns"]
    assert "arn:aws-cn:iam::aws:policy/AmazonDynamoDBFullAccess" in policies


def test_the_translator_s_own_warnings_are_not_the_user_s(source_of, caplog, capsys) -> None:
    deploy = "AutoPublishAlias: live\n      DeploymentPreference: {Type: AllAtOnce}\n      Policies"
    with caplog.at_level(logging.DEBUG):
        translated(source_of(TEMPLATE.replace("Policies", deploy)))
        gc.collect()
    assert caplog.text == ""
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("old", "new", "where", "what", "hint"),
    [
        ("Handler:", "Handlr:", "11 Hello.Properties.Handlr", "no such property", "Handler"),
        ("    Timeout: 7", "    Timout: 7", "5 Globals.Function.Timout", "no such", "Timeout"),
        ("  Function:", "  Func:", "3 Globals.Func", "no such property", "Function"),
        ("Policies: A", "Environment: A", "12 Hello.Properties.Environment", "is invalid", ""),
        ("Policies: A", "Policies: [{No: {}}] #", "12 Hello.Properties.Policies", "index 0", ""),
        (
            "    Type: AWS::Serverless::SimpleTable",
            "    Type: AWS::Serverless::SimpleTable\n"
            "    Properties: {PrimaryKey: {Name: id, Type: X}}",
            "15 Simple.Properties",
            "Invalid 'Type'",
            "",
        ),
    ],
)
def test_a_refusal_names_the_property_and_its_line(source_of, old, new, where, what, hint) -> None:
    assert old in TEMPLATE
    source = source_of(TEMPLATE.replace(old, new))
    with pytest.raises(TemplateError) as caught:
        translated(source)
    assert caught.value.where.startswith(f"{source.path}:{where}")
    assert what in caught.value.what
    assert hint in caught.value.hint


def test_what_the_translator_trips_over_is_one_message(source_of) -> None:
    source = source_of(TEMPLATE.replace("Timeout: 7", "Tags: 5"))
    with pytest.raises(TemplateError) as caught:
        translated(source)
    assert "\n" not in caught.value.what
