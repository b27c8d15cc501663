"""A ledger's requests to their profile, by the views of ``harness/ledger/profile.sql``."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from harness.ledger.run import RunFacts
from harness.model.function import X86
from harness.model.table import IndexType, Table
from harness.simulate.measure import (
    HOT_KEYS,
    CallSample,
    MeasuredKind,
    RequestGroup,
    profile_of_groups,
)
from harness.simulate.profile import FunctionUsage, KeyShares, Profile, ResourceId

_GROUPS = "SELECT kind, request, requests, numbers, squares FROM profile_groups"
_HOTTEST = f"""
    SELECT "table", "index", dimension, key_hash, half_units FROM profile_keys
    WHERE place < {HOT_KEYS} ORDER BY place
"""
# The same steps as for samples: each has twice as many keys as the one before.
_REST = f"""
    SELECT "table", "index", dimension, count(*), sum(half_units)
    FROM (SELECT *, floor(log2((place - {HOT_KEYS}) // {HOT_KEYS} + 1)) AS step
          FROM profile_keys WHERE place >= {HOT_KEYS})
    GROUP BY "table", "index", dimension, step ORDER BY step
"""

Statement = Callable[[str], list[tuple[Any, ...]]]


def count_profile(rows: Statement, facts: RunFacts) -> Profile:
    """The profile of a run whose ``profile.sql`` is defined."""
    shapes = {
        shape: CallSample(operation, _half_units(arms, touches or (), facts.tables))
        for shape, operation, arms, touches in rows("FROM profile_shapes")
    }
    calls: dict[int, list[CallSample]] = defaultdict(list)
    for request, shape, count in rows("FROM profile_group_calls"):
        calls[request] += [shapes[shape]] * count
    groups = defaultdict(list)
    for kind, one, *sums in rows(_GROUPS):
        groups[kind].append(RequestGroup(tuple(calls[one]), *map(int, sums)))
    functions, stored = _functions(rows, facts), _stored(rows)
    kinds = {
        kind: MeasuredKind(of_kind, functions[kind], stored[kind])
        for kind, of_kind in groups.items()
    }
    return profile_of_groups(kinds, _keys(rows), facts.template)


def _half_units(
    arms: Iterable[Mapping[str, Any]], touches: Iterable[tuple[str, str]], tables: Iterable[Table]
) -> dict[ResourceId, int]:
    """A local index draws on its table's throughput."""
    local = {
        (table.name, index.name)
        for table in tables
        for index in table.indexes
        if index.type is IndexType.LOCAL
    }
    units: dict[ResourceId, int] = {}
    for arm in arms:
        index = None if (arm["table"], arm["index"]) in local else arm["index"]
        for write, half_units in enumerate((arm["read_half_units"], arm["write_half_units"])):
            if half_units:
                resource = ResourceId(arm["table"], index, bool(write))
                units[resource] = units.get(resource, 0) + half_units
    for table_name, index_name in touches:
        units.setdefault(ResourceId(table_name, index_name, write=True), 0)
    return units


def _functions(rows: Statement, facts: RunFacts) -> Mapping[str, list[FunctionUsage]]:
    """By kind."""
    usages = defaultdict(list)
    for kind, function, invocations, billed_ms in rows("FROM profile_functions"):
        usages[kind].append(
            FunctionUsage(
                function,
                facts.memory_mb.get(function, 0),
                facts.architectures.get(function, X86),
                invocations,
                int(billed_ms),
            )
        )
    return usages


def _stored(rows: Statement) -> Mapping[str, dict[str, int]]:
    """By kind and table."""
    stored: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, table, stored_bytes in rows("FROM profile_stored"):
        stored[kind][table] = int(stored_bytes)
    return stored


def _keys(rows: Statement) -> Iterator[KeyShares]:
    hottest, rest = _by_resource(rows(_HOTTEST)), _by_resource(rows(_REST))
    for resource, keys in hottest.items():
        yield KeyShares(resource, tuple(keys), tuple(rest.get(resource, ())))


def _by_resource(rows: Iterable[tuple[Any, ...]]) -> dict[ResourceId, list[tuple[int, int]]]:
    by_resource: dict[ResourceId, list[tuple[int, int]]] = {}
    for table, index, dimension, first, half_units in rows:
        resource = ResourceId(table, index, dimension == "write")
        by_resource.setdefault(resource, []).append((int(first), int(half_units)))
    return by_resource
