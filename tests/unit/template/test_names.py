import pytest

from harness.model.location import TEMPLATE_STREAM_LABEL
from harness.template.intrinsics import Resolver, UnresolvedError
from harness.template.names import Names, Stack

HELLO = "arn:aws:lambda:eu-west-1:123456789012:function:ola"
RESOURCES = {
    "Cars": {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "TableName": {"Fn::Sub": "carros-${AWS::Region}"},
            "StreamSpecification": {},
        },
    },
    "Owners": {"Type": "AWS::DynamoDB::Table"},
    "T": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
    "Hello": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "ola"}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "lambda_dynamodb"}},
    "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": "reader"}},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}},
    "Odd": {"Type": "Custom"},
    "Never": {"Type": "AWS::DynamoDB::Table", "Condition": "No"},
    "Live": {
        "Type": "AWS::Lambda::Alias",
        "Properties": {"Name": "live", "FunctionName": {"Ref": "Hello"}},
    },
    "Numbered": {
        "Type": "AWS::Lambda::Version",
        "Properties": {"FunctionName": {"Fn::GetAtt": ["Hello", "Arn"]}},
    },
    "OfVersion": {
        "Type": "AWS::Lambda::Alias",
        "Properties": {"Name": "v", "FunctionName": {"Ref": "Numbered"}},
    },
    "Url": {"Type": "AWS::Lambda::Url", "Properties": {"TargetFunctionArn": {"Ref": "Hello"}}},
    "LiveUrl": {
        "Type": "AWS::Lambda::Url",
        "Properties": {"TargetFunctionArn": {"Ref": "Hello"}, "Qualifier": "live"},
    },
    "A": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Ref": "B"}}},
    "B": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Ref": "A"}}},
}


def resolver(region: str = "eu-west-1") -> Resolver:
    stack = Stack(region, "123456789012")
    conditions = {"No": {"Fn::Equals": [1, 2]}}
    return Resolver(
        stack.pseudo_parameters(),
        {},
        conditions,
        Names(stack, {"Made": {"Type": "AWS::Serverless::Function"}}, RESOURCES),
    )


@pytest.mark.parametrize(
    ("logical_id", "name"),
    [
        ("Cars", "carros-eu-west-1"),
        ("Owners", "Owners"),
        ("T", "harness-T"),
        ("Hello", "ola"),
        ("Role", "lambda_dynamodb"),
        ("Policy", "reader"),
        ("Queue", "q"),
        ("Odd", "Odd"),
        ("Live", f"{HELLO}:live"),
        ("Numbered", f"{HELLO}:1"),
        ("OfVersion", f"{HELLO}:v"),
        ("Url", HELLO),
        ("LiveUrl", f"{HELLO}:live"),
        ("MadeUrl", "MadeUrl"),
        ("ServerlessRestApi", "ServerlessRestApi"),
    ],
)
def test_ref_gives_the_physical_name(logical_id, name) -> None:
    assert resolver().resolve({"Ref": logical_id}) == name


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("Cars.Arn", "arn:aws:dynamodb:eu-west-1:123456789012:table/carros-eu-west-1"),
        ("Hello.Arn", "arn:aws:lambda:eu-west-1:123456789012:function:ola"),
        ("Role.Arn", "arn:aws:iam::123456789012:role/lambda_dynamodb"),
        ("Queue.Arn", "arn:aws:sqs:eu-west-1:123456789012:q"),
        ("Queue.QueueUrl", "Queue.QueueUrl"),
        ("Live.AliasArn", f"{HELLO}:live"),
        ("Numbered.FunctionArn", f"{HELLO}:1"),
        ("Numbered.Version", "1"),
        ("Url.FunctionArn", HELLO),
    ],
)
def test_get_att_gives_arns_of_the_physical_name(attribute, value) -> None:
    assert resolver().resolve({"Fn::GetAtt": attribute}) == value


def test_a_stream_has_an_arn_where_the_table_has_a_stream() -> None:
    arn = resolver().resolve({"Fn::GetAtt": "Cars.StreamArn"})
    table = "arn:aws:dynamodb:eu-west-1:123456789012:table/carros-eu-west-1"
    assert arn == f"{table}/stream/{TEMPLATE_STREAM_LABEL}"
    with pytest.raises(UnresolvedError) as caught:
        resolver().resolve({"Fn::GetAtt": "Owners.StreamArn"})
    assert caught.value.what == "Owners has no attribute 'StreamArn'"
    assert caught.value.hint == "it has Arn"


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({"Ref": "Car"}, "there is no parameter or resource 'Car'"),
        ({"Ref": "Never"}, "Never is not made: its condition No is false"),
        ({"Ref": "A"}, "the name of A depends on itself"),
    ],
)
def test_a_name_that_does_not_exist_says_why(value, what) -> None:
    with pytest.raises(UnresolvedError) as caught:
        resolver().resolve(value)
    assert caught.value.what == what


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("sa-east-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_pseudo_parameters_follow_the_region(region, partition, suffix) -> None:
    resolve = resolver(region).resolve
    assert resolve({"Ref": "AWS::Region"}) == region
    assert resolve({"Ref": "AWS::Partition"}) == partition
    assert resolve({"Ref": "AWS::URLSuffix"}) == suffix
    assert resolve({"Ref": "AWS::AccountId"}) == "123456789012"
    assert resolve({"Ref": "AWS::StackName"}) == "harness"
