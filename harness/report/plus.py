"""Adds tallies of two parts of a ledger."""

from typing import Any

from harness.report.histogram import Histogram


def plus(tally: Any, other: Any) -> Any:
    """Numbers as they are, dicts by key, whatever else member by member. ``tally`` is changed."""
    if isinstance(tally, int):
        return tally + other
    if isinstance(tally, Histogram):
        tally.merge(other)
    elif isinstance(tally, dict):
        for key, value in other.items():
            tally[key] = plus(tally[key], value) if key in tally else value
    else:
        for name in tally.__slots__:
            setattr(tally, name, plus(getattr(tally, name), getattr(other, name)))
    return tally
