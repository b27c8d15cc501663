"""Application Auto Scaling's resources → what scales the units of tables and global indexes.

Rules: CloudFormation's AWS::ApplicationAutoScaling::ScalableTarget and ::ScalingPolicy (template
reference, 2026), PutScalingPolicy (API reference, 2026) and the Developer Guide, Managing
throughput capacity automatically with auto scaling (2026 copy). Doubtful: that AWS refuses a policy
that follows the reads' use to scale writes, or the other way round.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from harness.model.scaling import ScalableTarget, Scaling
from harness.model.table import BillingMode, IndexType, Table
from harness.template.described import text_or
from harness.template.effects import EFFECTS
from harness.template.field import Field
from harness.template.intrinsics import similar
from harness.template.names import SCALABLE_TARGET

SCALING_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"

IN_PROJECTIONS = "a running table keeps its units: projections scale them"
ON_DEMAND = "its table is on demand: there are no units to scale"
WITHOUT_POLICY = "no policy of target tracking belongs to it: nothing scales"

_DIMENSIONS = {
    f"dynamodb:{owner}:{units}CapacityUnits": (owner == "index", units == "Write")
    for owner in ("table", "index")
    for units in ("Read", "Write")
}
_RESOURCE_ID = re.compile(r"table/([^/]+)(?:/index/([^/]+))?")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?")
_PERCENT_MIN, _PERCENT_MAX = 20, 90
_CONFIGURATION = (
    "CustomizedMetricSpecification",
    "DisableScaleIn",
    "PredefinedMetricSpecification",
    "ScaleInCooldown",
    "ScaleOutCooldown",
    "TargetValue",
)


def is_of_dynamodb(properties: Field) -> bool:
    """Whether a target or a policy scales a table or an index. What cannot be resolved does not."""
    scaled = text_or(properties, "ScalingTargetId", "")
    return (scaled or f"|{text_or(properties, 'ServiceNamespace', '')}").endswith("|dynamodb")


def scale_tables(
    tables: Sequence[Table], targets: Mapping[str, Field], policies: Sequence[Field]
) -> tuple[list[Table], dict[str, str]]:
    """The tables with their scaling, and for each target, by logical id, what is not in force of
    it. Raises TemplateError for what AWS would refuse, and for a table that is not the template's.
    """
    scaled = {table.name: table for table in tables}
    by_target = _by_target(policies)
    reasons: dict[str, str] = {}
    taken: set[str] = set()
    for logical_id, properties in targets.items():
        table, index, write = _owner(properties, scaled)
        name = _target_id(properties)
        if name in taken:
            raise properties.field("ResourceId").error("another target scales the same units")
        taken.add(name)
        low, high = _bounds(properties)
        policy = by_target.pop(name, None)
        target = None if policy is None else _tracking(policy, write=write, low=low, high=high)
        if target is None:
            reasons[logical_id] = WITHOUT_POLICY
            continue
        on_demand = table.billing_mode is BillingMode.PAY_PER_REQUEST
        reasons[logical_id] = ON_DEMAND if on_demand else IN_PROJECTIONS
        scaled[table.name] = _with_target(table, index, target, write=write)
    for unknown, orphan in by_target.items():
        what = f"no target of the template is {unknown}"
        raise orphan.error(what, "declare a ScalableTarget, and refer to it")
    return list(scaled.values()), reasons


def _by_target(policies: Sequence[Field]) -> dict[str, Field]:
    """One for each target: of a metric there is one policy only."""
    by_target: dict[str, Field] = {}
    for properties in policies:
        properties.only(EFFECTS[SCALING_POLICY])
        properties.required("PolicyType").one_of(("TargetTrackingScaling",))
        scaled = properties.field("ScalingTargetId")
        name = scaled.text() if scaled.present else _target_id(properties)
        if name in by_target:
            raise properties.error(f"another policy scales {name} too")
        by_target[name] = properties
    return by_target


def _target_id(properties: Field) -> str:
    return "|".join(
        properties.required(key).text()
        for key in ("ResourceId", "ScalableDimension", "ServiceNamespace")
    )


def _owner(properties: Field, tables: Mapping[str, Table]) -> tuple[Table, str | None, bool]:
    """The table, the index where it is one's units, and whether they are those of writes."""
    properties.only(EFFECTS[SCALABLE_TARGET])
    dimension = properties.required("ScalableDimension")
    of_index, write = _DIMENSIONS[dimension.one_of(_DIMENSIONS)]
    field = properties.required("ResourceId")
    parts = _RESOURCE_ID.fullmatch(field.text())
    if parts is None:
        what = f'must be "table/NAME" or "table/NAME/index/INDEX", not "{field.text()}"'
        raise field.error(what, 'for example !Sub "table/${Orders}"')
    name, index = parts.groups()
    if of_index is not (index is not None):
        raise dimension.error(f'does not go with "{field.text()}"', "table or index in both")
    if name not in tables:
        what = f'the template has no table called "{name}"'
        raise field.error(what, similar(name, list(tables)))
    if index is not None:
        _check_index(field, tables[name], index)
    return tables[name], index, write


