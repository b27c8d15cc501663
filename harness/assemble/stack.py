"""Engines, gateway, front door and ledger behind one endpoint: what is started, in which order, and
how it is joined."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import orjson

from harness.assemble.backend import Backend, Engine, new_backend
from harness.assemble.concurrency import pool_of
from harness.assemble.routes import Routes
from harness.capacity.limiter import Limiter
from harness.cases.desk import Desk
from harness.clock import Clock
from harness.dynamodb.database import Database
from harness.dynamodb.fresh import FreshDatabases
from harness.dynamodb.gateway import Gateway
from harness.dynamodb.setup import TableSetup
from harness.dynamodb.tables import Tables
from harness.dynamodb.upstream import Upstream
from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION, Artifacts, OnProgress
from harness.engines.functions.code_watch import CodeWatch
from harness.engines.functions.pythons import Pythons, requiring
from harness.errors import EnvironmentFailedError, HarnessError, UsageError
from harness.lambdas.door import FrontDoor
from harness.lambdas.fleet import Fleet
from harness.ledger.counter import Counter
from harness.ledger.run import RunDirectory, RunFacts
from harness.ledger.writer import LedgerWriter
from harness.live.view import LiveView
from harness.model.application import Application
from harness.model.caller import LOAD_ACCESS_KEY, SECRET_KEY, SETUP_ACCESS_KEY, USER_ACCESS_KEY
from harness.model.entry import Entry, InvocationEntry
from harness.model.table import Table
from harness.model.time import NS_PER_S
from harness.services.others import OtherServices
from harness.services.tripwire import Tripwire
from harness.settings import Settings, cold_share
from harness.wire.client import HttpClient
from harness.wire.server import ALL_ADDRESSES, LOOPBACK, HttpServer
from harness.wire.signature import Signatures

# What a ``kill -9`` of the harness can lose of the ledger.
FLUSH_INTERVAL_S = 0.5

SEED_FILE = "seed.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One start step: ``harness plan`` prints what ``harness up`` runs."""

    title: str
    run: Callable[[], Awaitable[None]]


