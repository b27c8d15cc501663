import re
from pathlib import Path

import pytest

from harness.errors import TemplateError
from harness.template.field import Field
from harness.template.intrinsics import Resolver
from harness.template.names import Names, Stack
from harness.template.source import Source

TEXT = """\
Resources:
  Cars:
    Properties:
      Name: carros
      Number: 12
      Digits: "7"
      Flag: true
      Nothing: !Ref AWS::NoValue
      Null:
      Names: [a, !Ref AWS::NoValue, !Ref Name]
      Map: {x: 1, y: !Ref AWS::NoValue}
      Chosen: !If
        - Yes1
        - !If
          - No1
          - {Units: 1}
          - Units: ten
        - {}
      Lost: !Sub "${Nobody}"
"""


@pytest.fixture
def properties(source_of) -> Field:
    source: Source = source_of(TEXT)
    conditions = {"Yes1": {"Fn::Equals": [1, 1]}, "No1": {"Fn::Equals": [1, 2]}}
    resolver = Resolver({"Name": "n"}, {}, conditions, Names(Stack("eu-west-1", "1"), {}, {}))
    at = ("Resources", "Cars", "Properties")
    return Field(source, resolver, source.data["Resources"]["Cars"]["Properties"], "Cars.P", at)


def where(error: pytest.ExceptionInfo[TemplateError]) -> str:
    file, _, name = error.value.where.partition(" ")
    return f"{Path(file).name} {name}"


def test_a_value_reads_as_what_is_asked_for(properties) -> None:
    assert properties.field("Name").text() == "carros"
    assert properties.field("Number").text() == "12"
    assert properties.field("Flag").text() == "true"
    assert properties.field("Number").integer(1, 12, "") == 12
    assert properties.field("Digits").integer(7, None, "") == 7
    assert properties.field("Name").one_of(["carros"]) == "carros"
    assert [item.text() for item in properties.field("Names").items()] == ["a", "n"]
    assert [key for key, _ in properties.field("Map").fields()] == ["x"]


def test_what_is_no_value_is_as_if_not_written(properties) -> None:
    assert not properties.field("Nothing").present
    assert not properties.field("Missing").present
    assert properties.field("Missing").items() == []
    assert properties.field("Missing").fields() == []
    assert properties.field("Null").present


def test_the_line_is_that_of_the_branch_that_holds(properties) -> None:
    with pytest.raises(
        TemplateError, match='must be an integer of 1 or more units, not "ten"'
    ) as e:
        properties.field("Chosen").required("Units").integer(1, None, "units")
    assert where(e) == "source.yaml:17 Cars.P.Chosen.Units"


def test_only_what_is_asked_for_has_to_resolve(properties) -> None:
    with pytest.raises(TemplateError, match="there is no parameter or resource 'Nobody'") as e:
        properties.field("Lost")
    assert where(e) == "source.yaml:19 Cars.P.Lost"


@pytest.mark.parametrize(
    ("ask", "line", "name", "what"),
    [
        (lambda p: p.required("Missing"), 3, "", "Missing is missing"),
        (lambda p: p.required("Nothing"), 3, "", "Nothing is missing"),
        (lambda p: p.field("Map").text(), 11, ".Map", "must be a string, not a mapping"),
        (lambda p: p.field("Null").text(), 9, ".Null", "must be a string, not null"),
        (lambda p: p.field("Name").items(), 4, ".Name", 'must be a list, not "carros"'),
        (lambda p: p.field("Names").field("x"), 10, ".Names", "must be a mapping, not a list"),
        (lambda p: p.field("Names").items()[1].fields(), 10, ".Names[2]", "must be a mapping"),
        (lambda p: p.field("Flag").integer(0, 1, ""), 7, ".Flag", "integer of 0 to 1, not true"),
        (lambda p: p.field("Number").integer(1, 9, "MB"), 5, ".Number", "of 1 to 9 MB, not 12"),
        (lambda p: p.field("Name").one_of("ab"), 4, ".Name", 'one of a, b, not "carros"'),
        (
            lambda p: p.field("Name").matching(re.compile("[ab]"), "a or b"),
            4,
            ".Name",
            'must be a or b, not "carros"',
        ),
        (lambda p: p.field("Map").only(["y"]), 11, ".Map.x", "there is no such property"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(properties, ask, line, name, what) -> None:
    with pytest.raises(TemplateError) as caught:
        ask(properties)
    assert where(caught) == f"source.yaml:{line} Cars.P{name}"
    assert what in caught.value.what
