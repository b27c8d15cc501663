"""Sources of AWS's answers: LocalStack's snapshots (TestLambdaFunction, TestLambdaRevisions,
2024-04 to 2026-01), unless a case says otherwise."""

import base64
import hashlib

import pytest

from tests.unit.lambdas.control.sdk import ARN, ROLE, zipped

RUNTIMES = (
    "[nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, "
    "java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, "
    "java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2]"
)
ROLE_PATTERN = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
NAME_PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?"
    r"(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"
)
LONG = "x" * 65


def fault(*faults: str) -> str:
    plural = "" if len(faults) == 1 else "s"
    return f"{len(faults)} validation error{plural} detected: " + "; ".join(faults)


def at(member: str, value: str, words: str) -> str:
    return f"Value {value} at '{member}' failed to satisfy constraint: Member must {words}"


def test_the_answer_to_a_creation_is_aws_s(create) -> None:
    made = create(Description="d", Environment={"Variables": {}})
    del made["ResponseMetadata"], made["LastModified"], made["RevisionId"]
    assert made.pop("RuntimeVersionConfig")["RuntimeVersionArn"].startswith(
        "arn:aws:lambda:us-east-1::runtime:"
    )
    assert made == {
        "Architectures": ["x86_64"],
        "CodeSha256": base64.b64encode(hashlib.sha256(zipped()).digest()).decode(),
        "CodeSize": len(zipped()),
        "Description": "d",
        "Environment": {"Variables": {}},
        "EphemeralStorage": {"Size": 512},
        "FunctionArn": f"{ARN}made",
        "FunctionName": "made",
        "Handler": "app.handler",
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/made"},
        "MemorySize": 128,
        "PackageType": "Zip",
        "Role": ROLE,
        "Runtime": "python3.12",
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "State": "Pending",
        "StateReason": "The function is being created.",
        "StateReasonCode": "Creating",
        "Timeout": 3,
        "TracingConfig": {"Mode": "PassThrough"},
        "Version": "$LATEST",
    }


def test_the_next_answer_says_that_it_is_active(api, create) -> None:
    made = create()
    described = api.get_function_configuration(FunctionName="made")
    assert (described["State"], described["LastUpdateStatus"]) == ("Active", "Successful")
    assert "StateReason" not in described
    assert described["RevisionId"] != made["RevisionId"]


def test_an_update_is_in_progress_and_then_successful(api, create) -> None:
    create()
    for updated in (
        api.update_function_configuration(FunctionName="made", Timeout=9),
        api.update_function_code(FunctionName="made", ZipFile=zipped("x = 1")),
    ):
        assert (updated["State"], updated["LastUpdateStatus"]) == ("Active", "InProgress")
        assert updated["LastUpdateStatusReason"] == "The function is being created."
        assert updated["LastUpdateStatusReasonCode"] == "Creating"
    described = api.get_function_configuration(FunctionName="made")
    assert (described["LastUpdateStatus"], described["Timeout"]) == ("Successful", 9)


@pytest.mark.parametrize(
    ("given", "member", "described"),
    [
        ({"Description": "x"}, "Description", "x"),
        ({"Role": f"{ROLE}2"}, "Role", f"{ROLE}2"),
        ({"Handler": "b.c"}, "Handler", "b.c"),
        ({"Runtime": "nodejs22.x"}, "Runtime", "nodejs22.x"),
        ({"Timeout": 900}, "Timeout", 900),
        ({"MemorySize": 10_240}, "MemorySize", 10_240),
        ({"EphemeralStorage": {"Size": 1024}}, "EphemeralStorage", {"Size": 1024}),
        ({"TracingConfig": {"Mode": "Active"}}, "TracingConfig", {"Mode": "Active"}),
        ({"Environment": {"Variables": {"AB": "c"}}}, "Environment", {"Variables": {"AB": "c"}}),
        (
            {"LoggingConfig": {"LogFormat": "JSON", "SystemLogLevel": "WARN", "LogGroup": "mine"}},
            "LoggingConfig",
            {
                "LogFormat": "JSON",
                "LogGroup": "mine",
                "ApplicationLogLevel": "INFO",
                "SystemLogLevel": "WARN",
            },
        ),
        (
            {"SnapStart": {"ApplyOn": "PublishedVersions"}},
            "SnapStart",
            {"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"},
        ),
        (
            {"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:q"}},
            "DeadLetterConfig",
            {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:q"},
        ),
        ({"KMSKeyArn": "arn:aws:kms:x:y"}, "KMSKeyArn", "arn:aws:kms:x:y"),
    ],
)
def test_what_is_defined_is_described_and_kept_through_updates(
    api, create, given, member, described
) -> None:
    create()
    assert api.update_function_configuration(FunctionName="made", **given)[member] == described
    api.update_function_code(FunctionName="made", ZipFile=zipped("x = 9"))
    assert api.get_function(FunctionName="made")["Configuration"][member] == described
    assert create(FunctionName="other", **given)[member] == described


