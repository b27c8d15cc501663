import pytest

from harness.errors import TemplateError
from harness.model.function import Logging

PLAIN = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, CodeUri: app/, Handler: app.handler%s}
"""


def the_function(load, more: str = ""):
    return load(PLAIN % more).functions[0]


def test_a_function_without_these_properties_has_aws_s_defaults(load) -> None:
    function = the_function(load)
    assert function.environment is None
    assert (function.description, function.architecture) == ("", "x86_64")
    assert (function.ephemeral_storage_mb, function.tracing) == (512, "PassThrough")
    assert function.logging == Logging("Text", None, None, None)
    # what SAM adds to each function that it deploys
    assert function.tags == {"lambda:createdBy": "SAM"}
    # the role that SAM makes
    assert function.role == "arn:aws:iam::123456789012:role/HelloRole"


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("Description: greets", "description", "greets"),
        ("Architectures: [arm64]", "architecture", "arm64"),
        ("EphemeralStorage: {Size: 1024}", "ephemeral_storage_mb", 1024),
        ("Tracing: Active", "tracing", "Active"),
        ("LoggingConfig: {LogFormat: JSON, LogGroup: mine}", "logging", Logging("JSON", "mine")),
        ("Tags: {a: b}", "tags", {"a": "b", "lambda:createdBy": "SAM"}),
        ("Role: arn:aws:iam::123456789012:role/own", "role", "arn:aws:iam::123456789012:role/own"),
        ("Environment: {Variables: {}}", "environment", {}),
    ],
)
def test_what_describes_a_function_is_kept(load, written, name, value) -> None:
    assert getattr(the_function(load, f", {written}"), name) == value


@pytest.mark.parametrize("written", ["Description: !ImportValue x", "Role: !ImportValue x"])
def test_what_cannot_be_resolved_is_as_if_it_were_left_out(load, written) -> None:
    function = the_function(load, f", {written}")
    assert function.description == ""
    assert function.role in ("", "arn:aws:iam::123456789012:role/HelloRole")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("Architectures: [x86]", "must be one of x86_64, arm64"),
        ("Architectures: [x86_64, arm64]", "a function has one architecture"),
        ("EphemeralStorage: {Size: 100}", "must be an integer of 512 to 10240 MB"),
        ("LoggingConfig: {LogFormat: Xml}", "must be one of Text, JSON"),
    ],
)
def test_what_aws_refuses_is_refused(load, written, message) -> None:
    with pytest.raises(TemplateError, match=message):
        the_function(load, f", {written}")