class Stack:
    """Engines, gateway, front door and ledger behind one endpoint.

    ``failure`` ends with what broke the stack in mid-run, an engine's death for example.
    """

    def __init__(
        self, settings: Settings, application: Application, on_progress: OnProgress
    ) -> None:
        self.application = application
        self.counter = Counter()
        self.clock = Clock()
        self.run: RunDirectory
        self.facts: RunFacts
        self.failure: asyncio.Future[HarnessError]
        self._settings = settings
        self._seed_path = settings.template.parent / SEED_FILE
        self._artifacts = Artifacts(
            settings.cache_dir, repository=settings.maven_repository, on_progress=on_progress
        )
        self._pythons = Pythons(settings.cache_dir, self._say)
        self._on_step: Callable[[str], None] = lambda title: None
        self._server = HttpServer(lambda request: self._routes.handle(request))
        self._host = LOOPBACK if settings.listen == "loopback" else ALL_ADDRESSES
        self._stops = AsyncExitStack()
        self._mark = secrets.token_hex(8)
        self._proxy_password = secrets.token_hex(16)
        self._backend: Backend
        self._engine: Engine
        self._upstream: HttpClient
        self._seed: dict[str, Any] = {}
        self._desk: Desk[Database]
        self._setup: TableSetup
        self._tables: Tables
        self._limiter: Limiter
        self._live: LiveView
        self._ledger: LedgerWriter
        self._gateway: Gateway
        self._fleet: Fleet
        self._door: FrontDoor
        self._routes: Routes

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self._server.port}"

    def steps(self) -> tuple[Step, ...]:
        """What ``start`` does, in order. Raises UsageError for a Java that cannot be used, and
        EnvironmentFailedError for a backend that is not installed."""
        settings = self._settings
        self._backend = new_backend(
            settings, self.application, self._artifacts, self._pythons, self._mark, self._fail
        )
        requiring_names = tuple(requiring(self.application.functions))
        packages = Step(_packages_step(requiring_names), self._have_packages)
        seed = Step(f"put the sample items of {self._seed_path}", self._load_seed)
        return (
            *(Step(title, run) for title, run in self._backend.steps()),
            *((packages,) if requiring_names else ()),
            Step(_engine_step(settings), self._start_engine),
            Step(_tables_step(self.application), self._make_tables),
            *((seed,) if self._seed_path.exists() else ()),
            Step(_serve_step(self.application, self._host, settings.port), self._serve),
        )

    async def start(
        self, run: RunDirectory, facts: RunFacts, on_step: Callable[[str], None]
    ) -> None:
        """Run the steps. Whatever happens in between, ``stop`` ends what was started."""
        self.run, self.facts = run, facts
        self.failure = asyncio.get_running_loop().create_future()
        run.write_facts(facts)
        self._on_step = on_step
        steps = self.steps()
        self._stops.push_async_callback(self._backend.close)
        for step in steps:
            on_step(step.title)
            await step.run()

    async def stop(self) -> None:
        """End everything, last started first. No process and no port is left.

        Raises what one of them raises, EnvironmentFailedError where the ledger's end cannot be
        written, once all are ended.
        """
        await self._stops.aclose()

    def note(self, **changes: Any) -> None:
        """Change the run's facts, in the file too."""
        self.facts = replace(self.facts, **changes)
        self.run.write_facts(self.facts)

    def note_event(self, sentence: str) -> None:
        self.note(events=(*self.facts.events, sentence))

    def _say(self, line: str) -> None:
        self._on_step(line)

    async def _have_packages(self) -> None:
        await self._pythons.prepare(self.application.functions)

    async def _start_engine(self) -> None:
        self._engine = self._backend.engine()
        self._stops.push_async_callback(self._engine.stop)
        await self._engine.start()
        self._engine.on_exit(self._fail)

    async def _make_tables(self) -> None:
        self._upstream = HttpClient(*self._engine.address)
        self._setup = TableSetup(Upstream(self._upstream))
        tables = await self._setup.make(self.application.tables)
        await self._setup.stop_expiry()
        self._tables, self._limiter = self._registered(tables, self._setup.stream_labels)
        self._live = LiveView(
            self.counter,
            lambda: self._limiter.gauges(self.clock.monotonic_ns()),
            self.clock.epoch_ns,
            str(self.run.path.absolute()),
        )

    def _registered(
        self, tables: Sequence[Table], stream_labels: Mapping[str, str]
    ) -> tuple[Tables, Limiter]:
        registry = Tables(
            tables,
            region=self._settings.region,
            account_id=self._settings.account_id,
            stream_labels=stream_labels,
            start_ns=self.clock.epoch_ns(),
            update_delay_ns=self._settings.update_delay_s * NS_PER_S,
        )
        now_ns = self.clock.monotonic_ns()
        return registry, Limiter(tables, now_ns, seed=self.facts.seed or 0)

    async def _load_seed(self) -> None:
        try:
            items = orjson.loads(self._seed_path.read_bytes())
        except ValueError as error:
            where = str(self._seed_path)
            raise UsageError(str(error), where=where, hint="mend the JSON") from error
        self._seed = self._seeded(items)
        await self._setup.load(self._seed, str(self._seed_path))

    def _seeded(self, items: dict[str, Any]) -> dict[str, Any]:
        """Without the tables that the template names, and a condition leaves out."""
        made = {table.name for table in self.application.tables}
        template = self._settings.template.read_text("utf-8")
        return {name: rows for name, rows in items.items() if name in made or name not in template}

    async def _serve(self) -> None:
        self._ledger = LedgerWriter(self.run.ledger)
        self._stops.push_async_callback(self._close_ledger)
        flusher = asyncio.get_running_loop().create_task(self._flush())
        self._stops.push_async_callback(_cancel(flusher))
        self._fleet = await self._new_fleet()
        self._stops.push_async_callback(self._fleet.stop)
        self._door = FrontDoor(
            self.application.functions,
            self._fleet,
            self.run.dead_letters,
            self.run.uploads,
            region=self._settings.region,
            account_id=self._settings.account_id,
            concurrency=self._settings.concurrency,
            retry_delay_ns=self._settings.event_retry_s * NS_PER_S,
            dice=random.Random(self.facts.seed),
            signatures=self._signatures(),
        )
        self._stops.push_async_callback(self._door.stop)
        self._gateway = Gateway(
            Upstream(self._upstream),
            self._tables,
            self._limiter,
            self._record,
            self._fleet.identify,
            region=self._settings.region,
            account_id=self._settings.account_id,
            limits=self._settings.limits,
            readable_keys=self._settings.keys == "readable",
            signatures=self._signatures(),
            clock=self.clock,
            database_of=lambda case: self._desk.tables_of(case),
        )
        self._desk = self._new_desk()
        self._routes = self._new_routes()
        await self._server.start(self._settings.port, self._host)
        self._stops.push_async_callback(self._server.stop)
        await self._serve_functions()
        self._fleet.endpoint = self.endpoint
        self._fleet.start()

    async def _serve_functions(self) -> None:
        """Where functions are on a network of their own, at this machine's address there too."""
        if self._backend.gateway is not None:
            server = HttpServer(self._routes.handle)
            self._backend.serve_functions(await server.start(host=self._backend.gateway))
            self._stops.push_async_callback(server.stop)

    def _new_routes(self) -> Routes:
        others = OtherServices(
            self._fleet.identify,
            self._fleet.function_of,
            self.note_event,
            account_id=self._settings.account_id,
            signatures=self._signatures(),
        )
        tripwire = Tripwire(lambda: self._server.port, self._proxy_password, self.note_event)
        return Routes(
            self._gateway, self._door, others, tripwire, self._desk, self._live, self.clock
        )

    def _new_desk(self) -> Desk[Database]:
        """Cases: the tests of a suite that share this stack."""
        tables, limits = self.application.tables, self._settings.limits

        def limited(upstream: Upstream, stream_labels: Mapping[str, str]) -> Database:
            registered = self._registered(tables, stream_labels)
            return Database(upstream, *registered, limits, self.clock)

        fresh = FreshDatabases(self._upstream, tables, self._seed, limited)
        self._stops.push_async_callback(fresh.stop)

        async def take() -> Database:
            if self._settings.db_path is not None:
                raise UsageError("tables of one's own are in memory only", where="--db-path")
            return await fresh.take()

        return Desk(self._gateway.shared, take, fresh.give_back)

    def _signatures(self) -> Signatures | None:
        if self._settings.signatures == "accept":
            return None

        def secret(key: str) -> str | None:
            known = key in (SETUP_ACCESS_KEY, USER_ACCESS_KEY) or self._fleet.knows(key)
            known = known or self._desk.tables_of(key) is not None
            return SECRET_KEY if known else None

        return Signatures(
            secret, region=self._settings.region, unchecked=frozenset((LOAD_ACCESS_KEY,))
        )

    async def _new_fleet(self) -> Fleet:
        settings, functions = self._settings, self.application.functions
        launcher = self._backend.launcher()
        self._stops.push_async_callback(launcher.close)
        for sentence in await launcher.notes(functions):
            self.note_event(sentence)
        dice = random.Random(self.facts.seed)
        share = cold_share(settings.cold)
        return Fleet(
            functions,
            pool_of(functions, settings),
            launcher.launch,
            self._record,
            self.run.logs,
            region=settings.region,
            account_id=settings.account_id,
            mark=self._mark,
            changed=self._watched_code().changed,
            retire=lambda: share > 0 and dice.random() < share,
            starts_cold=lambda invocation: (
                invocation.case is not None
                and self._desk.starts_cold(invocation.case, invocation.function.name)
            ),
            enforce_memory=settings.memory == "enforce",
            proxy_password=self._proxy_password,
        )

    def _watched_code(self) -> CodeWatch:
        watch = CodeWatch()
        self._stops.callback(watch.close)
        for function in self.application.functions:
            folders = [function.code_dir, *(layer.content_dir for layer in function.layers)]
            if not all(watch.add(function.name, folder) for folder in folders):
                self.note_event(f"not every change to the code of {function.name} is noticed")
        return watch

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_INTERVAL_S)
            try:
                self._ledger.flush()
            except EnvironmentFailedError as error:
                self._fail(error)
                return

    async def _close_ledger(self) -> None:
        self._ledger.close()

    def _record(self, entry: Entry) -> None:
        if isinstance(entry, InvocationEntry) and self.clock.skipped_ns:
            entry = replace(entry, time_ns=entry.time_ns + self.clock.skipped_ns)
        self._ledger.append(entry)
        self._desk.count(entry)
        self.counter.count(entry)

    def _fail(self, error: HarnessError) -> None:
        if not self.failure.done():
            self.failure.set_result(error)


def _engine_step(settings: Settings) -> str:
    if settings.dynamodb_endpoint is not None:
        host, port = settings.dynamodb_endpoint
        return f"use the DynamoDB Local at http://{host}:{port}"
    where = "in memory" if settings.db_path is None else f"in {settings.db_path}"
    return f"start DynamoDB Local {DYNAMODB_LOCAL_VERSION} {where}"


def _packages_step(functions: Sequence[str]) -> str:
    verb = "requires" if len(functions) == 1 else "require"
    return f"have the packages that {', '.join(functions)} {verb}"


def _tables_step(application: Application) -> str:
    names = [table.name for table in application.tables]
    if not names:
        return "make no table: the template has none"
    return f"make the table{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _serve_step(application: Application, host: str, port: int) -> str:
    names = ", ".join(["DynamoDB", *(function.name for function in application.functions)])
    served = " and ".join(names.split(", ", 1))
    return f"serve {served} on {host}, {port or 'a free port'}"


def _cancel(task: "asyncio.Task[None]") -> Callable[[], Awaitable[None]]:
    async def cancel() -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return cancel
