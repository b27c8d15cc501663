"""Opens, shows, changes and ends cases: ``/_harness/cases``."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import orjson

from harness.cases.figures import CaseFigures
from harness.errors import HarnessError
from harness.model.caller import CASE_KEY_PREFIX
from harness.model.entry import Entry
from harness.model.time import NS_PER_S
from harness.wire.message import Request, Response

PATH = b"/_harness/cases"

_NEEDS_TABLES = "this needs tables of its own: POST to its /tables first"


class CaseTables(Protocol):
    """A case's own: ``dynamodb.database.Database``."""

    def advance(self, by_ns: int) -> None:
        """Set their time ahead."""

    def set_limits(
        self,
        name: str,
        index: str | None,
        read_units: int | None,
        write_units: int | None,
        saved_s: int,
    ) -> bool:
        """Limit a table, or an index of it, to so many units a second; ``saved_s``: seconds of
        unused capacity that it starts with. False where there is none of that name."""


T = TypeVar("T", bound=CaseTables)


@dataclass(slots=True)
class Case(Generic[T]):
    """``tables``: None while it uses the tables that all share. ``warm``: the functions that have
    started cold for it; None where they need not."""

    tables: T | None = None
    warm: set[str] | None = None
    figures: CaseFigures = field(default_factory=CaseFigures)


class Desk(Generic[T]):
    """``shared``: the tables of cases without their own. ``take`` and ``give_back``: those of
    others."""

    def __init__(
        self,
        shared: T,
        take: Callable[[], Awaitable[T]],
        give_back: Callable[[T], None],
    ) -> None:
        self._shared = shared
        self._take = take
        self._give_back = give_back
        self._cases: dict[str, Case[T]] = {}

    def tables_of(self, key: str) -> T | None:
        """None where the case is over."""
        case = self._cases.get(key)
        return None if case is None else case.tables or self._shared

    def count(self, entry: Entry) -> None:
        """Add an entry to the figures of its case, where it has one."""
        case = self._cases.get(entry.case or "")
        if case is not None:
            case.figures.count(entry)

    def starts_cold(self, key: str, function: str) -> bool:
        """Whether this invocation has to: the first of a function, in a case that asks for it."""
        case = self._cases.get(key)
        if case is None or case.warm is None or function in case.warm:
            return False
        case.warm.add(function)
        return True

    async def handle(self, request: Request) -> Response:
        """Answer a request whose target begins with PATH."""
        body: Any = orjson.loads(request.body) if request.body else {}
        key, _, part = request.target.removeprefix(PATH).strip(b"/").decode().partition("/")
        case = self._cases.get(key)
        if case is None:
            return await self._handle_all(request.method, key, body)
        match request.method, part:
            case b"GET", "":
                return _answer_json(200, case.figures.as_json())
            case b"DELETE", "":
                return self._end(key, case)
            case b"POST", "tables":
                return await self._give_tables(case)
            case b"POST", "cold":
                case.warm = set()
                return _answer_json(200, {})
            case b"POST", "limits" | "clock":
                return _change(case, part, body)
        return _answer_json(405, {"message": "no such method here; see docs/pytest.md"})

    async def _handle_all(self, method: bytes, key: str, body: dict[str, Any]) -> Response:
        if key:
            return _answer_json(404, {"message": "no such case"})
        if method == b"POST":
            return await self._open(body)
        return _answer_json(200, {"cases": len(self._cases)})

    async def _open(self, body: dict[str, Any]) -> Response:
        key = f"{CASE_KEY_PREFIX}{secrets.token_hex(8)}"
        case: Case[T] = Case(warm=set() if body.get("cold") else None)
        if body.get("tables"):
            response = await self._give_tables(case)
            if response.status != 200:
                return response
        self._cases[key] = case
        return _answer_json(201, {"access_key": key})

    async def _give_tables(self, case: Case[T]) -> Response:
        try:
            case.tables = case.tables or await self._take()
        except HarnessError as error:
            return _answer_json(409, {"message": str(error)})
        return _answer_json(200, {})

    def _end(self, key: str, case: Case[T]) -> Response:
        del self._cases[key]
        if case.tables is not None:
            self._give_back(case.tables)
        return _answer_json(200, case.figures.as_json())


def _change(case: Case[T], part: str, body: dict[str, Any]) -> Response:
    if case.tables is None:
        return _answer_json(409, {"message": _NEEDS_TABLES})
    if part == "clock":
        case.tables.advance(round(body["advance_s"] * NS_PER_S))
        return _answer_json(200, {})
    exists = case.tables.set_limits(
        body["table"],
        body.get("index"),
        body.get("read_units"),
        body.get("write_units"),
        body["saved_s"],
    )
    where = f"{body['table']} {body.get('index') or ''}".strip()
    return (
        _answer_json(200, {})
        if exists
        else _answer_json(404, {"message": f"no table or index {where}"})
    )


def _answer_json(status: int, content: dict[str, Any]) -> Response:
    return Response(status, orjson.dumps(content), [(b"content-type", b"application/json")])
