"""``profile.json``: a profile as JSON and back. ``docs/profile.md`` describes it."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from harness.errors import UsageError
from harness.model.json_schema import json_schema
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

PROFILE_FORMAT = 1
PROFILE_SCHEMA_ID = "urn:lambda-dynamodb-harness:profile:1"
_PAGE = "docs/profile.md"

_Count = Annotated[int, Meta(ge=0)]
_Positive = Annotated[int, Meta(ge=1)]
# Pairs of half-units and how many requests took so many, ascending.
Requests = tuple[tuple[_Count, _Positive], ...]
# 64 bits: more than every program reads of a number.
_KeyHash = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]


class MeteredJson(Struct, frozen=True):
    """A table (``index`` null) or a global index, its reads or its writes."""

    table: str
    index: str | None
    dimension: Literal["read", "write"]


class UnitsJson(MeteredJson, frozen=True):
    """Half-units of one table or index."""

    requests: Requests


class DrawJson(Struct, frozen=True):
    """What so many requests took: the number of calls, and half-units by resource."""

    requests: _Positive
    calls: _Count
    half_units: tuple[_Count, ...]


class CallGroupJson(Struct, frozen=True):
    """Calls of one operation that draw on the same resources."""

    operation: str
    resources: tuple[MeteredJson, ...]
    draws: tuple[DrawJson, ...]


class UnitGrowthJson(MeteredJson, frozen=True):
    """Half-units that a request takes more for each request before it."""

    slope: Decimal
    standard_error: Decimal


class KindProfileJson(Struct, frozen=True):
    """What requests of one kind cost."""

    kind: str
    samples: _Positive
    units: tuple[UnitsJson, ...]
    calls: tuple[CallGroupJson, ...]
    growth: tuple[UnitGrowthJson, ...]
    stored_bytes: dict[str, int]
    functions: tuple[FunctionUsage, ...]
    reads: Requests
    writes: Requests
    refused: _Count = 0


class KeyJson(Struct, frozen=True):
    """One partition key, by its hash."""

    key: _KeyHash
    half_units: _Count


class KeyStepJson(Struct, frozen=True):
    """So many partition keys together."""

    keys: _Positive
    half_units: _Count


class KeySharesJson(MeteredJson, frozen=True):
    """Which partition keys the half-units go to, the hottest first."""

    hottest: tuple[KeyJson, ...]
    rest: tuple[KeyStepJson, ...]


class ProfileJson(Struct, frozen=True):
    """What requests of each kind cost, as a run measured it."""

    schema: str = msgspec.field(name="$schema")
    format: int
    template: str
    kinds: tuple[KindProfileJson, ...]
    keys: tuple[KeySharesJson, ...]
    unserved: dict[str, int] = {}
    turns: int | None = None


class _ProfileFormat(Struct):
    format: int | None = None


def encode_profile(profile: Profile) -> bytes:
    """Indented; the same bytes for equal profiles."""
    document = ProfileJson(
        PROFILE_SCHEMA_ID,
        PROFILE_FORMAT,
        profile.template,
        tuple(map(_kind_json, profile.kinds)),
        tuple(map(_keys_json, profile.keys)),
        dict(profile.unserved),
        profile.turns,
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def decode_profile(content: bytes, path: str) -> Profile:
    """Read what ``encode_profile`` wrote. ``path``: for the message.

    Raises UsageError where it is something else, or of another format.
    """
    try:
        number = msgspec.json.decode(content, type=_ProfileFormat).format
        if number == PROFILE_FORMAT:
            return _profile(msgspec.json.decode(content, type=ProfileJson))
    except (UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise UsageError(
            f"this is not a profile: {error}",
            where=path,
            hint="make it again with: harness report RUN",
        ) from error
    raise UsageError(
        f"profile format {number} is not {PROFILE_FORMAT}",
        where=path,
        hint="make it again with: harness report RUN",
    )


def profile_schema() -> dict[str, Any]:
    """The JSON Schema of ``profile.json``."""
    return json_schema(ProfileJson, PROFILE_SCHEMA_ID, "profile.json", PROFILE_FORMAT, _PAGE)


M = TypeVar("M", bound=MeteredJson)


def _metered(document: Callable[..., M], resource: ResourceId, *members: object) -> M:
    return document(resource.table, resource.index, resource.dimension, *members)


def _resource(document: MeteredJson) -> ResourceId:
    return ResourceId(document.table, document.index, document.dimension == "write")


def _kind_json(kind: KindProfile) -> KindProfileJson:
    return KindProfileJson(
        kind.kind,
        kind.samples,
        tuple(
            _metered(UnitsJson, resource, tuple(units.counts.items()))
            for resource, units in kind.units.items()
        ),
        tuple(map(_call_json, kind.calls)),
        tuple(
            _metered(UnitGrowthJson, growth.resource, decimal(growth.slope), growth.standard_error)
            for growth in kind.growth
        ),
        dict(kind.stored_bytes),
        kind.functions,
        tuple(kind.reads.counts.items()),
        tuple(kind.writes.counts.items()),
        kind.refused,
    )


def _call_json(group: CallGroup) -> CallGroupJson:
    return CallGroupJson(
        group.operation,
        tuple(_metered(MeteredJson, resource) for resource in group.resources),
        tuple(DrawJson(requests, draw.calls, draw.half_units) for draw, requests in group.draws),
    )


def _keys_json(shares: KeyShares) -> KeySharesJson:
    return _metered(
        KeySharesJson,
        shares.resource,
        tuple(KeyJson(f"{key:016x}", half_units) for key, half_units in shares.hottest),
        tuple(KeyStepJson(keys, half_units) for keys, half_units in shares.rest),
    )


def _profile(document: ProfileJson) -> Profile:
    return Profile(
        tuple(map(_kind, document.kinds)),
        tuple(map(_keys, document.keys)),
        document.template,
        document.unserved,
        document.turns,
    )


def _kind(document: KindProfileJson) -> KindProfile:
    return KindProfile(
        document.kind,
        document.samples,
        {_resource(units): Distribution(dict(units.requests)) for units in document.units},
        tuple(map(_call, document.calls)),
        tuple(
            UnitGrowth(_resource(growth), Fraction(growth.slope), growth.standard_error)
            for growth in document.growth
        ),
        document.stored_bytes,
        document.functions,
        Distribution(dict(document.reads)),
        Distribution(dict(document.writes)),
        document.refused,
    )


def _call(document: CallGroupJson) -> CallGroup:
    return CallGroup(
        document.operation,
        tuple(map(_resource, document.resources)),
        tuple((Draw(draw.calls, draw.half_units), draw.requests) for draw in document.draws),
    )


def _keys(document: KeySharesJson) -> KeyShares:
    return KeyShares(
        _resource(document),
        tuple((int(key.key, 16), key.half_units) for key in document.hottest),
        tuple((step.keys, step.half_units) for step in document.rest),
    )