def test_without_an_environment_none_is_described(api, create) -> None:
    assert "Environment" not in create()
    assert "Environment" not in api.get_function_configuration(FunctionName="plain")
    assert "Environment" not in api.list_functions()["Functions"][1]


def test_levels_do_not_outlive_the_log_format_json(api, create) -> None:
    create(LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "DEBUG"})
    updated = api.update_function_configuration(
        FunctionName="made", LoggingConfig={"LogFormat": "Text"}
    )
    assert updated["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": "/aws/lambda/made"}


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        (
            {"Runtime": "non-existent-runtime"},
            "InvalidParameterValueException",
            "Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must "
            f"satisfy enum value set: {RUNTIMES} or be a valid ARN",
        ),
        *(
            (
                {"Runtime": runtime},
                "InvalidParameterValueException",
                f"The runtime parameter of {runtime} is no longer supported for creating or "
                "updating AWS Lambda functions. We recommend you use a supported runtime while "
                "creating or updating functions.",
            )
            for runtime in (
                "java8",
                "go1.x",
                "provided",
                "ruby2.7",
                "nodejs14.x",
                "python3.7",
                "dotnetcore3.1",
                "nodejs12.x",
            )
        ),
        (
            {"Role": "r1"},
            "ValidationException",
            fault(at("role", "'r1'", f"satisfy regular expression pattern: {ROLE_PATTERN}")),
        ),
        (
            {"Timeout": 901},
            "ValidationException",
            fault(at("timeout", "'901'", "have value less than or equal to 900")),
        ),
        (
            {"MemorySize": 127, "Timeout": 0},  # several at once
            "ValidationException",
            fault(
                at("timeout", "'0'", "have value greater than or equal to 1"),
                at("memorySize", "'127'", "have value greater than or equal to 128"),
            ),
        ),
        (
            {"TracingConfig": {"Mode": "Off"}},
            "ValidationException",
            fault(
                at("tracingConfig.mode", "'Off'", "satisfy enum value set: [PassThrough, Active]")
            ),
        ),
        (
            {"SnapStart": {"ApplyOn": "invalidOption"}},
            "ValidationException",
            fault(
                at(
                    "snapStart.applyOn",
                    "'invalidOption'",
                    "satisfy enum value set: [PublishedVersions, None]",
                )
            ),
        ),
        (
            {"LoggingConfig": {"LogFormat": "Text", "SystemLogLevel": "INFO"}},
            "InvalidParameterValueException",
            'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your '
            'request or change the LogFormat to "JSON" and try again.',
        ),
        (
            {"Layers": ["arn:aws:lambda:us-east-1:123456789012:layer:none:1"]},
            "InvalidParameterValueException",
            "Layer version arn:aws:lambda:us-east-1:123456789012:layer:none:1 does not exist.",
        ),
        (
            {"Layers": ["arn:aws:lambda:us-east-1:123456789012:layer:none:1"] * 6},
            "InvalidParameterValueException",
            "Cannot reference more than 5 layers.",
        ),
    ],
)
@pytest.mark.parametrize("operation", ["create", "update"])
def test_what_aws_refuses_is_refused_in_its_words(refusal, operation, given, code, message) -> None:
    if operation == "update":
        refused = refusal("update_function_configuration", FunctionName="plain", **given)
    else:
        defaults = {"Runtime": "python3.12", "Role": ROLE, "Handler": "app.handler"}
        refused = refusal(
            "create_function",
            FunctionName="made",
            Code={"ZipFile": zipped()},
            **(defaults | given),
        )
    assert refused == (code, message)


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        (
            {"Architectures": ["x86_64", "arm64"]},
            "ValidationException",
            fault(at("architectures", "'[x86_64, arm64]'", "have length less than or equal to 1")),
        ),
        (
            {"Architectures": ["X86_64"]},
            "ValidationException",
            fault(
                at(
                    "architectures",
                    "'[X86_64]'",
                    "satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], "
                    "Member must not be null]",
                )
            ),
        ),
        ({"Code": None}, "ValidationException", fault(at("code", "null", "not be null"))),
        ({"Role": None}, "ValidationException", fault(at("role", "null", "not be null"))),
        *(
            (
                {missing: None},
                "InvalidParameterValueException",
                "Runtime and Handler are mandatory parameters for functions created with "
                "deployment packages.",  # public issues, 2021
            )
            for missing in ("Runtime", "Handler")
        ),
        (
            {"FunctionName": LONG},
            "InvalidParameterValueException",
            fault(at("functionName", f"'{LONG}'", "have length less than or equal to 64")),
        ),
        (
            {"FunctionName": "a b"},
            "ValidationException",
            fault(
                at("functionName", "'a b'", f"satisfy regular expression pattern: {NAME_PATTERN}")
            ),
        ),
        (
            {"FunctionName": "!" * 141},
            "ValidationException",
            fault(
                at(
                    "functionName",
                    f"'{'!' * 141}'",
                    f"satisfy regular expression pattern: {NAME_PATTERN}",
                ),
                at("functionName", f"'{'!' * 141}'", "have length less than or equal to 140"),
            ),
        ),
        (
            {"FunctionName": "plain"},
            "ResourceConflictException",
            "Function already exist: plain",
        ),
        (
            {"Tags": {str(number): "" for number in range(51)}},
            "InvalidParameterValueException",
            "Number of tags exceeds resource tag limit.",
        ),
    ],
)
def test_what_aws_refuses_of_a_new_function(api, refusal, given, code, message) -> None:
    defaults = {
        "FunctionName": "made",
        "Runtime": "python3.12",
        "Role": ROLE,
        "Handler": "app.handler",
        "Code": {"ZipFile": zipped()},
    }
    parameters = {name: value for name, value in (defaults | given).items() if value is not None}
    assert refusal("create_function", **parameters) == (code, message)
    assert len(api.list_functions()["Functions"]) == 2


