"""The advice as lines for the AWS CLI, in the order in which they have to run.

A stack's next deployment puts back what its template says: the lines are for tables that no
template keeps, or to try the advice first. A new stack names its tables itself where the template
does not, so their names may be others.
"""

import json
import shlex
from collections.abc import Iterable, Iterator

from harness.report.assess.plan_change import CapacityChange, ModeChange, TableChange, maximum_of
from harness.simulate.plan import AutoScaled, OnDemand

# UpdateTable's "no maximum" (API reference, OnDemandThroughput, 2026).
_NO_MAXIMUM = -1


def advice_cli(changes: Iterable[TableChange], region: str) -> tuple[str, ...]:
    """A shell line each, quoted; empty without changes."""
    return tuple(
        shlex.join(("aws", *words, "--region", region))
        for change in changes
        for words in _table(change)
    )


def _table(change: TableChange) -> Iterator[list[str]]:
    """What scales today ends before the units change; what is to scale begins after."""
    modes = [mode for capacity in change.changes for mode in capacity.modes if mode.is_change]
    for mode in modes:
        if isinstance(mode.today, AutoScaled) and not isinstance(mode.advised, AutoScaled):
            yield ["application-autoscaling", "deregister-scalable-target", *_target(mode)]
    update = list(_update(change))
    if update:
        yield ["dynamodb", "update-table", "--table-name", change.table, *update]
    for scaled in modes:
        if isinstance(scaled.advised, AutoScaled):
            yield from _scaling(scaled, scaled.advised)


def _update(change: TableChange) -> Iterator[str]:
    if change.is_on_demand is not change.was_on_demand:
        yield from ("--billing-mode", "PAY_PER_REQUEST" if change.is_on_demand else "PROVISIONED")
    indexes = []
    for capacity in change.changes:
        option, settings = _throughput(capacity)
        if settings and capacity.index is None:
            yield from (f"--{option}", ",".join(f"{key}={settings[key]}" for key in settings))
        elif settings:
            member = "".join(map(str.capitalize, option.split("-")))
            indexes.append({"Update": {"IndexName": capacity.index, member: settings}})
    if indexes:
        yield from ("--global-secondary-index-updates", json.dumps(indexes))


def _throughput(capacity: CapacityChange) -> tuple[str, dict[str, int]]:
    """The option, and what it sets; nothing where AWS would answer that nothing changes."""
    reads, writes = capacity.modes
    if not capacity.is_on_demand:
        if all(_units_today(mode) == mode.units for mode in capacity.modes):
            return "provisioned-throughput", {}
        return "provisioned-throughput", {
            "ReadCapacityUnits": reads.units,
            "WriteCapacityUnits": writes.units,
        }
    maxima = {
        name: maximum_of(mode.advised) or _NO_MAXIMUM
        for name, mode in (("MaxReadRequestUnits", reads), ("MaxWriteRequestUnits", writes))
        if maximum_of(mode.advised) != maximum_of(mode.today)
    }
    return "on-demand-throughput", maxima


def _scaling(mode: ModeChange, scaled: AutoScaled) -> Iterator[list[str]]:
    units = mode.word
    bounds = ["--min-capacity", str(scaled.minimum), "--max-capacity", str(scaled.maximum)]
    yield ["application-autoscaling", "register-scalable-target", *_target(mode), *bounds]
    metric = {"PredefinedMetricType": f"DynamoDB{units}CapacityUtilization"}
    configuration = {
        "TargetValue": float(100 * scaled.target),
        "PredefinedMetricSpecification": metric,
    }
    yield [
        *("application-autoscaling", "put-scaling-policy", *_target(mode)),
        *("--policy-name", f"{units}CapacityUnits", "--policy-type", "TargetTrackingScaling"),
        *("--target-tracking-scaling-policy-configuration", json.dumps(configuration)),
    ]


def _target(mode: ModeChange) -> list[str]:
    resource = mode.resource
    units = mode.word
    path, owner = f"table/{resource.table}", "table"
    if resource.index is not None:
        path, owner = f"{path}/index/{resource.index}", "index"
    return [
        *("--service-namespace", "dynamodb", "--resource-id", path),
        *("--scalable-dimension", f"dynamodb:{owner}:{units}CapacityUnits"),
    ]


def _units_today(mode: ModeChange) -> int | None:
    match mode.today:
        case OnDemand():
            return None
        case AutoScaled(start_units=units):
            return units
        case provisioned:
            return provisioned.units