def _check_index(field: Field, table: Table, name: str) -> None:
    index = table.index(name)
    if index is None:
        names = [other.name for other in table.global_indexes]
        raise field.error(f'"{table.name}" has no index called "{name}"', similar(name, names))
    if index.type is IndexType.LOCAL:
        what = f'"{name}" is a local index and has no units of its own'
        raise field.error(what, "scale the table")


def _bounds(properties: Field) -> tuple[int, int]:
    minimum = properties.required("MinCapacity")
    low = minimum.integer(1, None, "units")
    high = properties.required("MaxCapacity").integer(1, None, "units")
    if low > high:
        raise minimum.error(f"is {low}, more than MaxCapacity, which is {high}")
    return low, high


def _tracking(properties: Field, *, write: bool, low: int, high: int) -> ScalableTarget | None:
    """None where it tracks a metric of one's own, which nothing measures here."""
    configuration = properties.required("TargetTrackingScalingPolicyConfiguration")
    configuration.only(_CONFIGURATION)
    millionths = _target_millionths(configuration.required("TargetValue"))
    if configuration.field("CustomizedMetricSpecification").present:
        return None
    metric = configuration.required("PredefinedMetricSpecification")
    metric.required("PredefinedMetricType").one_of(
        (f"DynamoDB{'Write' if write else 'Read'}CapacityUtilization",)
    )
    disabled = configuration.field("DisableScaleIn")
    return ScalableTarget(
        low,
        high,
        millionths,
        scale_in=not disabled.present or disabled.one_of(("true", "false")) == "false",
        scale_in_cooldown_s=_cooldown_s(configuration.field("ScaleInCooldown")),
        scale_out_cooldown_s=_cooldown_s(configuration.field("ScaleOutCooldown")),
    )


def _target_millionths(field: Field) -> int:
    text = field.text()
    percent = Decimal(text) if _PERCENT.fullmatch(text) else Decimal(0)
    if not _PERCENT_MIN <= percent <= _PERCENT_MAX:
        raise field.error(f"must be a percentage of {_PERCENT_MIN} to {_PERCENT_MAX}, not {text}")
    return int(percent * 10_000)


def _cooldown_s(field: Field) -> int:
    return field.integer(0, None, "seconds") if field.present else 0


def _with_target(table: Table, index: str | None, target: ScalableTarget, *, write: bool) -> Table:
    def scaling(before: Scaling) -> Scaling:
        return replace(before, writes=target) if write else replace(before, reads=target)

    if index is None:
        return replace(table, scaling=scaling(table.scaling))
    indexes = (
        replace(other, scaling=scaling(other.scaling)) if other.name == index else other
        for other in table.indexes
    )
    return replace(table, indexes=tuple(indexes))
