"""What each property of a served resource does here: in force, harmless, or listed.

*In force*: obeyed, or described by the APIs as on AWS. *Harmless*: neither, and nothing that a
function or a test sees would differ; with the reason. *Listed*: AWS would do something that does
not happen here; `harness plan`, the start of a run and the report say so, with the line.

Every property that CloudFormation or SAM knows of these types is in exactly one of the three
(CloudFormation's resource schemas as cfn-lint 1.58 carries them, SAM translator 1.115; 2026-11).
Application Auto Scaling's resources count where they scale a table or an index (``scaling``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

IN_FORCE = ""


@dataclass(frozen=True, slots=True)
class Harmless:
    """``why`` nothing would differ."""

    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """``means``: what does not happen. ``off``: the part of the property, and its value, with which
    AWS would not do it either; the empty part is the property itself."""

    means: str
    off: tuple[str, str] | None = None


Effect = str | Harmless | Listed

_ROLE = Harmless("permissions are not enforced, whatever the role has")
_ENCRYPTION = Harmless("the function sees its variables and its code in clear on AWS too")
_DEPLOYMENT = Harmless("it is about how a deployment goes; here is one version")
_DESCRIBED = Harmless("a label that nothing depends on")
_DEAD_LETTERS = Listed("what fails for good is kept with the run, and sent nowhere")
_NO_TRACES = Listed("no trace is sent to X-Ray", ("Mode", "PassThrough"))
_DESTINATIONS = Listed("the records of events are kept with the run, and sent nowhere")
_NO_STREAM = Listed("answers of the URL are not streamed: they come whole", ("", "BUFFERED"))
_UNENCRYPTED = Listed("items are not encrypted at rest on this machine", ("SSEEnabled", "false"))
_NO_BACKUPS = Listed(
    "no backup is made, and no table can be restored", ("PointInTimeRecoveryEnabled", "false")
)

_FUNCTION: Mapping[str, Effect] = {
    "Architectures": IN_FORCE,
    "CapacityProviderConfig": Listed("it runs on this machine, not on a capacity provider"),
    "CodeSigningConfigArn": Listed("signatures of code are not checked"),
    "Description": IN_FORCE,
    "DurableConfig": Listed("executions are not durable: it runs as an ordinary function"),
    "Environment": IN_FORCE,
    "EphemeralStorage": Listed("its size is described and not enforced"),
    "FileSystemConfigs": Listed("no file system is mounted"),
    "FunctionName": IN_FORCE,
    "FunctionScalingConfig": Listed("no number of environments is kept ready by it"),
    "Handler": IN_FORCE,
    "ImageConfig": Listed("no image of a function is run"),
    "KmsKeyArn": _ENCRYPTION,
    "Layers": IN_FORCE,
    "LoggingConfig": Listed("it is described; logs are kept with the run, as text"),
    "MemorySize": IN_FORCE,
    "PackageType": IN_FORCE,
    "PublishToLatestPublished": Listed("no version is published by it"),
    "RecursiveLoop": Listed("loops of invocations are not found"),
    "ReservedConcurrentExecutions": IN_FORCE,
    "Role": IN_FORCE,
    "Runtime": IN_FORCE,
    "RuntimeManagementConfig": Listed(
        "the runtime is this machine's, whichever version is pinned", ("UpdateRuntimeOn", "Auto")
    ),
    "SnapStart": Listed("no start is from a snapshot: all are cold", ("ApplyOn", "None")),
    "Tags": IN_FORCE,
    "TenancyConfig": Listed("tenants share environments"),
    "Timeout": IN_FORCE,
    "VpcConfig": Listed("functions run in this machine's network"),
}

_TABLE: Mapping[str, Effect] = {
    "AttributeDefinitions": IN_FORCE,
    "BillingMode": IN_FORCE,
    "ContributorInsightsSpecification": Listed("no insights are gathered", ("Enabled", "false")),
    "DeletionProtectionEnabled": Listed("the table can be deleted", ("", "false")),
    "GlobalSecondaryIndexes": IN_FORCE,
    "ImportSourceSpecification": Listed("tables start empty"),
    "KeySchema": IN_FORCE,
    "KinesisStreamSpecification": Listed("nothing is sent to Kinesis"),
    "LocalSecondaryIndexes": IN_FORCE,
    "OnDemandThroughput": IN_FORCE,
    "PointInTimeRecoverySpecification": _NO_BACKUPS,
    "ProvisionedThroughput": IN_FORCE,
    "ResourcePolicy": Listed("permissions are not enforced"),
    "SSESpecification": _UNENCRYPTED,
    "StreamSpecification": IN_FORCE,
    "TableClass": IN_FORCE,  # as the price, and described
    "TableName": IN_FORCE,
    "Tags": IN_FORCE,
    "TimeToLiveSpecification": Listed(
        "DescribeTimeToLive gives it, and no item expires", ("Enabled", "false")
    ),
    "VectorIndexes": Listed("vector indexes are not emulated"),
    "WarmThroughput": IN_FORCE,
}

EFFECTS: Mapping[str, Mapping[str, Effect]] = {
    "AWS::Lambda::Function": {
        **_FUNCTION,
        "Code": IN_FORCE,
        "DeadLetterConfig": _DEAD_LETTERS,
        "TracingConfig": _NO_TRACES,
    },
    "AWS::Serverless::Function": {
        **_FUNCTION,
        "AssumeRolePolicyDocument": _ROLE,
        "AutoPublishAlias": IN_FORCE,
        "AutoPublishAliasAllProperties": _DEPLOYMENT,
        "AutoPublishCodeSha256": _DEPLOYMENT,
        "CodeUri": IN_FORCE,
        "DeadLetterQueue": _DEAD_LETTERS,
        "DeploymentPreference": _DEPLOYMENT,
        "EventInvokeConfig": IN_FORCE,
        "EventInvokeConfig.DestinationConfig": _DESTINATIONS,
        "Events": IN_FORCE,  # each of them is listed by itself
        "FunctionUrlConfig": IN_FORCE,
        "FunctionUrlConfig.InvokeMode": _NO_STREAM,
        "ImageUri": Listed("no image of a function is run"),
        "InlineCode": IN_FORCE,
        "PermissionsBoundary": _ROLE,
        "Policies": _ROLE,
        "PropagateTags": _DEPLOYMENT,
        "ProvisionedConcurrencyConfig": IN_FORCE,
        "RolePath": _ROLE,
        "SourceKMSKeyArn": _ENCRYPTION,
        "Tracing": Listed("no trace is sent to X-Ray", ("", "PassThrough")),
        "VersionDeletionPolicy": _DEPLOYMENT,
        "VersionDescription": _DESCRIBED,
    },
    "AWS::Lambda::Alias": {
        "Description": _DESCRIBED,
        "FunctionName": IN_FORCE,
        "FunctionVersion": IN_FORCE,
        "Name": IN_FORCE,
        "ProvisionedConcurrencyConfig": IN_FORCE,
        "RoutingConfig": Listed("all invocations go to the alias's first version"),
    },
    "AWS::Lambda::Version": {
        "CodeSha256": _DEPLOYMENT,
        "Description": _DESCRIBED,
        "FunctionName": IN_FORCE,
        "FunctionScalingConfig": Listed("no number of environments is kept ready by it"),
        "ProvisionedConcurrencyConfig": Listed("only an alias keeps environments ready here"),
        "RuntimePolicy": Listed(
            "the runtime is this machine's, whichever version is pinned",
            ("UpdateRuntimeOn", "Auto"),
        ),
    },
    "AWS::Lambda::Url": {
        "AuthType": IN_FORCE,
        "Cors": IN_FORCE,
        "InvokeMode": _NO_STREAM,
        "Qualifier": IN_FORCE,
        "TargetFunctionArn": IN_FORCE,
    },
    "AWS::Lambda::EventInvokeConfig": {
        "DestinationConfig": _DESTINATIONS,
        "FunctionName": IN_FORCE,
        "MaximumEventAgeInSeconds": IN_FORCE,
        "MaximumRetryAttempts": IN_FORCE,
        "Qualifier": IN_FORCE,
    },
    "AWS::Lambda::LayerVersion": {
        "CompatibleArchitectures": IN_FORCE,
        "CompatibleRuntimes": IN_FORCE,
        "Content": IN_FORCE,
        "Description": _DESCRIBED,
        "LayerName": IN_FORCE,
        "LicenseInfo": _DESCRIBED,
    },
    "AWS::Serverless::LayerVersion": {
        "CompatibleArchitectures": IN_FORCE,
        "CompatibleRuntimes": IN_FORCE,
        "ContentUri": IN_FORCE,
        "Description": _DESCRIBED,
        "LayerName": IN_FORCE,
        "LicenseInfo": _DESCRIBED,
        "PublishLambdaVersion": _DEPLOYMENT,
        "RetentionPolicy": _DEPLOYMENT,
    },
    "AWS::ApplicationAutoScaling::ScalableTarget": {
        "MaxCapacity": IN_FORCE,
        "MinCapacity": IN_FORCE,
        "ResourceId": IN_FORCE,
        "RoleARN": _ROLE,
        "ScalableDimension": IN_FORCE,
        "ScheduledActions": Listed("no schedule moves the minimum and the maximum"),
        "ServiceNamespace": IN_FORCE,
        "SuspendedState": Listed("scaling is not suspended: its policy is in force"),
        "Tags": _DESCRIBED,
    },
    "AWS::ApplicationAutoScaling::ScalingPolicy": {
        "PolicyName": _DESCRIBED,
        "PolicyType": IN_FORCE,
        "PredictiveScalingPolicyConfiguration": Listed("no demand is forecast"),
        "ResourceId": IN_FORCE,
        "ScalableDimension": IN_FORCE,
        "ScalingTargetId": IN_FORCE,
        "ServiceNamespace": IN_FORCE,
        "StepScalingPolicyConfiguration": Listed(
            "steps are not for tables: nothing scales by them"
        ),
        "TargetTrackingScalingPolicyConfiguration": IN_FORCE,
        "TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification": Listed(
            "no metric of your own is measured: the policy scales nothing"
        ),
    },
    "AWS::DynamoDB::Table": _TABLE,
    "AWS::Serverless::SimpleTable": {
        "PointInTimeRecoverySpecification": _NO_BACKUPS,
        "PrimaryKey": IN_FORCE,
        "ProvisionedThroughput": IN_FORCE,
        "SSESpecification": _UNENCRYPTED,
        "TableName": IN_FORCE,
        "Tags": IN_FORCE,
    },
}


def listed_properties(kind: str) -> dict[str, Listed]:
    """Those of a resource type that are listed where they are set; ``A.B``: the part B of A."""
    effects = EFFECTS.get(kind, {})
    return {name: effect for name, effect in effects.items() if isinstance(effect, Listed)}
