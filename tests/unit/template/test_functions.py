import pytest

from harness.model.function import Cors

FULL = """\
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: dev}}
Globals:
  Function:
    Runtime: python3.11
    MemorySize: 512
    Environment:
      Variables: {SHARED: all, STAGE: !Ref Stage}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub ola-${Stage}
      CodeUri: app/
      Handler: app.handler
      Timeout: 30
      ReservedConcurrentExecutions: 0
      Environment:
        Variables:
          TABLE: !Ref Cars
          ARN: !GetAtt Hello.Arn
          COUNT: 5
          FLAG: true
          TZ: America/Sao_Paulo
      Role: !ImportValue role
  Cars:
    Type: AWS::Serverless::SimpleTable
    Properties: {TableName: carros}
"""


def test_a_function_has_all_that_the_template_and_its_globals_say(load, tmp_path) -> None:
    (function,) = load(FULL).functions
    assert (function.name, function.logical_id) == ("ola-dev", "Hello")
    assert (function.handler, function.runtime) == ("app.handler", "python3.11")
    assert function.code_dir == tmp_path / "app"
    assert (function.memory_mb, function.timeout_s, function.reserved_concurrency) == (512, 30, 0)
    assert function.environment == {
        "SHARED": "all",
        "STAGE": "dev",
        "TABLE": "carros",
        "ARN": "arn:aws:lambda:eu-west-1:123456789012:function:ola-dev",
        "COUNT": "5",
        "FLAG": "true",
        "TZ": "America/Sao_Paulo",
    }


@pytest.mark.parametrize(
    ("written", "architecture"),
    [("", "x86_64"), ("Architectures: [arm64]", "arm64"), ("Architectures: [x86_64]", "x86_64")],
)
def test_its_architecture_is_the_template_s(load, written, architecture) -> None:
    text = FULL.replace("      Timeout: 30", f"      {written}")
    assert load(text).functions[0].architecture == architecture


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("[arm]", 'must be one of x86_64, arm64, not "arm"'),
        ("[arm64, x86_64]", "a function has one architecture"),
    ],
)
def test_an_architecture_that_lambda_does_not_have_is_named(refusal, written, what) -> None:
    found = refusal(FULL.replace("Timeout: 30", f"Architectures: {written}"))
    assert (found.line, found.what) == (16, what)


def test_a_plain_function_has_lambda_s_defaults(load, tmp_path) -> None:
    text = """
        Resources:
          Hello:
            Type: AWS::Lambda::Function
            Properties: {Code: ./app, Handler: app.handler, Runtime: python3.13, Role: arn}
        """
    (function,) = load(text).functions
    assert function.name == function.logical_id == "Hello"
    assert function.code_dir == tmp_path / "app"
    assert (function.memory_mb, function.timeout_s) == (128, 3)
    assert function.environment is None
    assert function.reserved_concurrency is None


