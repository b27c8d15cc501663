import pytest

from harness.errors import TemplateError
from harness.template.references import check_references

TEMPLATE = """\
Parameters: {Stage: {Type: String}}
Conditions:
  Dev: !Equals [!Ref Stage, dev]
  NotDev: !Not [!Condition Dev]
Resources:
  Cars:
    Type: AWS::DynamoDB::Table
    Condition: Dev
    Properties:
      TableName: !Sub "${Stage}-${AWS::Region}-${!x}"
      Tags: [{Key: a, Value: !If [Dev, !Ref Stage, !Ref AWS::NoValue]}]
  Hello:
    Type: AWS::Serverless::Function
    DependsOn: [Cars]
    Properties:
      Handler: !Sub ["${x}-${Cars.Arn}", {x: !GetAtt Cars.Arn}]
      Policies:
        - Statement: [{Effect: Allow, Condition: {StringEquals: {a: b}}, Action: x}]
Outputs:
  Made: {Value: !Ref HelloRole.Arn}
  Version: {Value: !Ref Hello.Version, Condition: NotDev}
  Url: {Value: !GetAtt HelloUrl.FunctionUrl}
  Api: {Value: !Sub "https://${ServerlessRestApi}.execute-api"}
  Other: {Value: !Ref ServerlessHttpApi}
"""


def test_what_the_template_the_stack_and_sam_name_may_be_referred_to(source_of) -> None:
    check_references(source_of(TEMPLATE), ["AWS::Region", "AWS::NoValue"])


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("!Ref Stage, dev", "!Ref Stag, dev", "3 Conditions.Dev.Fn::Equals[0]", "resource 'Stag'"),
        ("!Condition Dev", "!Condition Def", "4 Conditions.NotDev.Fn::Not[0]", "condition 'Def'"),
        ("Condition: Dev", "Condition: Def", "8 Cars.Condition", "condition 'Def'"),
        ("${Stage}-", "${Stag}-", "10 Cars.Properties.TableName", "resource 'Stag'"),
        ("!If [Dev", "!If [Def", "11 Cars.Properties.Tags[0].Value", "condition 'Def'"),
        ("${AWS::Region}", "${AWS::Regoin}", "10 Cars.Properties.TableName", "'AWS::Regoin'"),
        ("DependsOn: [Cars]", "DependsOn: Car", "14 Hello.DependsOn", "resource 'Car'"),
        ("${Cars.Arn}", "${Carz.Arn}", "16 Hello.Properties.Handler", "resource 'Carz'"),
        (
            "!GetAtt Cars.Arn",
            "!GetAtt Cat.Arn",
            "16 Hello.Properties.Handler.Fn::Sub[1].x",
            "'Cat'",
        ),
        ("Condition: NotDev", "Condition: X", "21 Outputs.Version.Condition", "condition 'X'"),
        (
            "!Ref ServerlessHttpApi",
            "!Ref Generate",
            "24 Outputs.Other.Value",
            "resource 'Generate'",
        ),
    ],
)
def test_a_name_of_nothing_is_refused_where_it_stands(source_of, old, new, where, what) -> None:
    assert old in TEMPLATE
    source = source_of(TEMPLATE.replace(old, new))
    with pytest.raises(TemplateError) as caught:
        check_references(source, ["AWS::Region", "AWS::NoValue"])
    assert caught.value.where == f"{source.path}:{where}"
    assert what in caught.value.what
