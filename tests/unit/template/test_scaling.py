from collections.abc import Callable

import pytest

from harness.model.scaling import ScalableTarget, Scaling
from harness.template.scaling import IN_PROJECTIONS, ON_DEMAND, WITHOUT_POLICY

TABLE = """\
Parameters: {Prefix: {Type: String, Default: shop}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub ${Prefix}-orders
      AttributeDefinitions:
        - {AttributeName: id, AttributeType: S}
        - {AttributeName: at, AttributeType: S}
      KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
      BILLING
      LocalSecondaryIndexes:
        - IndexName: local
          KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
          Projection: {ProjectionType: ALL}
      GlobalSecondaryIndexes:
        - IndexName: by-at
          KeySchema: [{AttributeName: at, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
          BILLING_OF_INDEX
"""
UNITS = "ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}"
PROVISIONED = TABLE.replace("BILLING_OF_INDEX", UNITS).replace("BILLING", UNITS)
ON_DEMAND_TABLE = TABLE.replace("          BILLING_OF_INDEX\n", "").replace(
    "BILLING", "BillingMode: PAY_PER_REQUEST"
)


def target(
    resource_id: str = "!Sub table/${Orders}",
    owner: str = "table",
    units: str = "Write",
    low: str = "5",
    more: str = "",
) -> str:
    return f"""\
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: dynamodb
      ScalableDimension: dynamodb:{owner}:{units}CapacityUnits
      ResourceId: {resource_id}
      MinCapacity: {low}
      MaxCapacity: 100
      {more}
"""


def policy(value: str = "70.0", units: str = "Write", more: str = "", kind: str = "") -> str:
    return f"""\
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: p
      PolicyType: {kind or "TargetTrackingScaling"}
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: {value}
        PredefinedMetricSpecification:
          PredefinedMetricType: DynamoDB{units}CapacityUtilization
        {more}
"""


@pytest.mark.parametrize(
    "resource_id",
    [
        "table/shop-orders",
        "!Sub table/${Orders}",
        "!Sub 'table/${Prefix}-orders'",
        "!Join [/, [table, !Ref Orders]]",
        "!Join ['', ['table/', !Ref Orders]]",
        "!Sub ['table/${Name}', {Name: !Ref Orders}]",
        "{'Fn::Join': ['/', ['table', {Ref: Orders}]]}",
        "!Select [1, !Split ['|', 'x|table/shop-orders']]",
    ],
)
def test_a_target_and_its_policy_are_the_table_s_however_its_id_is_written(
    load, resource_id: str
) -> None:
    application = load(PROVISIONED + target(resource_id) + policy())
    assert application.tables[0].scaling == Scaling(writes=ScalableTarget(5, 100, 700_000))
    assert application.tables[0].global_indexes[0].scaling == Scaling()
    assert [(each.logical_id, each.reason) for each in application.ignored] == [
        ("Target", IN_PROJECTIONS)
    ]


@pytest.mark.parametrize(
    "resource_id",
    ["!Sub table/${Orders}/index/by-at", "!Join [/, [table, !Ref Orders, index, by-at]]"],
)
def test_an_index_has_a_target_of_its_own(load, resource_id: str) -> None:
    text = PROVISIONED + target(resource_id, "index", "Read") + policy(units="Read")
    table = load(text).tables[0]
    assert table.scaling == Scaling()
    assert table.global_indexes[0].scaling == Scaling(reads=ScalableTarget(5, 100, 700_000))


def test_a_policy_may_name_what_it_scales_itself_and_has_cooldowns(load) -> None:
    named = policy(
        "50", more="ScaleInCooldown: 60\n        ScaleOutCooldown: 0\n        DisableScaleIn: true"
    ).replace(
        "ScalingTargetId: !Ref Target",
        "ServiceNamespace: dynamodb\n      ResourceId: !Sub table/${Orders}\n"
        "      ScalableDimension: dynamodb:table:WriteCapacityUnits",
    )
    assert load(PROVISIONED + target() + named).tables[0].scaling.writes == ScalableTarget(
        5, 100, 500_000, scale_in=False, scale_in_cooldown_s=60
    )