def test_the_folder_may_come_from_globals_or_from_a_function_of_the_template(
    load, tmp_path
) -> None:
    text = """
        Transform: AWS::Serverless-2016-10-31
        Globals: {Function: {CodeUri: app, Handler: app.handler, Runtime: python3.11}}
        Resources:
          One: {Type: AWS::Serverless::Function}
          Two: {Type: AWS::Serverless::Function, Properties: {CodeUri: !Sub "${AWS::StackName}"}}
        """
    (tmp_path / "harness").mkdir()
    (tmp_path / "harness" / "app.py").write_text("handler = print")
    assert [function.code_dir.name for function in load(text).functions] == ["app", "harness"]


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        (
            "Timeout: 30",
            "Timeout: ten",
            "16 .Timeout",
            'must be an integer of 1 to 900 seconds, not "ten"',
        ),
        ("Timeout: 30", "Timeout: 901", "16 .Timeout", "of 1 to 900 seconds, not 901"),
        ("Timeout: 30", "Timeout: 0", "16 .Timeout", "of 1 to 900 seconds, not 0"),
        ("Timeout: 30", "Timeout: 1.5", "16 .Timeout", "of 1 to 900 seconds, not 1.5"),
        ("Timeout: 30", "Timout: 30", "16 .Timout", "there is no such property"),
        ("MemorySize: 512", "MemorySize: 64", "6 .MemorySize", "of 128 to 10240 MB, not 64"),
        (
            "Executions: 0",
            "Executions: -1",
            "17 .ReservedConcurrentExecutions",
            "of 0 or more, not -1",
        ),
        (
            "TABLE: !Ref Cars",
            "TABLE: !Ref Carz",
            "20 .Environment.Variables.TABLE",
            "resource 'Carz'",
        ),
        ("TABLE: !Ref Cars", "TABLE: [a]", "20 .Environment.Variables.TABLE", "not a list"),
        ("TABLE: !Ref Cars", "TABLE:", "20 .Environment.Variables.TABLE", "not null"),
        (
            "TABLE: !Ref Cars",
            "TABLE: !ImportValue x",
            "20 .Environment.Variables.TABLE",
            "another stack",
        ),
        ("TABLE: !Ref Cars", "T-B: x", "20 .Environment.Variables.T-B", "a letter first"),
        (
            "TABLE: !Ref Cars",
            "AWS_REGION: eu-west-1",
            "20 .Environment.Variables.AWS_REGION",
            "Reserved keys used in this request: AWS_REGION",
        ),
        (
            "TABLE: !Ref Cars",
            f"TABLE: {'a' * 4096}",
            "18 .Environment",
            "exceeded the 4KB limit.",
        ),
        ("SHARED: all", "SHARED: {}", "8 .Environment.Variables.SHARED", "not a mapping"),
        (
            "        Variables:",
            "        Vars:",
            "19 .Environment.Vars",
            "there is no such property",
        ),
        ("CodeUri: app/", "CodeUri: lib/", "14 .CodeUri", "there is no folder "),
        ("CodeUri: app/", f"CodeUri: {'a' * 300}", "14 .CodeUri", "there is no folder "),
        ("Handler: app.handler", f"Handler: {'a' * 300}.b", "15 .Handler", "1 to 128"),
        ("CodeUri: app/", "CodeUri: app/app.py", "14 .CodeUri", "is not a folder"),
        ("      CodeUri: app/\n", "", "12 ", "CodeUri is missing"),
        ("Handler: app.handler", "Handler: a b.c", "15 .Handler", "without a space"),
        ("      Handler: app.handler\n", "", "12 ", "Handler is missing"),
        ("    Runtime: python3.11\n", "", "11 ", "Runtime is missing"),
        ("!Sub ola-${Stage}", "olá", "13 .FunctionName", "1 to 64 of the characters"),
        ("!Sub ola-${Stage}", "!Sub ola-${Hello}", "13 .FunctionName", "depends on itself"),
    ],
)
def test_what_lambda_would_refuse_is_refused_at_its_line(refusal, old, new, where, what) -> None:
    assert old in FULL
    found = refusal(FULL.replace(old, new, 1))
    assert f"{found.line} {found.name}" == where.replace(" ", " Hello.Properties", 1)
    assert what in found.what


PROVISIONED = """\
Transform: AWS::Serverless-2016-10-31
Parameters: {Ahead: {Type: Number, Default: 3}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: app/
      Handler: app.handler
      Runtime: python3.11
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: !Ref Ahead}
  Other:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: app/, Handler: app.handler, Runtime: python3.11}
"""


def test_provisioned_concurrency_is_that_of_the_function_s_alias(load) -> None:
    hello, other = load(PROVISIONED).functions
    assert (hello.provisioned_concurrency, other.provisioned_concurrency) == (3, 0)


def test_a_function_has_the_alias_that_is_published(load) -> None:
    hello, other = load(PROVISIONED).functions
    assert (hello.aliases, other.aliases) == (("live",), ())


EVENTS = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: app/, Handler: app.handler, Runtime: python3.11}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      EventInvokeConfig: {MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60}
  Other: {Type: AWS::Serverless::Function}
