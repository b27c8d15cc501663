import pytest

from harness.errors import TemplateError
from harness.template.structure import check_structure

GOOD = """\
AWSTemplateFormatVersion: 2010-09-09
Transform: [AWS::Serverless-2016-10-31]
Metadata: {x: y}
Resources:
  Cars:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
  Simple: {Type: AWS::Serverless::SimpleTable}
"""


def test_a_resource_without_properties_has_none(source_of) -> None:
    source = source_of(GOOD)
    check_structure(source)
    assert source.data["Resources"]["Simple"]["Properties"] == {}


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("Resources:", "Resourcs:", "4 Resourcs", "there is no such section"),
        ("Metadata: {x: y}", "Globals: 5", "3 Globals", "must be a mapping, not 5"),
        ("Type: AWS::DynamoDB::Table", "Properties: {}", "5 Cars.Type", "must be a string such as"),
        ("DeletionPolicy", "DeletionPolice", "7 Cars.DeletionPolice", "there is no such attribute"),
        ("DeletionPolicy: Retain", "Properties: [1]", "7 Cars.Properties", "not a list"),
        ("DeletionPolicy: Retain", "Condition: [1]", "7 Cars.Condition", "name of a condition"),
        ("  Cars:", "  Câ-rs:", "5 Câ-rs", "a logical id has only the letters"),
        ("  Simple: {Type: AWS::Serverless::SimpleTable}", "  Simple:", "8 Simple", "not null"),
        ("Transform: [AWS::Serverless-2016-10-31]", "", "8 Simple.Type", "needs the SAM transform"),
        ("[AWS::Serverless-2016-10-31]", "MyMacro", "2 Transform", '"MyMacro" is not supported'),
    ],
)
def test_a_broken_frame_is_refused_where_it_is_broken(source_of, old, new, where, what) -> None:
    assert old in GOOD
    source = source_of(GOOD.replace(old, new))
    with pytest.raises(TemplateError) as caught:
        check_structure(source)
    assert caught.value.where == f"{source.path}:{where}"
    assert what in caught.value.what


@pytest.mark.parametrize("text", ["Description: x", "Resources: {}"])
def test_a_template_needs_resources(source_of, text) -> None:
    source = source_of(text)
    with pytest.raises(TemplateError, match="has no Resources section"):
        check_structure(source)
