"""Requests by second to calls and half-units by second."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from harness.simulate.arrivals import Counts64, differences
from harness.simulate.profile import CallGroup, Profile, ResourceId
from harness.simulate.traffic import MINUTE_S


@dataclass(frozen=True, slots=True)
class CallFlow:
    """Calls of one shape that requests of one kind make, over a day. ``calls``: by second;
    ``half_units``: a row for each of the shape's resources."""

    kind: str
    shape: CallGroup
    calls: Counts64
    half_units: Counts64

    def of(self, resource: ResourceId) -> Counts64:
        """Its half-units by second; it draws on the resource."""
        row: Counts64 = self.half_units[self.shape.resources.index(resource)]
        return row


def flows_of_day(
    profile: Profile,
    requests: Mapping[str, Counts64],
    table: str,
    dice: Callable[[str], np.random.Generator] | None,
) -> list[CallFlow]:
    """What the requests of a day, by kind and second, call of one table. ``dice``: a generator by
    name; None: each request takes the mean."""
    flows = []
    for kind in profile.kinds:
        for shape in kind.calls:
            if shape.resources[0].table != table or kind.kind not in requests:
                continue
            of_kind = requests[kind.kind]
            if dice is None:
                columns = _even(of_kind, shape)
            else:
                indexes = [resource.index for resource in shape.resources]
                columns = _drawn(
                    of_kind, shape, dice(f"{kind.kind} {shape.operation} {table} {indexes}")
                )
            flows.append(CallFlow(kind.kind, shape, columns[0], columns[1:]))
    return flows


def _table(shape: CallGroup) -> Counts64:
    """A row for each draw: its calls, then its half-units by resource."""
    return np.array([[draw.calls, *draw.half_units] for draw, _ in shape.draws], np.int64)


def _even(requests: Counts64, shape: CallGroup) -> Counts64:
    """Each request takes the mean: sums from the start are exact to the half-unit below."""
    weights = np.array([count for _, count in shape.draws], np.int64)
    until = np.outer(weights @ _table(shape), np.cumsum(requests)) // weights.sum()
    return differences(until)


def _drawn(requests: Counts64, shape: CallGroup, dice: np.random.Generator) -> Counts64:
    """Which draw each request has is thrown for each minute, and what that makes is spread over the
    minute's seconds in proportion to their requests."""
    table = _table(shape)
    if len(table) == 1:
        return np.outer(table[0], requests)
    padded = np.zeros(-(-len(requests) // MINUTE_S) * MINUTE_S, np.int64)
    padded[: len(requests)] = requests
    minutes = padded.reshape(-1, MINUTE_S)
    totals = minutes.sum(axis=1)
    weights = np.array([count for _, count in shape.draws], np.float64)
    sums = dice.multinomial(totals, weights / weights.sum()) @ table
    until = np.cumsum(minutes, axis=1) * sums.T[:, :, None] // np.maximum(totals, 1)[None, :, None]
    return differences(until).reshape(len(sums.T), -1)[:, : len(requests)]
