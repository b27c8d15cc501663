"""One page of a list, by ``Marker`` and ``MaxItems``."""

from collections.abc import Sequence
from typing import Any

from harness.lambdas.protocol import constraint, refusal
from harness.lambdas.protocol.constraint import Integer
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.route import Route
from harness.wire.message import Response
from harness.wire.refusal import Refusal

PAGE_MAX = 50  # of every list, API reference (2026), whatever MaxItems asks for
_MAX_ITEMS = Integer(1, 10_000)


def page(
    entries: Sequence[Any], route: Route, key: str, name: str | None = None
) -> Response | Refusal:
    """The response with one page of a list. ``key``: the member that holds the list; ``name``: the
    member of an entry that the marker is, None where an entry is its own name."""
    size = _size(route.query("MaxItems"))
    if isinstance(size, Refusal):
        return size
    names = [entry if name is None else entry[name] for entry in entries]
    marker = route.query("Marker")
    if marker is not None and marker not in names:
        return refusal.invalid_parameter("Invalid Marker")
    first = 0 if marker is None else names.index(marker)
    answer: dict[str, Any] = {key: list(entries[first : first + size])}
    if first + size < len(names):
        answer["NextMarker"] = names[first + size]
    return described(answer)


def _size(max_items: str | None) -> int | Refusal:
    if max_items is None:
        return PAGE_MAX
    try:
        size = int(max_items)
    except ValueError:
        return refusal.not_a("an Integer", max_items)
    return constraint.refuse("MaxItems", size, _MAX_ITEMS) or min(size, PAGE_MAX)
