"""Documents as a program gets them, and any documents at all."""

from collections.abc import Sequence
from dataclasses import is_dataclass
from decimal import Decimal
from enum import EnumType
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson
from hypothesis import strategies as st
from msgspec import Meta

from harness.report.assess.budget import Finding
from harness.report.render.document import (
    Document,
    ExactUnits,
    Milliseconds,
    Number,
    Seconds,
    UnitRate,
    UsdText,
    json_of,
)
from harness.report.render.json import report_of
from harness.report.values.summary import Summary


def report_json(summary: Summary, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """``report.json`` read without the classes that wrote it."""
    document: dict[str, Any] = orjson.loads(json_of(report_of(summary, findings)))
    return document


D = TypeVar("D", bound=Document)

_FIGURES = st.floats(-1e9, 1e9).map(lambda figure: round(figure, 6))
_TIMES = st.integers(0, 10**15)
_LEAVES: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8")),
    bool: st.booleans(),
    int: st.integers(-(10**15), 10**15),
    float: _FIGURES,
    type(None): st.none(),
    Number: _FIGURES.map(Number),
    UnitRate: _FIGURES.map(UnitRate),
    ExactUnits: st.integers(0, 10**15).map(lambda half_units: ExactUnits(half_units / 2)),
    Milliseconds: _TIMES.map(lambda ns: Milliseconds(ns / 1e6)),
    Seconds: _TIMES.map(lambda ns: Seconds(ns / 1e9)),
    UsdText: st.integers(0, 10**15).map(lambda micro: UsdText(f"{Decimal(micro) / 10**6:.6f}")),
}


def any_document(document: type[D]) -> st.SearchStrategy[D]:
    """Documents of all sorts, by the types of their members."""
    strategy: st.SearchStrategy[D] = _of_type(document)
    return strategy


def _of_type(hint: Any) -> st.SearchStrategy[Any]:
    if hint in _LEAVES:
        return _LEAVES[hint]
    if isinstance(hint, EnumType):
        return st.sampled_from(list(hint))
    if is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, Document)):
        members = get_type_hints(hint, include_extras=True).items()
        return st.builds(hint, **{name: _of_type(member) for name, member in members})
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _bounded(inner[0], inner[1])
    if origin in (UnionType, Union):
        return st.one_of(*map(_of_type, inner))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(_of_type(inner[0]), max_size=2).map(tuple)
    assert origin is dict
    return st.dictionaries(_of_type(inner[0]), _of_type(inner[1]), max_size=2)


def _bounded(hint: Any, meta: Meta) -> st.SearchStrategy[Any]:
    if meta.min_length is not None:
        item = _of_type(get_args(hint)[0])
        return st.lists(item, min_size=meta.min_length, max_size=meta.min_length + 1).map(tuple)
    if meta.ge is not None:
        return st.integers(int(meta.ge), 10**15) if hint is int else st.floats(meta.ge, 1e9)
    return _of_type(hint).map(lambda figure: hint(abs(figure)))
