from typing import Any

import pytest

from harness.template.intrinsics import NO_VALUE, Resolver, UnresolvedError, describe, similar

PARAMETERS: dict[str, Any] = {"Stage": "dev", "Zones": ["a", "b"], "AWS::Region": "eu-west-1"}
MAPPINGS = {"Sizes": {"dev": {"Units": 5, "Names": ["x", "y"]}}}
CONDITIONS: dict[str, Any] = {
    "IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
    "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
    "SameNumber": {"Fn::Equals": [5, "5"]},
    "SameTruth": {"Fn::Equals": [True, "true"]},
    "NotProd": {"Fn::Not": [{"Condition": "IsProd"}]},
    "Both": {"Fn::And": [{"Condition": "IsDev"}, {"Condition": "NotProd"}]},
    "Neither": {"Fn::Or": [{"Condition": "IsProd"}, {"Fn::Not": [{"Condition": "IsDev"}]}]},
    "Loop": {"Fn::Not": [{"Condition": "Loop"}]},
    "Wrong": "yes",
    "WrongFunction": {"Ref": "Stage"},
}


class Resources:
    def ref(self, logical_id: str, resolver: Resolver) -> str:
        if logical_id != "Cars":
            raise UnresolvedError(f"no {logical_id}")
        return "carros"

    def attribute(self, logical_id: str, name: str, resolver: Resolver) -> str:
        return f"{self.ref(logical_id, resolver)}/{name}"


RESOLVER = Resolver(PARAMETERS, MAPPINGS, CONDITIONS, Resources())


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("plain", "plain"),
        (5, 5),
        ({"Ref": "Stage"}, "dev"),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"Ref": "Cars"}, "carros"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Fn::GetAtt": ["Cars", "Arn"]}, "carros/Arn"),
        ({"Fn::GetAtt": "Cars.Stream.Arn"}, "carros/Stream.Arn"),
        (
            {"Fn::Sub": "${Stage}-${Cars}-${Cars.Arn}-${ AWS::Region }"},
            "dev-carros-carros/Arn-eu-west-1",
        ),
        ({"Fn::Sub": "${!Literal} $x {y}"}, "${Literal} $x {y}"),
        ({"Fn::Sub": ["${a}-${Stage}", {"a": {"Ref": "Cars"}}]}, "carros-dev"),
        ({"Fn::Sub": ["${Stage}", {"Stage": 7}]}, "7"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 1, True]]}, "a-dev-1-true"),
        ({"Fn::Join": ["+", {"Ref": "Zones"}]}, "a+b"),
        ({"Fn::Join": ["", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "ab"),
        ({"Fn::Select": [1, {"Ref": "Zones"}]}, "b"),
        ({"Fn::Select": ["0", {"Fn::Split": [",", "p,q"]}]}, "p"),
        ({"Fn::Split": ["-", {"Fn::Sub": "x-${Stage}"}]}, ["x", "dev"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Units"]}, 5),
        ({"Fn::FindInMap": ["Sizes", "dev", "Names"]}, ["x", "y"]),
        ({"Fn::If": ["IsDev", 1, {"Ref": "Missing"}]}, 1),
        ({"Fn::If": ["IsProd", {"Ref": "Missing"}, {"Fn::If": ["IsDev", 2, 3]}]}, 2),
        ({"Fn::Base64": {"Ref": "Stage"}}, "ZGV2"),
        ({"Ref": "AWS::NoValue"}, NO_VALUE),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "AWS::NoValue"}, 1]}, {"b": [1]}),
        ({"Ref": "Stage", "b": 1}, {"Ref": "Stage", "b": 1}),
    ],
)
def test_a_function_has_the_value_that_cloudformation_gives_it(value, result) -> None:
    assert RESOLVER.resolve(value) == result


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("IsDev", True),
        ("IsProd", False),
        ("SameNumber", True),
        ("SameTruth", True),
        ("NotProd", True),
        ("Both", True),
        ("Neither", False),
    ],
)
def test_a_condition_holds_as_its_functions_say(name, holds) -> None:
    assert RESOLVER.condition(name) is holds
    assert RESOLVER.resolve({"Fn::If": [name, "yes", "no"]}) == ("yes" if holds else "no")


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({"Ref": "Missing"}, "no Missing"),
        ({"Ref": ["Stage"]}, "Ref needs a name, not a list"),
        ({"Fn::GetAtt": "Cars"}, "Fn::GetAtt needs a list of 2"),
        ({"Fn::GetAtt": ["Cars"]}, "Fn::GetAtt needs a list of 2"),
        ({"Fn::Sub": "${Zones}"}, "a string is needed, not a list"),
        ({"Fn::Sub": ["${x}"]}, "Fn::Sub needs a list of 2"),
        ({"Fn::Sub": [1, {}]}, "Fn::Sub needs a string and a mapping"),
        ({"Fn::Sub": "${}"}, "no "),
        ({"Fn::Join": ["-", "abc"]}, 'Fn::Join needs a list, not "abc"'),
        ({"Fn::Join": "abc"}, "Fn::Join needs a list of 2"),
        ({"Fn::Select": [2, ["a", "b"]]}, "Fn::Select cannot take '2' of 2 values"),
        ({"Fn::Select": ["x", ["a"]]}, "Fn::Select cannot take 'x' of 1 values"),
        ({"Fn::Split": ["", "abc"]}, "Fn::Split needs a delimiter"),
        ({"Fn::FindInMap": ["Sizes", "prod", "Units"]}, "Mappings has no Sizes.prod.Units"),
        ({"Fn::FindInMap": ["Sizes", "dev", "Units", "x"]}, "Fn::FindInMap needs a list of 3"),
        ({"Fn::If": ["Missing", 1, 2]}, "there is no condition 'Missing'"),
        ({"Fn::If": ["IsDev", 1]}, "Fn::If needs a list of 3"),
        ({"Fn::If": [["IsDev"], 1, 2]}, "there is no condition"),
        ({"Fn::If": ["Loop", 1, 2]}, "the condition 'Loop' depends on itself"),
        ({"Fn::If": ["Wrong", 1, 2]}, 'a condition is needed, not "yes"'),
        ({"Fn::If": ["WrongFunction", 1, 2]}, "a condition is needed, not a mapping"),
        ({"Fn::ImportValue": "Net"}, "'Net' is another stack's output"),
        ({"Fn::GetAZs": ""}, "Fn::GetAZs is not supported"),
    ],
)
def test_a_function_without_a_value_says_which_and_why(value, what) -> None:
    with pytest.raises(UnresolvedError) as caught:
        RESOLVER.resolve(value)
    assert what in caught.value.what


def test_an_imported_value_comes_with_what_to_do() -> None:
    with pytest.raises(UnresolvedError) as caught:
        RESOLVER.resolve({"Fn::ImportValue": {"Fn::Sub": "${Stage}-net"}})
    assert "parameter" in caught.value.hint


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        ("ten", '"ten"'),
        ({}, "a mapping"),
        ([], "a list"),
        (2.5, "2.5"),
    ],
)
def test_a_value_is_shown_as_the_template_writes_it(value, shown) -> None:
    assert describe(value) == shown


def test_a_hint_names_a_close_name_and_nothing_far() -> None:
    assert similar("Timout", ["Timeout", "Handler"]) == 'did you mean "Timeout"?'
    assert similar("Xyz", ["Timeout", "Handler"]) == ""
