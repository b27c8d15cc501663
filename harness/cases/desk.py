"""Opens, shows, changes and ends cases: ``/_harness/cases``."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import orjson

from harness.cases.figures import Figures
from harness.errors import HarnessError
from harness.model.caller import CASE_KEY_PREFIX
from harness.model.entry import Entry
from harness.model.time import NS_PER_S
from harness.wire.message import Request, Response

PATH = b"/_harness/cases"

_OWN_TABLES = "this needs tables of its own: POST to its /tables first"


class Tables(Protocol):
    """A case's own: ``dynamodb.database.Database``."""

    def advance(self, by_ns: int) -> None: ...

    def set_limits(
        self,
        name: str,
        index: str | None,
        read_units: int | None,
        write_units: int | None,
        saved_s: int,
    ) -> bool: ...


T = TypeVar("T", bound=Tables)


@dataclass(slots=True)
class Case(Generic[T]):
    """``own``: None while it uses the tables that all share. ``warm``: the functions that have
    started cold for it; None where they need not."""

    own: T | None = None
    warm: set[str] | None = None
    figures: Figures = field(default_factory=Figures)


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
        return None if case is None else case.own or self._shared

    def count(self, entry: Entry) -> None:
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
        asked: Any = orjson.loads(request.body) if request.body else {}
        key, _, part = request.target.removeprefix(PATH).strip(b"/").decode().partition("/")
        case = self._cases.get(key)
        if case is None:
            return await self._at_the_desk(request.method, key, asked)
        match request.method, part:
            case b"GET", "":
                return _said(200, case.figures.as_json())
            case b"DELETE", "":
                return self._end(key, case)
            case b"POST", "tables":
                return await self._give_tables(case)
            case b"POST", "cold":
                case.warm = set()
                return _said(200, {})
            case b"POST", "limits" | "clock":
                return _change(case, part, asked)
        return _said(405, {"message": "not that way; see docs/pytest.md"})

    async def _at_the_desk(self, method: bytes, key: str, asked: dict[str, Any]) -> Response:
        if key:
            return _said(404, {"message": "no such case"})
        if method == b"POST":
            return await self._open(asked)
        return _said(200, {"cases": len(self._cases)})

    async def _open(self, asked: dict[str, Any]) -> Response:
        key = f"{CASE_KEY_PREFIX}{secrets.token_hex(8)}"
        case: Case[T] = Case(warm=set() if asked.get("cold") else None)
        if asked.get("tables"):
            given = await self._give_tables(case)
            if given.status != 200:
                return given
        self._cases[key] = case
        return _said(201, {"access_key": key})

    async def _give_tables(self, case: Case[T]) -> Response:
        try:
            case.own = case.own or await self._take()
        except HarnessError as error:
            return _said(409, {"message": str(error)})
        return _said(200, {})

    def _end(self, key: str, case: Case[T]) -> Response:
        del self._cases[key]
        if case.own is not None:
            self._give_back(case.own)
        return _said(200, case.figures.as_json())


def _change(case: Case[T], part: str, asked: dict[str, Any]) -> Response:
    if case.own is None:
        return _said(409, {"message": _OWN_TABLES})
    if part == "clock":
        case.own.advance(round(asked["advance_s"] * NS_PER_S))
        return _said(200, {})
    found = case.own.set_limits(
        asked["table"],
        asked.get("index"),
        asked.get("read_units"),
        asked.get("write_units"),
        asked["saved_s"],
    )
    where = f"{asked['table']} {asked.get('index') or ''}".strip()
    return _said(200, {}) if found else _said(404, {"message": f"no table or index {where}"})


def _said(status: int, said: dict[str, Any]) -> Response:
    return Response(status, orjson.dumps(said), [(b"content-type", b"application/json")])
