import pytest

from harness.template import translate
from harness.template.expand import code_places, expand
from harness.template.names import Stack
from harness.template.structure import check_structure

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: all, Runtime: python3.11, Handler: app.handler}}
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: one
      Events: {Daily: {Type: Schedule, Properties: {Schedule: !Ref Api}}}
    Connectors: {X: {Properties: {Destination: {Id: Api}, Permissions: [Read]}}}
  Two: {Type: AWS::Serverless::Function, Properties: {CodeUri: !Sub "${AWS::Region}"}}
  Far: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://bucket/key}}
  Inherits: {Type: AWS::Serverless::Function}
  Api: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: api.yaml, StageName: x}}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
  Topic: {Type: AWS::SNS::Topic}
"""
STACK = Stack("eu-west-1", "123456789012")


@pytest.fixture
def source(source_of):
    source = source_of(TEMPLATE)
    check_structure(source)
    return source


def key(resource) -> tuple[str, str]:
    code = resource["Properties"]["Code"]
    return code["S3Bucket"], code["S3Key"]


def test_local_code_is_replaced_by_an_index_into_where_it_was_named(source) -> None:
    resources = expand(source, {}, STACK, None)
    places = code_places(source)
    assert places == [
        ("Globals", "Function", "CodeUri"),
        ("Resources", "One", "Properties", "CodeUri"),
        ("Resources", "Two", "Properties", "CodeUri"),
    ]
    assert key(resources["Inherits"]) == ("harness-local-code", "0")
    assert key(resources["One"]) == ("harness-local-code", "1")
    assert key(resources["Two"]) == ("harness-local-code", "2")
    assert key(resources["Far"]) == ("bucket", "key")


def test_what_is_not_emulated_cannot_stop_the_expansion(source) -> None:
    resources = expand(source, {}, STACK, None)
    assert {"OneRole", "Topic"} <= set(resources)
    assert not {"Api", "Layer"} & set(resources)


def test_the_template_as_read_is_not_changed(source) -> None:
    before = repr(source.data)
    expand(source, {}, STACK, None)
    assert repr(source.data) == before


def test_a_template_without_anything_to_expand_is_empty(source_of) -> None:
    source = source_of("Resources: {Api: {Type: AWS::Serverless::Api, Properties: {}}}")
    assert expand(source, {}, STACK, None) == {}


def test_a_second_expansion_comes_from_the_cache_and_is_the_same(
    source, tmp_path, monkeypatch
) -> None:
    first = expand(source, {"A": "1"}, STACK, tmp_path)
    monkeypatch.setattr(translate, "translate", None)
    assert expand(source, {"A": "1"}, STACK, tmp_path) == first
    for texts, stack in (({"A": "2"}, STACK), ({"A": "1"}, Stack("sa-east-1", "123456789012"))):
        with pytest.raises(TypeError):
            expand(source, texts, stack, tmp_path)
