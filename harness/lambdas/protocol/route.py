"""Which Lambda operation a request is for, and what its path and query say."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, unquote

from harness.lambdas.protocol.operations import OPERATIONS

# Every Lambda path begins with the date of its API version; DynamoDB's is "/" alone.
_DATED = re.compile(rb"/20\d\d-\d\d-\d\d/")


@dataclass(frozen=True, slots=True)
class Route:
    """What method and target stand for. ``operation``: AWS's name, or "" for one that is not
    served. ``parameters``: those of the path, decoded. ``queries``: every value of each."""

    operation: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    queries: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def function(self) -> str:
        """The name or ARN as it was given, "" where the operation names none."""
        return self.parameters.get("FunctionName", "")

    def query(self, name: str) -> str | None:
        """The last value of a query parameter, None where it is not there."""
        values = self.queries.get(name)
        return values[-1] if values else None


@dataclass(frozen=True, slots=True)
class _Pattern:
    """``marks``: what the query has to say, as ``List=ALL``."""

    operation: str
    steps: tuple[str, ...]
    marks: Mapping[str, list[str]]

    def parameters(
        self, steps: list[str], queries: Mapping[str, list[str]]
    ) -> dict[str, str] | None:
        """None where the path is another operation's."""
        if any(queries.get(name) != values for name, values in self.marks.items()):
            return None
        pairs = list(zip(self.steps, steps, strict=True))
        if any(mine != theirs for mine, theirs in pairs if not mine.startswith("{")):
            return None
        return {mine[1:-1]: unquote(theirs) for mine, theirs in pairs if mine.startswith("{")}


def _patterns() -> dict[tuple[str, int], list[_Pattern]]:
    """By method and number of steps; those that a query tells apart first."""
    patterns: dict[tuple[str, int], list[_Pattern]] = defaultdict(list)
    for operation, (method, uri) in OPERATIONS.items():
        path, _, query = uri.partition("?")
        steps = tuple(path.strip("/").split("/"))
        patterns[method, len(steps)].append(_Pattern(operation, steps, parse_qs(query)))
    for alike in patterns.values():
        alike.sort(key=lambda pattern: not pattern.marks)
    return dict(patterns)


_PATTERNS = _patterns()


def is_lambda(path: bytes) -> bool:
    """Whether a path is of Lambda's API."""
    return _DATED.match(path) is not None


@lru_cache(maxsize=1024)
def read_route(method: str, target: str) -> Route:
    """The operation that a request is for; ``target``: path and query as sent."""
    path, _, query = target.partition("?")
    steps = path.strip("/").split("/")
    queries = parse_qs(query)
    for pattern in _PATTERNS.get((method, len(steps)), ()):
        parameters = pattern.parameters(steps, queries)
        if parameters is not None and all(parameters.values()):
            return Route(pattern.operation, parameters, queries)
    return Route("")
