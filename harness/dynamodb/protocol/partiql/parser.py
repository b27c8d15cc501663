"""PartiQL for DynamoDB, read as far as metering needs it: recursive descent over the tokens.

Grammar: developer guide, ql-reference (read 2026), and what DynamoDB Local 3.3.1 took, measured on
2026-11-23. It is lenient: a statement that the engine refuses consumes nothing known.
"""

from collections.abc import Callable
from functools import lru_cache

from harness.dynamodb.protocol.partiql.expression import (
    Collection,
    Condition,
    Expression,
    Literal,
    Parameter,
    Path,
    number,
)
from harness.dynamodb.protocol.partiql.syntax import Syntax, Verb
from harness.dynamodb.protocol.partiql.tokens import END, Token, tokens_of

# AWS refuses a longer statement, and so does DynamoDB Local (botocore 1.44.5, PartiQLStatement).
LONGEST = 8192

# Of brackets in brackets: AWS nests documents 32 deep, and each takes up to 11 Python frames.
_DEEPEST = 40

_COMPARATORS = frozenset(("=", "<>", "!=", "<", "<=", ">", ">="))
_ARITHMETIC = frozenset(("+", "-", "*", "/", "%", "||"))
_CONSTANTS: dict[str, Literal] = {
    "TRUE": Literal({"BOOL": True}),
    "FALSE": Literal({"BOOL": False}),
    "NULL": Literal({"NULL": True}),
}
# What may follow a WHERE clause.
_CLAUSES = frozenset(("ORDER", "RETURNING", "SET", "REMOVE"))


class _StatementError(Exception):
    """Not a statement that this parser knows."""


def parse(text: str) -> Syntax | None:
    """The statement, or None where it is not understood."""
    return _parse(text) if len(text) <= LONGEST else None


# Applications repeat their statements, with other parameters.
@lru_cache(maxsize=512)
def _parse(text: str) -> Syntax | None:
    tokens = tokens_of(text)
    if tokens is None:
        return None
    try:
        return _StatementParser(tokens).statement()
    except (_StatementError, ValueError):
        return None


