"""An UpdateExpression read as far as its paths: which action on which path, with which value.

Grammar: Developer Guide, Expressions.UpdateExpressions (2026 copy). It is lenient: what else is
wrong with an expression, the engine says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from harness.dynamodb.protocol.request import JsonObject
from harness.model.item import AttributeValue

# A map's member by its name, a list's element by its index.
DocumentPath = tuple[str | int, ...]

_TOKEN = re.compile(r"\s*+(?:([#:]?\w++)|(\[\s*+\d++\s*+\])|([-+.,=()]))")
# What these give has a type, whatever is stored.
_NUMBER: AttributeValue = {"N": "0"}
_LIST: AttributeValue = {"L": []}

_ACTIONS = frozenset(("SET", "REMOVE", "ADD", "DELETE"))


@dataclass(frozen=True, slots=True)
class Clause:
    """``path``: as written, placeholders included. ``operand``: the tokens of what it is given."""

    action: str
    path: DocumentPath
    operand: tuple[str, ...] = field(default=(), compare=False)

    def resolved(self, names: Mapping[str, str]) -> DocumentPath:
        """The path with the attributes' names. Raises KeyError for an unknown placeholder."""
        return tuple(
            names[part] if isinstance(part, str) and part[0] == "#" else part for part in self.path
        )


class _UpdateError(Exception):
    """Not an update expression that this parser knows."""


# Applications repeat their expressions, with other values.
@lru_cache(maxsize=512)
def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses in order; none where the text is not an update expression."""
    try:
        return tuple(_UpdateParser(list(_tokens(text))).clauses())
    except _UpdateError:
        return ()


def values_of(request: JsonObject) -> Iterator[tuple[str, AttributeValue]]:
    """Whole top-level attributes and their new values; where a value is calculated, one of its
    type. What an attribute gives, also by if_not_exists, is not known. Raises what a malformed
    request raises: AttributeError, LookupError, TypeError, ValueError.
    """
    for name, update in (request.get("AttributeUpdates") or {}).items():
        if update.get("Value") is not None and update.get("Action") != "DELETE":
            yield name, update["Value"]
    names: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
    values: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
    for clause in clauses_of(request.get("UpdateExpression") or ""):
        whole = len(clause.path) == 1 and clause.action in ("SET", "ADD")
        value = _value(clause.operand, values) if whole else None
        if value is not None:
            yield str(clause.resolved(names)[0]), value


def _value(operand: Sequence[str], values: Mapping[str, Any]) -> AttributeValue | None:
    if len(operand) == 1:
        return values[operand[0]] if operand[0].startswith(":") else None
    if "+" in operand or "-" in operand:
        return _NUMBER
    return _LIST if operand[0].lower() == "list_append" else None


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _UpdateError
        yield match[match.lastindex or 0]
        at = match.end()


class _UpdateParser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def clauses(self) -> Iterator[Clause]:
        """Each action has one section."""
        left = set(_ACTIONS)
        while self._at < len(self._tokens):
            action = self._next().upper()
            if action not in left:
                raise _UpdateError
            left.remove(action)
            yield self._clause(action)
            while self._skip(","):
                yield self._clause(action)

    def _clause(self, action: str) -> Clause:
        path, start = self._path(), self._at
        if action == "SET":
            self._skip_assignment()
            start += 1
        elif action != "REMOVE" and self._next()[0] != ":":
            raise _UpdateError
        return Clause(action, path, tuple(self._tokens[start : self._at]))

    def _path(self) -> DocumentPath:
        parts: list[str | int] = [self._name()]
        while True:
            if self._skip("."):
                parts.append(self._name())
            elif self._peek()[:1] == "[":
                parts.append(int(self._next()[1:-1]))
            else:
                return tuple(parts)

    def _skip_assignment(self) -> None:
        """``=`` and what is assigned, up to the next path or clause."""
        if not self._skip("="):
            raise _UpdateError
        depth, start = 0, self._at
        while (token := self._peek()) and (depth or not (token == "," or _begins_clause(token))):
            depth += (token == "(") - (token == ")")
            self._at += 1
        if self._at == start or depth:
            raise _UpdateError

    def _name(self) -> str:
        token = self._next()
        if not (token[0] == "#" or token[0].isalpha() or token[0] == "_"):
            raise _UpdateError
        return token

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise _UpdateError
        self._at += 1
        return token

    def _skip(self, symbol: str) -> bool:
        matches = self._peek() == symbol
        self._at += matches
        return matches


def _begins_clause(token: str) -> bool:
    return token.upper() in _ACTIONS