"""


def test_how_events_are_tried_is_read(load) -> None:
    hello, other = load(EVENTS).functions
    assert (hello.event_retries_max, hello.event_age_max_s) == (0, 60)
    assert (other.event_retries_max, other.event_age_max_s) == (None, None)


def test_more_retries_than_aws_makes_are_refused_at_their_line(refusal) -> None:
    said = refusal(EVENTS.replace("MaximumRetryAttempts: 0", "MaximumRetryAttempts: 3"))
    assert said.line == 7
    assert "0 to 2" in said.what


DESTINATIONS = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: app/, Handler: app.handler, Runtime: python3.11}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      EventInvokeConfig:
        DestinationConfig:
          OnSuccess: {Type: SNS, Destination: !Ref Topic}
          OnFailure: {Type: SQS, Destination: !GetAtt Queue.Arn}
  Other: {Type: AWS::Serverless::Function}
  OtherConfig:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref Other
      Qualifier: $LATEST
      DestinationConfig: {OnSuccess: {Destination: !ImportValue Elsewhere}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
"""


def test_destinations_of_events_are_read_and_listed_as_not_in_force(load) -> None:
    application = load(DESTINATIONS)
    hello, other = application.functions
    assert hello.event_destinations == {
        "OnSuccess": "Topic",
        "OnFailure": "arn:aws:sqs:eu-west-1:123456789012:Queue",
    }
    assert other.event_destinations == {"OnSuccess": ""}
    listed = {entry.logical_id: (entry.line, entry.reason) for entry in application.ignored}
    reason = "the records of events are kept with the run, and sent nowhere"
    assert listed["Hello.EventInvokeConfig.DestinationConfig"] == (8, reason)
    assert listed["OtherConfig.DestinationConfig"] == (17, reason)


URLS = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: app/, Handler: app.handler, Runtime: python3.11}}
Resources:
  Open:
    Type: AWS::Serverless::Function
    Properties: {FunctionUrlConfig: {AuthType: NONE}}
  Own: {Type: AWS::Serverless::Function}
  OwnUrl:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !GetAtt Own.Arn, AuthType: AWS_IAM}
  Without: {Type: AWS::Serverless::Function}
"""


def test_a_function_has_the_url_that_the_template_gives_it(load) -> None:
    application = load(URLS)
    assert [function.url_auth for function in application.functions] == ["NONE", "AWS_IAM", None]
    assert [function.url_alias for function in application.functions] == [None, None, None]
    assert not application.ignored


def test_with_an_alias_the_url_is_the_alias_s(load) -> None:
    """What SAM makes of it (aws-sam-translator 1.115)."""
    text = URLS.replace("{AuthType: NONE}", "{AuthType: NONE}, AutoPublishAlias: live").replace(
        "AuthType: AWS_IAM", "AuthType: AWS_IAM, Qualifier: staging"
    )
    first, second, _ = load(text).functions
    assert (first.url_auth, first.url_alias) == ("NONE", "live")
    assert (second.url_auth, second.url_alias) == ("AWS_IAM", "staging")


CORS = URLS.replace(
    "{FunctionUrlConfig: {AuthType: NONE}}",
    "{FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ['*'], AllowMethods: [GET, !Ref "
    "AWS::Region], AllowHeaders: [a], ExposeHeaders: [b], AllowCredentials: true, MaxAge: 60}}}",
)


def test_a_url_has_the_cross_origin_settings_of_the_template(load) -> None:
    functions = load(CORS).functions
    assert [function.url_cors for function in functions] == [
        Cors(("*",), ("GET", "eu-west-1"), ("a",), ("b",), True, 60),
        None,
        None,
    ]


def test_a_cross_origin_setting_that_does_not_fit_is_refused_at_its_line(refusal) -> None:
    said = refusal(CORS.replace("MaxAge: 60", "MaxAge: 86401"))
    assert said.line == 6
    assert "must be an integer of 0 to 86400 seconds" in said.what


def test_a_provisioned_concurrency_that_is_no_number_is_refused_at_its_line(refusal) -> None:
    said = refusal(PROVISIONED.replace("!Ref Ahead", "many"))
    assert said.line == 11
    assert "must be an integer of 1 or more" in said.what


@pytest.mark.parametrize("handler", ["handler", "main.handler", "app.handle"])
def test_a_handler_that_is_not_there_is_deployed_and_told_of(load, handler) -> None:
    # AWS deploys it: the recorded answers are those of its invocations.
    (function,) = load(FULL.replace("app.handler", handler)).functions
    assert function.handler == handler
    assert "template.yaml:15 Hello.Properties.Handler: " in function.handler_fault
