"""Measured requests to a profile: a fold that does not mind their order, but for growth."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from harness.simulate.line import Line
from harness.simulate.profile import (
    CallGroup,
    Distribution,
    Draw,
    FunctionUsage,
    KeyShares,
    KindProfile,
    Profile,
    ResourceId,
    UnitGrowth,
    decimal,
)

# Kept by hash; the keys after them only as a curve. Of 10,000 keys by Zipf's law over 16 partitions
# a hundred leave the hottest partition's share 5 % uncertain.
HOT_KEYS = 100


@dataclass(frozen=True, slots=True)
class CallSample:
    """One call that DynamoDB served. ``half_units``: by resource, 0 for an index that it may have
    changed but did not. ``keys``: the hash of the partition key that it took them from, where the
    call names one."""

    operation: str
    half_units: Mapping[ResourceId, int]
    keys: Mapping[ResourceId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvocationSample:
    """One invocation and the milliseconds that Lambda would bill for it."""

    function: str
    memory_mb: int
    architecture: str
    billed_ms: int


@dataclass(frozen=True, slots=True)
class RequestSample:
    """One request with all that it caused. ``number``: how many requests were served before it.
    ``stored_bytes``: what it added, by table."""

    kind: str
    number: int
    calls: tuple[CallSample, ...]
    invocations: tuple[InvocationSample, ...] = ()
    stored_bytes: Mapping[str, int] = field(default_factory=dict)

    def half_units(self) -> Counter[ResourceId]:
        """Of all its calls together."""
        return _half_units(self.calls)


@dataclass(frozen=True, slots=True)
class RequestGroup:
    """Requests of one kind that made the same calls. ``numbers`` and ``squares``: the sums of their
    numbers and of the squares of those. Keys of the calls are not looked at."""

    calls: tuple[CallSample, ...]
    requests: int
    numbers: int
    squares: int

    def half_units(self) -> Counter[ResourceId]:
        """Of all calls that each of them made together."""
        return _half_units(self.calls)


@dataclass(frozen=True, slots=True)
class MeasuredKind:
    """All requests of a kind. ``stored_bytes``: what they put in all, by table. ``refused``: how
    many more there were, of which nothing else is known."""

    groups: Sequence[RequestGroup]
    functions: Sequence[FunctionUsage] = ()
    stored_bytes: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0


def profile_of(samples: Iterable[RequestSample], template: str = "") -> Profile:
    """The kinds by name. Equal for equal samples, whenever and wherever they were measured."""
    by_kind: dict[str, list[RequestSample]] = {}
    keys: dict[ResourceId, Counter[int]] = {}
    for sample in samples:
        by_kind.setdefault(sample.kind, []).append(sample)
        for call in sample.calls:
            for resource, key in call.keys.items():
                units = call.half_units.get(resource, 0)
                keys.setdefault(resource, Counter())[key] += units
    kinds = {kind: _measured(of_kind) for kind, of_kind in by_kind.items()}
    return profile_of_groups(
        kinds, (_key_shares(resource, units) for resource, units in keys.items()), template
    )


def profile_of_groups(
    kinds: Mapping[str, MeasuredKind],
    keys: Iterable[KeyShares],
    template: str = "",
    unserved: Mapping[str, int] | None = None,
    turns: int | None = None,
) -> Profile:
    """The same from requests that were counted already, in whatever order. ``unserved`` and
    ``turns``: as ``Profile`` has them."""
    return Profile(
        tuple(_kind_profile(kind, kinds[kind]) for kind in sorted(kinds)),
        tuple(sorted(keys, key=lambda shares: shares.resource.order)),
        template,
        dict(sorted((unserved or {}).items())),
        turns,
    )


def _measured(samples: Sequence[RequestSample]) -> MeasuredKind:
    stored: Counter[str] = Counter()
    for sample in samples:
        stored.update(sample.stored_bytes)
    groups = [RequestGroup(sample.calls, 1, sample.number, sample.number**2) for sample in samples]
    return MeasuredKind(groups, _functions(samples), stored)


def _kind_profile(kind: str, measured: MeasuredKind) -> KindProfile:
    groups = measured.groups
    totals = [group.half_units() for group in groups]
    resources = sorted(
        {resource for units in totals for resource in units}, key=lambda resource: resource.order
    )
    columns = {resource: [units[resource] for units in totals] for resource in resources}
    growth = (_growth(resource, groups, column) for resource, column in columns.items())
    return KindProfile(
        kind,
        sum(group.requests for group in groups),
        {resource: _distribution(groups, column) for resource, column in columns.items()},
        _shapes(groups),
        tuple(slope for slope in growth if slope is not None),
        dict(sorted(measured.stored_bytes.items())),
        tuple(sorted(measured.functions, key=lambda usage: usage.function)),
        _distribution(groups, [_sum(units, write=False) for units in totals]),
        _distribution(groups, [_sum(units, write=True) for units in totals]),
        measured.refused,
    )


def _half_units(calls: Iterable[CallSample]) -> Counter[ResourceId]:
    units: Counter[ResourceId] = Counter()
    for call in calls:
        units.update(call.half_units)
    return units


def _sum(units: Mapping[ResourceId, int], *, write: bool) -> int:
    return sum(half_units for resource, half_units in units.items() if resource.write is write)


def _distribution(groups: Sequence[RequestGroup], column: Sequence[int]) -> Distribution:
    counts: Counter[int] = Counter()
    for group, half_units in zip(groups, column, strict=True):
        counts[half_units] += group.requests
    return Distribution(dict(sorted(counts.items())))


_ShapeKey = tuple[str, tuple[ResourceId, ...]]


def _shapes(groups: Sequence[RequestGroup]) -> tuple[CallGroup, ...]:
    """A call that draws on several tables, or reads and writes, has a shape for each: a part of it
    can then be refused alone, which AWS does to batches and not to transactions."""
    draws: dict[_ShapeKey, Counter[Draw]] = {}
    for group in groups:
        for key, draw in _draws(group.calls).items():
            draws.setdefault(key, Counter())[draw] += group.requests
    samples = sum(group.requests for group in groups)
    return tuple(
        CallGroup(operation, resources, _with_idle(counts, samples, len(resources)))
        for (operation, resources), counts in sorted(draws.items(), key=_shape_order)
    )


def _draws(calls: Iterable[CallSample]) -> dict[_ShapeKey, Draw]:
    drawn: dict[_ShapeKey, Draw] = {}
    for call in calls:
        for resources in _groups(call.half_units):
            key = call.operation, resources
            before = drawn.get(key, Draw(0, (0,) * len(resources)))
            units = (call.half_units[resource] for resource in resources)
            drawn[key] = Draw(
                before.calls + 1,
                tuple(sum(pair) for pair in zip(before.half_units, units, strict=True)),
            )
    return drawn


def _groups(half_units: Iterable[ResourceId]) -> list[tuple[ResourceId, ...]]:
    """Writes of a table go with those of its indexes; a read draws on one resource."""
    groups: dict[tuple[str, str | None, bool], list[ResourceId]] = {}
    for resource in sorted(half_units, key=lambda resource: resource.order):
        index = None if resource.write else resource.index
        groups.setdefault((resource.table, index, resource.write), []).append(resource)
    return [tuple(group) for group in groups.values()]


def _with_idle(counts: Counter[Draw], samples: int, resources: int) -> tuple[tuple[Draw, int], ...]:
    idle = samples - counts.total()
    if idle:
        counts[Draw(0, (0,) * resources)] += idle
    return tuple(sorted(counts.items(), key=lambda item: (item[0].calls, item[0].half_units)))


def _shape_order(item: tuple[_ShapeKey, Counter[Draw]]) -> tuple[object, ...]:
    (operation, resources), _ = item
    return operation, tuple(resource.order for resource in resources)


def _growth(
    resource: ResourceId, groups: Sequence[RequestGroup], column: Sequence[int]
) -> UnitGrowth | None:
    """None from few requests, or where nothing varies."""
    rows = list(zip(groups, column, strict=True))
    line = Line(
        points=sum(group.requests for group in groups),
        x=sum(group.numbers for group in groups),
        y=sum(group.requests * half_units for group, half_units in rows),
        xx=sum(group.squares for group in groups),
        xy=sum(group.numbers * half_units for group, half_units in rows),
        yy=sum(group.requests * half_units**2 for group, half_units in rows),
    )
    if line.is_flat or not line.has_slope:
        return None
    return UnitGrowth(resource, Fraction(decimal(line.slope)), line.standard_error)


def _functions(samples: Iterable[RequestSample]) -> tuple[FunctionUsage, ...]:
    usage: dict[tuple[str, int, str], tuple[int, int]] = {}
    for sample in samples:
        for call in sample.invocations:
            key = call.function, call.memory_mb, call.architecture
            invocations, billed_ms = usage.get(key, (0, 0))
            usage[key] = invocations + 1, billed_ms + call.billed_ms
    return tuple(FunctionUsage(*key, *figures) for key, figures in sorted(usage.items()))


def _key_shares(resource: ResourceId, units: Counter[int]) -> KeyShares:
    ranked = sorted(units.items(), key=lambda item: (-item[1], item[0]))
    rest = Counter(half_units for _, half_units in ranked[HOT_KEYS:])
    return KeyShares(resource, tuple(ranked[:HOT_KEYS]), key_curve(rest))


def key_curve(keys_by_units: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Steps of keys with their half-units in all, the hotter first: each has twice as many keys as
    the one before. ``keys_by_units``: how many keys took so many half-units."""
    steps, size, keys, half_units = [], HOT_KEYS, 0, 0
    for units, left in sorted(keys_by_units.items(), reverse=True):
        while left:
            taken = min(left, size - keys)
            keys, half_units, left = keys + taken, half_units + taken * units, left - taken
            if keys == size:
                steps.append((keys, half_units))
                size, keys, half_units = 2 * size, 0, 0
    if keys:
        steps.append((keys, half_units))
    return tuple(steps)
