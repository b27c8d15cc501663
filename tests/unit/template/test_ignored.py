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
