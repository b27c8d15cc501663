"""The advice as a piece of the template: only what changes, to be merged into it.

A mapping is merged key by key, an index by its IndexName. ``!Ref AWS::NoValue`` takes a property
away; a SimpleTable's, which SAM reads before CloudFormation does, has to be deleted by hand.
"""

import re
from collections.abc import Iterable, Iterator

from harness.report.assess.plan_change import CapacityChange, ModeChange, TableChange, maximum_of
from harness.simulate.plan import AutoScaled

_HEAD = "# Merge into the template: mappings key by key, indexes by IndexName."
_NONE = "!Ref AWS::NoValue"


def advice_yaml(changes: Iterable[TableChange]) -> str:
    """YAML that ends with a line feed; empty without changes."""
    lines = [line for change in changes for line in _table(change)]
    return "\n".join((_HEAD, "Resources:", *lines, "")) if lines else ""


def _table(change: TableChange) -> Iterator[str]:
    logical_id = change.logical_id or re.sub(r"[^A-Za-z0-9]", "", change.table)
    remark = "" if change.logical_id else f"  # whatever the template calls {change.table}"
    for mode in _modes(change):
        if isinstance(mode.today, AutoScaled):
            yield (f"  # Delete the ScalableTarget and ScalingPolicy of today's {_words(mode)}.")
    yield f"  {logical_id}:{remark}"
    yield "    Properties:"
    yield from _properties(change)
    for scaled in _modes(change):
        if isinstance(scaled.advised, AutoScaled):
            yield from _scaling(logical_id, scaled, scaled.advised)


def _properties(change: TableChange) -> Iterator[str]:
    if change.is_simple:
        if change.is_on_demand:
            yield "      ProvisionedThroughput:  # delete it: a SimpleTable is on demand without"
            return
    elif change.is_on_demand is not change.was_on_demand:
        yield f"      BillingMode: {'PAY_PER_REQUEST' if change.is_on_demand else 'PROVISIONED'}"
    named = False
    for capacity in change.changes:
        if capacity.index is None:
            yield from _throughput(capacity, "      ")
            continue
        if not named:
            yield "      GlobalSecondaryIndexes:"
            named = True
        yield f"        - IndexName: {capacity.index}"
        yield from _throughput(capacity, "          ")


def _throughput(capacity: CapacityChange, indent: str) -> Iterator[str]:
    reads, writes = capacity.modes
    if not capacity.is_on_demand:
        yield f"{indent}ProvisionedThroughput:"
        yield f"{indent}  ReadCapacityUnits: {reads.units}"
        yield f"{indent}  WriteCapacityUnits: {writes.units}"
        if maximum_of(reads.today) or maximum_of(writes.today):
            yield f"{indent}OnDemandThroughput: {_NONE}"
        return
    if not capacity.was_on_demand:
        yield f"{indent}ProvisionedThroughput: {_NONE}"
    maxima = (
        ("MaxReadRequestUnits", maximum_of(reads.advised)),
        ("MaxWriteRequestUnits", maximum_of(writes.advised)),
    )
    if any(units for _, units in maxima):
        yield f"{indent}OnDemandThroughput:"
        yield from (f"{indent}  {name}: {units}" for name, units in maxima if units)
    elif maximum_of(reads.today) or maximum_of(writes.today):
        yield f"{indent}OnDemandThroughput: {_NONE}"


def _scaling(logical_id: str, mode: ModeChange, scaled: AutoScaled) -> Iterator[str]:
    """Complete resources. Without a RoleARN AWS takes the service-linked role, and makes it."""
    resource = mode.resource
    owner, units = "index" if resource.index else "table", mode.word
    path = f"table/${{{logical_id}}}" + (f"/index/{resource.index}" if resource.index else "")
    name = f"{logical_id}{re.sub(r'[^A-Za-z0-9]', '', resource.index or '')}{units}"
    yield f"  {name}Target:"
    yield "    Type: AWS::ApplicationAutoScaling::ScalableTarget"
    yield "    Properties:"
    yield "      ServiceNamespace: dynamodb"
    yield f'      ResourceId: !Sub "{path}"'
    yield f"      ScalableDimension: dynamodb:{owner}:{units}CapacityUnits"
    yield f"      MinCapacity: {scaled.minimum}"
    yield f"      MaxCapacity: {scaled.maximum}"
    yield f"  {name}Policy:"
    yield "    Type: AWS::ApplicationAutoScaling::ScalingPolicy"
    yield "    Properties:"
    yield f"      PolicyName: {name}"
    yield "      PolicyType: TargetTrackingScaling"
    yield f"      ScalingTargetId: !Ref {name}Target"
    yield "      TargetTrackingScalingPolicyConfiguration:"
    yield f"        TargetValue: {float(100 * scaled.target):g}"
    yield "        PredefinedMetricSpecification:"
    yield f"          PredefinedMetricType: DynamoDB{units}CapacityUtilization"


def _modes(change: TableChange) -> list[ModeChange]:
    return [mode for capacity in change.changes for mode in capacity.modes if mode.is_change]


def _words(mode: ModeChange) -> str:
    index = f" of {mode.resource.index}" if mode.resource.index else ""
    return f"{mode.word}CapacityUnits{index}"
