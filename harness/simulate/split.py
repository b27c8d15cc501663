"""Calls of a shape to the buckets that they draw on, split by the partitions that could be hot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from harness.simulate.demand import CallFlow
from harness.simulate.group import GroupBucket, GroupFlow
from harness.simulate.partitions import HotPartition, split_calls
from harness.simulate.plan import CapacityMode
from harness.simulate.profile import ResourceId


def limited_flow(flow: CallFlow, modes: Mapping[ResourceId, CapacityMode]) -> CallFlow:
    """Without what the plan does not have: nothing limits it."""
    kept = [at for at, resource in enumerate(flow.shape.resources) if resource in modes]
    if len(kept) == len(flow.shape.resources):
        return flow
    resources = tuple(flow.shape.resources[at] for at in kept)
    return replace(
        flow, shape=replace(flow.shape, resources=resources), half_units=flow.half_units[kept]
    )


def split_flow(
    flow: CallFlow,
    buckets: Sequence[GroupBucket],
    hot_partitions: Sequence[HotPartition],
    dice: np.random.Generator | None,
) -> list[GroupFlow]:
    """The flow by the buckets that it draws on, split by the hot partitions of its resources."""
    first_hot = len(buckets) - len(hot_partitions)
    drawn = {
        at: flow.of(buckets[at].resource)
        for at in range(first_hot)
        if buckets[at].resource in flow.shape.resources
    }
    parts = [GroupFlow(flow.kind, flow.calls, drawn)]
    for resource in flow.shape.resources:
        hot = [
            (first_hot + at, partition.share)
            for at, partition in enumerate(hot_partitions)
            if partition.resource == resource
        ]
        if hot:
            own = next(at for at in drawn if buckets[at].resource == resource)
            parts = [part for whole in parts for part in _split(whole, own, hot, dice)]
    return parts


def _split(
    flow: GroupFlow,
    own: int,
    hot: Sequence[tuple[int, Fraction]],
    dice: np.random.Generator | None,
) -> list[GroupFlow]:
    """``own``: the bucket of the resource whose partitions they are."""
    *calls_of_hot, rest = split_calls(flow.calls, [share for _, share in hot], dice)
    total = np.maximum(flow.calls, 1)
    left = dict(flow.half_units)
    flows = []
    for (bucket, _), calls in zip(hot, calls_of_hot, strict=True):
        taken = {at: units * calls // total for at, units in flow.half_units.items()}
        left = {at: units - taken[at] for at, units in left.items()}
        flows.append(GroupFlow(flow.kind, calls, {**taken, bucket: taken[own]}))
    return [*flows, GroupFlow(flow.kind, rest, left)]
