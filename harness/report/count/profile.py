"""A ledger's requests to their profile, by the views of ``harness/ledger/profile.sql``."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.ledger.run import RunFacts
from harness.model.function import X86
from harness.model.table import local_index_names
from harness.simulate.measure import (
    HOT_KEYS,
    CallSample,
    MeasuredKind,
    RequestGroup,
    key_curve,
    profile_of_groups,
)
from harness.simulate.profile import FunctionUsage, KeyShares, Profile, ResourceId

_FORMS = "SELECT form, request_kind, operation, arms, touches, is_request FROM forms"
_GROUPS = "SELECT request, requests, numbers, squares FROM profile_groups"
_REFUSED = "SELECT kind, count(*) FROM profile_refused GROUP BY kind"
_RESOURCES = 'SELECT DISTINCT "table", "index", dimension FROM profile_keys'
_HOTTEST = f"""
    SELECT key_hash, half_units FROM profile_keys
    WHERE "table" = ? AND "index" IS NOT DISTINCT FROM ? AND dimension = ?
    ORDER BY half_units DESC, key_hash LIMIT {HOT_KEYS}
"""
_KEYS_BY_UNITS = """
    SELECT half_units, count(*) FROM profile_keys
    WHERE "table" = ? AND "index" IS NOT DISTINCT FROM ? AND dimension = ?
    GROUP BY half_units
"""

Statement = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class _RequestForm:
    """What ledger entries of one form add to a request. ``kind``: None where they are calls of an
    invocation. ``call``: None where they are invocations."""

    kind: str | None
    call: CallSample | None


def count_profile(rows: Statement, facts: RunFacts) -> Profile:
    """The profile of a run whose ``profile.sql`` is defined. ``rows`` takes a statement and its
    parameters."""
    groups = _groups(rows, _forms(rows, facts))
    functions, stored = _functions(rows, facts), _stored(rows)
    refused: dict[str, int] = dict(rows(_REFUSED))
    kinds = {
        kind: MeasuredKind(of_kind, functions[kind], stored[kind], refused.pop(kind, 0))
        for kind, of_kind in groups.items()
    }
    ((turns,),) = rows("FROM profile_turns")
    return profile_of_groups(kinds, _keys(rows), facts.template, refused, turns)


def _forms(rows: Statement, facts: RunFacts) -> dict[int, _RequestForm]:
    forms, local = {}, local_index_names(facts.tables)
    for form, kind, operation, arms, touches, is_request in rows(_FORMS):
        call = None
        if operation is not None:
            call = CallSample(operation, _half_units(arms, touches or (), local))
        forms[form] = _RequestForm(kind if is_request else None, call)
    return forms


def _groups(rows: Statement, forms: Mapping[int, _RequestForm]) -> Mapping[str, list[RequestGroup]]:
    """By kind, without the calls of invocations that did not end."""
    calls: dict[int, list[CallSample]] = defaultdict(list)
    kinds: dict[int, str] = {}
    for request, form_number, count in rows("FROM profile_group_entries"):
        form = forms[form_number]
        if form.kind is not None:
            kinds[request] = form.kind
        if form.call is not None:
            calls[request] += [form.call] * count
    groups = defaultdict(list)
    for example, *sums in rows(_GROUPS):
        if example in kinds:
            group = RequestGroup(tuple(calls[example]), *map(int, sums))
            groups[kinds[example]].append(group)
    return groups


def _half_units(
    arms: Iterable[Mapping[str, Any]],
    touches: Iterable[tuple[str, str]],
    local: Collection[tuple[str, str]],
) -> dict[ResourceId, int]:
    """``local``: of ``local_index_names``."""
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
    for resource in rows(_RESOURCES):
        table, index, dimension = resource
        hottest = [(key, int(half_units)) for key, half_units in rows(_HOTTEST, resource)]
        keys_by_units = Counter(
            {int(units): keys for units, keys in rows(_KEYS_BY_UNITS, resource)}
        )
        keys_by_units.subtract(half_units for _, half_units in hottest)
        yield KeyShares(
            ResourceId(table, index, dimension == "write"),
            tuple(hottest),
            key_curve(keys_by_units),
        )
