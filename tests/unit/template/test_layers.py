from pathlib import Path

import pytest

from harness.model.function import Layer

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Conditions: {Never: !Equals [1, 2]}
Globals:
  Function: {Runtime: python3.11, Handler: app.handler, CodeUri: app, Layers: [!Ref Common]}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Layers:
        - !Ref Plain
        - !If [Never, !Ref Common, !Ref Built]
        - arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:38
  Common:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: common}
    Metadata: {BuildMethod: python3.11}
  Built:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: built}
    Metadata: {BuildMethod: python3.11}
  Plain:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: plain, LayerName: plain-one, CompatibleRuntimes: [python3.11]}
"""


def test_layers_that_are_folders_are_read_in_their_order(load, tmp_path: Path) -> None:
    for name in ("common", "built/python", "plain"):
        (tmp_path / name).mkdir(parents=True)
    application = load(TEMPLATE)
    (function,) = application.functions
    assert function.is_source
    assert function.layers == (
        Layer(tmp_path / "common", is_source=True, name="Common"),
        Layer(tmp_path / "plain", name="plain-one", runtimes=("python3.11",)),
        Layer(tmp_path / "built", name="Built"),
    )
    (ignored,) = application.ignored
    assert (ignored.logical_id, ignored.line) == ("Hello.Layers[3]", 9)
    assert ignored.reason == "its content is not a folder on this machine"


def test_a_layer_s_folder_that_is_missing_is_an_error_at_its_line(refusal, tmp_path: Path) -> None:
    for name in ("built", "plain"):
        (tmp_path / name).mkdir()
    refused = refusal(TEMPLATE)
    assert (refused.line, refused.name) == (15, "Common.Properties.ContentUri")
    assert refused.what == f"there is no folder {tmp_path / 'common'}"


@pytest.mark.parametrize("content", ["s3://bucket/key", "{Bucket: b, Key: k}"])
def test_a_layer_that_is_stored_elsewhere_is_listed(load, content: str) -> None:
    text = (
        TEMPLATE.split("  Hello:")[0]
        + f"""\
  Hello: {{Type: AWS::Serverless::Function, Properties: {{}}}}
  Common: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: {content}}}}}
"""
    )
    application = load(text)
    assert application.functions[0].layers == ()
    assert [each.logical_id for each in application.ignored] == ["Hello.Layers[0]"]