def test_a_table_on_demand_keeps_its_targets_and_they_are_listed(load) -> None:
    application = load(ON_DEMAND_TABLE + target() + policy())
    assert application.tables[0].scaling.writes is not None
    assert application.ignored[0].reason == ON_DEMAND


def test_what_is_not_in_force_is_listed(load) -> None:
    more = "ScheduledActions: [{ScheduledActionName: a, Schedule: cron(0 8 * * ? *)}]"
    ignored = load(PROVISIONED + target(more=more)).ignored
    assert [each.logical_id for each in ignored] == ["Target", "Target.ScheduledActions"]
    assert ignored[0].reason == WITHOUT_POLICY


def test_a_metric_of_one_s_own_scales_nothing_and_is_listed(load) -> None:
    own = policy(more="CustomizedMetricSpecification: {MetricName: m, Namespace: n}")
    application = load(PROVISIONED + target() + own)
    assert application.tables[0].scaling == Scaling()
    assert "Policy.TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification" in [
        each.logical_id for each in application.ignored
    ]


def test_targets_of_other_services_are_listed_and_whole(load) -> None:
    service = target("service/cluster/web", more="RoleARN: !ImportValue role").replace(
        "ServiceNamespace: dynamodb", "ServiceNamespace: ecs"
    )
    application = load(PROVISIONED + service + policy(kind="StepScaling"))
    assert [each.logical_id for each in application.ignored] == ["Target", "Policy"]
    assert application.tables[0].scaling == Scaling()


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        (target("table/other") + policy(), "Target.Properties.ResourceId", "no table called"),
        (target("table/shop-order") + policy(), "Target.Properties.ResourceId", "no table called"),
        (target("shop-orders") + policy(), "Target.Properties.ResourceId", 'must be "table/NAME"'),
        (
            target("table/shop-orders/index/x", "index") + policy(),
            "Target.Properties.ResourceId",
            'has no index called "x"',
        ),
        (
            target("table/shop-orders/index/local", "index") + policy(),
            "Target.Properties.ResourceId",
            "is a local index",
        ),
        (
            target("table/shop-orders/index/by-at") + policy(),
            "Target.Properties.ScalableDimension",
            "does not go with",
        ),
        (target(low="101") + policy(), "Target.Properties.MinCapacity", "is 101, more than"),
        (target(low="0") + policy(), "Target.Properties.MinCapacity", "must be an integer of 1"),
        (
            target() + policy("19.9"),
            "Policy.Properties.TargetTrackingScalingPolicyConfiguration.TargetValue",
            "must be a percentage of 20 to 90, not 19.9",
        ),
        (
            target() + policy("91"),
            "Policy.Properties.TargetTrackingScalingPolicyConfiguration.TargetValue",
            "must be a percentage of 20 to 90, not 91",
        ),
        (
            target() + policy("0x"),
            "Policy.Properties.TargetTrackingScalingPolicyConfiguration.TargetValue",
            "must be a percentage of 20 to 90, not 0x",
        ),
        (
            target() + policy(kind="StepScaling"),
            "Policy.Properties.PolicyType",
            "must be one of TargetTrackingScaling",
        ),
        (
            target() + policy(units="Read"),
            "Policy.Properties.TargetTrackingScalingPolicyConfiguration."
            "PredefinedMetricSpecification.PredefinedMetricType",
            "must be one of DynamoDBWriteCapacityUtilization",
        ),
        (
            target() + policy() + policy().replace("  Policy:", "  Second:"),
            "Second.Properties",
            "another policy scales table/shop-orders|",
        ),
        (
            target() + target().replace("  Target:", "  Second:") + policy(),
            "Second.Properties.ResourceId",
            "another target scales the same units",
        ),
        (
            policy().replace("!Ref Target", "'table/x|dynamodb:table:ReadCapacityUnits|dynamodb'"),
            "Policy.Properties",
            "no target of the template is table/x|",
        ),
    ],
)
def test_what_aws_refuses_is_refused_with_its_place(
    refusal: Callable[..., object], text: str, name: str, what: str
) -> None:
    refused = refusal(PROVISIONED + text)
    assert refused.name == name
    assert what in refused.what