@pytest.mark.parametrize(
    "name", ["made", "function:made", "123456789012:function:made", f"{ARN}made"]
)
def test_a_new_function_may_be_named_by_an_arn_or_a_part_of_one(api, create, name) -> None:
    assert create(FunctionName=name)["FunctionName"] == "made"
    assert api.get_function(FunctionName="made")["Configuration"]["FunctionArn"] == f"{ARN}made"


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("update_function_configuration", {"Timeout": 5}),
        ("update_function_code", {"ZipFile": zipped("x = 2")}),
    ],
)
def test_a_revision_is_checked_where_it_is_given(api, create, refusal, operation, more) -> None:
    create()
    assert refusal(operation, FunctionName="made", RevisionId="wrong", **more) == (
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the "
        "GetFunction/GetAlias API to retrieve the latest Revision Id",
    )
    current = api.get_function_configuration(FunctionName="made")["RevisionId"]
    updated = getattr(api, operation)(FunctionName="made", RevisionId=current, **more)
    assert updated["RevisionId"] != current


def test_a_dry_run_of_new_code_changes_nothing(api, create, served) -> None:
    sha256 = create()["CodeSha256"]
    dry = api.update_function_code(FunctionName="made", ZipFile=zipped("x = 3"), DryRun=True)
    assert dry["CodeSha256"] != sha256
    assert api.get_function_configuration(FunctionName="made")["CodeSha256"] == sha256


def test_new_code_may_have_another_architecture(api, create, refusal) -> None:
    create()
    more = {"FunctionName": "made", "ZipFile": zipped()}
    assert api.update_function_code(**more, Architectures=["arm64"])["Architectures"] == ["arm64"]
    assert refusal("update_function_code", **more, Architectures=["arm"])[0] == (
        "ValidationException"
    )


def test_publish_makes_version_1_of_a_new_function(api, create, served) -> None:
    made = create(Publish=True)
    assert (made["Version"], made["State"]) == ("1", "Pending")
    assert made["FunctionArn"] == f"{ARN}made"
    assert set(served.functions) == {"made", "made:1"}
    updated = api.update_function_code(FunctionName="made", ZipFile=zipped("x = 4"), Publish=True)
    assert (updated["Version"], updated["FunctionArn"]) == ("2", f"{ARN}made:2")


def test_a_function_may_have_the_template_s_layers(create, served) -> None:
    made = create(Layers=["arn:aws:lambda:us-east-1:123456789012:layer:Common:1"])
    (layer,) = made["Layers"]
    assert layer["Arn"].endswith(":layer:Common:1")
    assert layer["CodeSize"] > 0
    assert [each.name for each in served.functions["made"].layers] == ["Common"]


def test_tags_of_a_new_function_are_kept(api, create) -> None:
    create(Tags={"a": "b"})
    assert api.get_function(FunctionName="made")["Tags"] == {"a": "b"}