class _StatementParser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._parameters = 0
        self._depth = 0

    def statement(self) -> Syntax:
        actions: dict[str, Callable[[], Syntax]] = {
            "SELECT": self._select,
            "INSERT": self._insert,
            "UPDATE": self._update,
            "DELETE": self._delete,
            "FROM": self._from_update,
            "EXISTS": self._exists,
        }
        action = actions.get(self._next().keyword)
        if action is None:
            raise _StatementError
        syntax = action()
        self._expect_end()
        return syntax

    # Statements, after their first word.

    def _select(self, action: Verb = Verb.SELECT) -> Syntax:
        projection: tuple[Expression, ...] = ()
        if not self._skip_symbol("*"):
            projection = self._list_of(self._sum)
        self._expect_word("FROM")
        table = self._name()
        index = self._name() if self._skip_symbol(".") else None
        return Syntax(action, table, index, projection, self._where())

    def _insert(self) -> Syntax:
        self._expect_word("INTO")
        table = self._name()
        self._expect_word("VALUE")
        return Syntax(Verb.INSERT, table, item=self._term())

    def _update(self) -> Syntax:
        table = self._name()
        self._skip_assignments()
        return Syntax(Verb.UPDATE, table, where=self._where())

    def _from_update(self) -> Syntax:
        """``FROM t WHERE ... SET ...`` is an UPDATE too (dynamodb-conformance, AWS, 2026-10)."""
        return Syntax(Verb.UPDATE, self._name(), where=self._where())

    def _delete(self) -> Syntax:
        self._expect_word("FROM")
        return Syntax(Verb.DELETE, self._name(), where=self._where())

    def _exists(self) -> Syntax:
        self._expect_symbol("(")
        self._expect_word("SELECT")
        syntax = self._select(Verb.CHECK)
        self._expect_symbol(")")
        return syntax

    def _where(self) -> Expression | None:
        return self._any() if self._skip_word("WHERE") else None

    def _skip_assignments(self) -> None:
        while self._peek() is not END and self._peek().keyword != "WHERE":
            self._parameters += self._next().is_symbol("?")

    def _expect_end(self) -> None:
        token = self._peek()
        if not (token is END or token.is_symbol(";") or token.keyword in _CLAUSES):
            raise _StatementError

    # Conditions, loosest first.

    def _any(self) -> Expression:
        return self._chain("OR", self._all)

    def _all(self) -> Expression:
        return self._chain("AND", self._negation)

    def _chain(self, operator: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._skip_word(operator):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Condition(operator, tuple(parts))

    def _negation(self) -> Expression:
        negated = False
        while self._skip_word("NOT"):
            negated = True
        return _negated(self._comparison(), negated)

    def _comparison(self) -> Expression:
        left = self._sum()
        token = self._peek()
        if token.kind == "symbol" and token.text in _COMPARATORS:
            return Condition(self._next().text, (left, self._sum()))
        negated = self._skip_word("NOT")
        if self._skip_word("BETWEEN"):
            return _negated(Condition("BETWEEN", (left, *self._bounds())), negated)
        if self._skip_word("IN"):
            return _negated(Condition("IN", (left, *self._members())), negated)
        if self._skip_word("IS"):
            self._skip_word("NOT")
            self._expect_word("NULL", "MISSING")
            return Condition("IS", (left,))
        if negated:
            raise _StatementError
        return left

    def _bounds(self) -> tuple[Expression, Expression]:
        low = self._sum()
        self._expect_word("AND")
        return low, self._sum()

    def _members(self) -> tuple[Expression, ...]:
        """A list, a bag, or the same in parentheses, where one alone is no list."""
        members = self._term()
        return members.members if isinstance(members, Collection) else (members,)

    def _sum(self) -> Expression:
        parts = [self._term()]
        while self._peek().kind == "symbol" and self._peek().text in _ARITHMETIC:
            self._next()
            parts.append(self._term())
        return parts[0] if len(parts) == 1 else Condition("+", tuple(parts))

    def _term(self) -> Expression:
        token = self._next()
        if token.kind == "string":
            return Literal({"S": token.text})
        if token.kind == "number":
            return Literal(number(token.text))
        if token.kind == "symbol":
            return self._symbol_term(token.text)
        if token.keyword in _CONSTANTS:
            return _CONSTANTS[token.keyword]
        if token.keyword == "MISSING":
            return Condition("MISSING", ())
        if token.kind == "word" and self._peek().is_symbol("("):
            self._next()
            return Condition(token.text.lower(), self._nested(")", self._sum))
        if token.kind in ("word", "name"):
            return self._path(token.text)
        raise _StatementError

    def _symbol_term(self, symbol: str) -> Expression:
        if symbol == "?":
            self._parameters += 1
            return Parameter(self._parameters - 1)
        if symbol in ("-", "+"):
            return Literal(number(symbol + self._expect("number").text))
        if symbol == "[":
            return Collection("L", self._nested("]", self._sum))
        if symbol == "<<":
            return Collection("S", self._nested(">>", self._sum))
        if symbol == "{":
            return self._map()
        if symbol == "(":
            parts = self._nested(")", self._any)
            return parts[0] if len(parts) == 1 else Collection("L", parts)
        raise _StatementError

    def _map(self) -> Expression:
        names: list[str] = []

        def member() -> Expression:
            names.append(self._expect("string").text)
            self._expect_symbol(":")
            return self._sum()

        return Collection("M", self._nested("}", member), tuple(names))

    def _path(self, attribute: str) -> Expression:
        whole = True
        while True:
            if self._skip_symbol("."):
                self._name()
            elif self._skip_symbol("["):
                self._expect("number")
                self._expect_symbol("]")
            else:
                return Path(attribute, whole)
            whole = False

    # Lists.

    def _nested(self, end: str, part: Callable[[], Expression]) -> tuple[Expression, ...]:
        """What stands between a bracket, already read, and its end."""
        if self._skip_symbol(end):
            return ()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _StatementError
        parts = self._list_of(part)
        self._depth -= 1
        self._expect_symbol(end)
        return parts

    def _list_of(self, part: Callable[[], Expression]) -> tuple[Expression, ...]:
        parts = [part()]
        while self._skip_symbol(","):
            parts.append(part())
        return tuple(parts)

    # Tokens.

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token is not END:
            self._at += 1
        return token

    def _name(self) -> str:
        token = self._next()
        if token.kind not in ("word", "name"):
            raise _StatementError
        return token.text

    def _skip_word(self, keyword: str) -> bool:
        matches = self._peek().keyword == keyword
        self._at += matches
        return matches

    def _skip_symbol(self, symbol: str) -> bool:
        matches = self._peek().is_symbol(symbol)
        self._at += matches
        return matches

    def _expect(self, kind: str) -> Token:
        token = self._next()
        if token.kind != kind:
            raise _StatementError
        return token

    def _expect_word(self, *keywords: str) -> None:
        if self._next().keyword not in keywords:
            raise _StatementError

    def _expect_symbol(self, symbol: str) -> None:
        if not self._next().is_symbol(symbol):
            raise _StatementError


def _negated(expression: Expression, negated: bool) -> Expression:
    return Condition("NOT", (expression,)) if negated else expression
