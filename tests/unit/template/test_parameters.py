import pytest

from harness.errors import TemplateError
from harness.template.parameters import parameter_notes, parameter_texts, parameter_values

TEMPLATE = """\
Parameters:
  Mode:
    Type: String
    Default: a
    AllowedValues: [a, b]
  Units:
    Type: Number
    Default: 5
    MinValue: 1
    MaxValue: 10
  Name:
    Type: String
    Default: car
    AllowedPattern: "[a-z]+"
    MinLength: 2
    MaxLength: 4
    ConstraintDescription: small letters
  Zones:
    Type: CommaDelimitedList
    Default: p, q
  Ports:
    Type: List<Number>
    Default: "1,2"
  Flag: {Type: String, Default: true, AllowedValues: [true, false]}
  Image:
    Type: AWS::SSM::Parameter::Value<String>
    Default: /path/of/image
  Odd: {Type: String, Default: x, AllowedPattern: "(?<name>x"}
"""
DEFAULTS = {
    "Mode": "a",
    "Units": "5",
    "Name": "car",
    "Zones": "p, q",
    "Ports": "1,2",
    "Flag": "true",
    "Image": "/path/of/image",
    "Odd": "x",
}


def test_defaults_hold_where_nothing_else_is_given(source_of) -> None:
    assert parameter_texts(source_of(TEMPLATE), {}) == DEFAULTS


def test_an_override_replaces_a_default_and_a_stored_value(source_of) -> None:
    given = {"Mode": "b", "Units": "10", "Image": "x"}
    assert parameter_texts(source_of(TEMPLATE), given) == DEFAULTS | given


def test_a_list_parameter_is_a_list_where_it_is_referred_to(source_of) -> None:
    values = parameter_values(source_of(TEMPLATE), DEFAULTS)
    assert values == DEFAULTS | {"Zones": ["p", "q"], "Ports": ["1", "2"]}


@pytest.mark.parametrize(
    ("given", "line", "name", "what"),
    [
        ({"Mode": "c"}, 5, "Mode", 'must be one of a, b, not "c"'),
        ({"Units": "ten"}, 7, "Units", 'must be a number, not "ten"'),
        ({"Units": "0"}, 9, "Units", 'must be 1 or more, not "0"'),
        ({"Units": "11"}, 10, "Units", 'must be 10 or less, not "11"'),
        ({"Name": "Car"}, 14, "Name", 'must be of the pattern [a-z]+, not "Car"'),
        ({"Name": "c"}, 15, "Name", 'must be at least 2 characters, not "c"'),
        ({"Name": "carro"}, 16, "Name", 'must be at most 4 characters, not "carro"'),
        ({"Ports": "1,x"}, 22, "Ports", 'must be a number, not "1,x"'),
        ({"Flag": "maybe"}, 24, "Flag", 'must be one of true, false, not "maybe"'),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused_at_the_rule(
    source_of, given, line, name, what
) -> None:
    source = source_of(TEMPLATE)
    with pytest.raises(TemplateError) as caught:
        parameter_texts(source, given)
    assert caught.value.where == f"{source.path}:{line} Parameters.{name}"
    assert caught.value.what == what


def test_the_template_s_own_words_on_a_rule_are_the_hint(source_of) -> None:
    with pytest.raises(TemplateError) as caught:
        parameter_texts(source_of(TEMPLATE), {"Name": "9"})
    assert caught.value.hint == "small letters"


def test_an_unknown_override_is_refused_with_the_names_there_are(source_of) -> None:
    source = source_of(TEMPLATE)
    with pytest.raises(TemplateError, match="there is no parameter 'Unit'") as caught:
        parameter_texts(source, {"Unit": "5"})
    assert caught.value.where == f"{source.path}:1 Parameters"
    assert caught.value.hint == 'did you mean "Units"?'
    with pytest.raises(TemplateError) as caught:
        parameter_texts(source_of("Resources: {}"), {"Unit": "5"})
    assert caught.value.hint == "the template has none"


@pytest.mark.parametrize("default", ["", ", Default: [a]", ", Default: null"])
def test_all_parameters_without_a_value_are_named_at_once(source_of, default) -> None:
    source = source_of(
        "Parameters:\n"
        "  Stage: {Type: String, Default: dev}\n"
        f"  Name: {{Type: String{default}}}\n"
        f"  Units: {{Type: Number{default}}}\n"
        f"  Stored: {{Type: AWS::SSM::Parameter::Value<String>{default}}}\n"
    )
    with pytest.raises(TemplateError) as caught:
        parameter_texts(source, {})
    assert caught.value.where == f"{source.path}:3 Parameters.Name"
    assert caught.value.what == "Name, Units, Stored have no value"
    assert "--parameters 'Name=VALUE Units=VALUE Stored=VALUE'" in caught.value.hint
    with pytest.raises(TemplateError) as caught:
        parameter_texts(source, {"Name": "a", "Stored": "b"})
    assert caught.value.what == "Units has no value"


STORED = """\
Parameters:
  Own: {Type: AWS::SSM::Parameter::Value<String>, Default: /own}
  Given: {Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /given}
  Unknown: {Type: AWS::SSM::Parameter::Value<String>, Default: /unknown}
  Key: {Type: AWS::SSM::Parameter::Name, Default: /given}
  Net: {Type: List<AWS::EC2::Subnet::Id>}
Resources:
  Kept:
    Type: AWS::SSM::Parameter
    Properties: {Name: /own, Type: String, Value: 7}
"""


def test_systems_manager_keeps_what_the_template_or_the_user_puts_there(source_of) -> None:
    source = source_of(STORED)
    texts = parameter_texts(source, {}, {"/given": "a, b"})
    assert texts == {
        "Own": "7",
        "Given": "a, b",
        "Unknown": "/unknown",
        "Key": "/given",
        "Net": "subnet-00000000000000000",
    }
    assert parameter_values(source, texts)["Given"] == ["a", "b"]
    assert parameter_values(source, texts)["Net"] == ["subnet-00000000000000000"]


def test_a_stand_in_is_noted_with_the_option_that_replaces_it(source_of) -> None:
    notes = list(parameter_notes(source_of(STORED), {}, {"/given": "a, b"}))
    assert [(note.logical_id, note.line) for note in notes] == [("Unknown", 4), ("Net", 6)]
    assert "--ssm '/unknown=VALUE'" in notes[0].reason
    assert "--parameters 'Net=VALUE'" in notes[1].reason


def test_another_name_in_systems_manager_is_looked_up_and_the_user_s_value_wins(source_of) -> None:
    texts = parameter_texts(source_of(STORED), {"Unknown": "/own", "Net": "s"}, {"/own": "8"})
    assert (texts["Own"], texts["Unknown"], texts["Net"]) == ("8", "8", "s")


@pytest.mark.parametrize("text", ["Parameters: [a]", "Parameters: {a: b}"])
def test_a_section_of_the_wrong_shape_is_refused(source_of, text) -> None:
    with pytest.raises(TemplateError, match="must be a mapping, not"):
        parameter_texts(source_of(text), {})
