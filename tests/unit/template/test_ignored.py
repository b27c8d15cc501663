import pytest

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Conditions: {Never: !Equals [1, 2]}
Globals: {Function: {Runtime: python3.11, Handler: app.handler, VpcConfig: {SubnetIds: [a]}}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: app
      Policies: AmazonDynamoDBFullAccess
      AutoPublishAlias: live
      Events:
        Get:
          Type: Api
          Properties: {Path: /, Method: get}
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Policy: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {}}}
  Gone: {Type: AWS::SNS::Topic, Condition: Never}
  Topic: {Type: AWS::SNS::Topic}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: x}}
  Scaling: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {}}
  Inline: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}
  Image: {Type: AWS::Lambda::Function, Properties: {PackageType: Image, Code: {ImageUri: x}}}
  Stored: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://bucket/key}}
  Cars:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      TimeToLiveSpecification: {AttributeName: t, Enabled: true}
"""


def test_everything_left_out_is_listed_with_its_line_type_and_reason(load) -> None:
    application = load(TEMPLATE)
    listed = {(each.line, each.logical_id, each.type) for each in application.ignored}
    assert listed == {
        (3, "Hello.VpcConfig", "AWS::Serverless::Function"),
        (12, "Hello.Events.Get", "Api"),
        (15, "Hello.Events.Daily", "Schedule"),
        (19, "Topic", "AWS::SNS::Topic"),
        (20, "Api", "AWS::Serverless::Api"),
        (21, "Scaling", "AWS::ApplicationAutoScaling::ScalableTarget"),
        (22, "Inline", "AWS::Serverless::Function"),
        (23, "Image", "AWS::Lambda::Function"),
        (24, "Stored", "AWS::Serverless::Function"),
        (31, "Cars.TimeToLiveSpecification", "AWS::DynamoDB::Table"),
    }
    reasons = {each.logical_id: each.reason for each in application.ignored}
    assert all(reasons.values())
    assert reasons["Stored"] == "its code is not a folder on this machine"
    assert reasons["Hello.Events.Get"] == "Api events reach no function: invoke it"
    assert "auto scaling" in reasons["Scaling"]


def test_what_is_left_out_does_not_take_the_rest_with_it(load) -> None:
    application = load(TEMPLATE)
    assert [function.logical_id for function in application.functions] == ["Hello"]
    assert [table.name for table in application.tables] == ["Cars"]


FUNCTION = """\
Transform: AWS::Serverless-2016-10-31
Conditions: {{Never: !Equals [1, 2]}}
Globals: {{Function: {{Runtime: python3.11, Handler: app.handler, CodeUri: app{globals}}}}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
{properties}
"""
TABLE_TEXT = """\
Conditions: {{Never: !Equals [1, 2]}}
Resources:
  Cars:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
      KeySchema: [{{AttributeName: id, KeyType: HASH}}]
{properties}
"""


def listed(load, text: str) -> list[tuple[int, str]]:
    return [(each.line, each.logical_id) for each in load(text).ignored]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SnapStart: {ApplyOn: PublishedVersions}", "SnapStart"),
        ("SnapStart: {ApplyOn: None}", None),
        ("Tracing: Active", "Tracing"),
        ("Tracing: PassThrough", None),
        ("LoggingConfig: {LogFormat: JSON}", "LoggingConfig"),
        ("DurableConfig: {ExecutionTimeout: 60}", "DurableConfig"),
        ("TenancyConfig: {TenantIsolationMode: PER_TENANT}", "TenancyConfig"),
        ("VpcConfig: !If [Never, {SubnetIds: [a]}, !Ref AWS::NoValue]", None),
        ("VpcConfig: {SubnetIds: [!ImportValue net]}", "VpcConfig"),
        ("FunctionUrlConfig: {AuthType: NONE, InvokeMode: BUFFERED}", None),
        (
            "FunctionUrlConfig: {AuthType: NONE, InvokeMode: RESPONSE_STREAM}",
            "FunctionUrlConfig.InvokeMode",
        ),
        ("EventInvokeConfig: {MaximumRetryAttempts: 1}", None),
        (
            "EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: arn}}}",
            "EventInvokeConfig.DestinationConfig",
        ),
        ("Tags: {a: b}", None),
        ("Description: a function", None),
        ("Policies: AmazonDynamoDBFullAccess", None),
    ],
)
def test_a_function_s_property_is_listed_where_aws_would_do_something(load, written, name) -> None:
    found = listed(load, FUNCTION.format(globals="", properties=f"      {written}"))
    assert found == ([] if name is None else [(9, f"Hello.{name}")])


def test_a_property_that_is_inherited_is_listed_where_it_stands(load) -> None:
    text = FUNCTION.format(globals=", Tracing: Active", properties="      Timeout: 3")
    assert listed(load, text) == [(3, "Hello.Tracing")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SSESpecification: {SSEEnabled: true}", "SSESpecification"),
        ("SSESpecification: {SSEEnabled: false}", None),
        (
            "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}",
            "PointInTimeRecoverySpecification",
        ),
        ("PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: 'false'}", None),
        ("DeletionProtectionEnabled: true", "DeletionProtectionEnabled"),
        ("DeletionProtectionEnabled: false", None),
        ("ContributorInsightsSpecification: {Enabled: true}", "ContributorInsightsSpecification"),
        ("ResourcePolicy: {PolicyDocument: {}}", "ResourcePolicy"),
        ("TableClass: STANDARD_INFREQUENT_ACCESS", None),
        ("TimeToLiveSpecification: {AttributeName: t, Enabled: true}", "TimeToLiveSpecification"),
        ("TimeToLiveSpecification: {AttributeName: t, Enabled: false}", None),
    ],
)
def test_a_table_s_property_is_listed_where_aws_would_do_something(load, written, name) -> None:
    found = listed(load, TABLE_TEXT.format(properties=f"      {written}"))
    assert found == ([] if name is None else [(9, f"Cars.{name}")])


def test_resources_that_are_a_function_s_parts_are_read_and_their_properties_listed(load) -> None:
    text = FUNCTION.format(
        globals="",
        properties="""\
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Hello
      FunctionVersion: "1"
      Name: live
      RoutingConfig: {AdditionalVersionWeights: []}
  Url:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !Ref Hello, AuthType: NONE, InvokeMode: RESPONSE_STREAM}
""",
    )
    assert listed(load, text) == [(15, "Live.RoutingConfig"), (18, "Url.InvokeMode")]
