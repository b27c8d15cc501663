"""How the parts of a stack are joined behind one endpoint."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from harness.assemble.backend import Backend
from harness.assemble.facts import RunNotes
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
from harness.engines.functions.code_watch import CodeWatch
from harness.errors import EnvironmentFailedError, HarnessError, UsageError
from harness.lambdas.door import FrontDoor
from harness.lambdas.fleet import Fleet
from harness.lambdas.protocol.version import units_of
from harness.ledger.counter import Counter
from harness.ledger.writer import LedgerWriter
from harness.live.measured import Measured
from harness.live.view import LiveView
from harness.model.application import Application
from harness.model.caller import LOAD_ACCESS_KEY, SECRET_KEY, SETUP_ACCESS_KEY, USER_ACCESS_KEY
from harness.model.entry import Entry, InvocationEntry
from harness.model.function import LATEST, Function
from harness.model.table import Table
from harness.model.time import NS_PER_S
from harness.pool.pool import Pool
from harness.pool.share import Concurrency
from harness.services.others import OtherServices
from harness.services.tripwire import Tripwire
from harness.settings import Settings, cold_share, cores
from harness.wire.client import HttpClient
from harness.wire.server import ALL_ADDRESSES, LOOPBACK, HttpServer
from harness.wire.signature import Signatures

# What a ``kill -9`` of the harness can lose of the ledger.
FLUSH_INTERVAL_S = 0.5

Record = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Start:
    """What every step of a start may use. ``stops`` ends what was started, the last first; ``fail``
    takes what breaks the stack in mid-run. ``measured``: of a run that ends with enough."""

    settings: Settings
    application: Application
    notes: RunNotes
    stops: AsyncExitStack
    fail: Callable[[HarnessError], None]
    counter: Counter
    clock: Clock
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The engine with the template's tables in it. ``shared``: those that all callers use but a
    case that has its own."""

    client: HttpClient
    setup: TableSetup
    shared: Database


def host_of(settings: Settings) -> str:
    """The address to listen on."""
    return LOOPBACK if settings.listen == "loopback" else ALL_ADDRESSES


async def prepare(start: Start, engine: tuple[str, int]) -> Prepared:
    """Make the template's tables in the engine at that host and port."""
    client = HttpClient(*engine)
    upstream = Upstream(client)
    setup = TableSetup(upstream)
    tables = await setup.make(start.application.tables)
    await setup.stop_expiry()
    return Prepared(client, setup, _database(start, upstream, tables, setup.stream_labels))


async def serve(
    start: Start,
    backend: Backend,
    mark: str,
    prepared: Prepared,
    seed: Mapping[str, list[dict[str, Any]]],
) -> str:
    """Open the endpoint, and return its URL. ``mark``: what the names of this stack's processes and
    log streams have in common. ``seed``: the sample items of each table."""
    settings, application = start.settings, start.application
    place = {"region": settings.region, "account_id": settings.account_id}
    proxy_password = secrets.token_hex(16)
    desk = _new_desk(start, prepared, seed)
    # Everybody who hears of each call and each invocation.
    listeners: list[Record] = [_open_ledger(start).append, desk.count, start.counter.count]
    if start.measured is not None:
        start.measured.of(application.tables)
        listeners.append(start.measured.count)
    record = recorder(listeners, start.clock)
    fleet = await _new_fleet(start, backend, mark, proxy_password, record, desk)
    signatures = _signatures(settings, fleet, desk)
    door = FrontDoor(
        application.functions,
        fleet,
        start.notes.directory.dead_letters,
        start.notes.directory.uploads,
        **place,
        concurrency=settings.concurrency,
        retry_delay_ns=settings.event_retry_s * NS_PER_S,
        dice=random.Random(start.notes.facts.seed),
        signatures=signatures,
    )
    start.stops.push_async_callback(door.stop)
    gateway = Gateway(
        prepared.shared,
        record,
        fleet.identify,
        readable_keys=settings.keys == "readable",
        signatures=signatures,
        database_of=desk.tables_of,
    )
    others = OtherServices(
        fleet.identify,
        fleet.function_of,
        start.notes.add_event,
        account_id=settings.account_id,
        signatures=signatures,
    )
    live = LiveView(
        start.counter,
        lambda: prepared.shared.limiter.gauges(start.clock.monotonic_ns()),
        start.clock.epoch_ns,
        str(start.notes.directory.path.absolute()),
        lambda: prepared.shared.limits,
    )
    tripwire = Tripwire(lambda: server.port, proxy_password, start.notes.add_event)
    routes = Routes(gateway, door, others, tripwire, desk, live, start.clock, start.measured)
    server = await _listening(start, routes, settings.port, host_of(settings))
    if backend.gateway is not None:  # functions are on a network of their own
        backend.serve_functions((await _listening(start, routes, 0, backend.gateway)).port)
    endpoint = f"http://{LOOPBACK}:{server.port}"
    fleet.endpoint = endpoint
    fleet.start()
    return endpoint


def recorder(listeners: Sequence[Record], clock: Clock) -> Record:
    """Tells every listener of each entry, in that order, by the stack's time."""

    def record(entry: Entry) -> None:
        if isinstance(entry, InvocationEntry) and clock.skipped_ns:
            entry = replace(entry, time_ns=entry.time_ns + clock.skipped_ns)
        for listener in listeners:
            listener(entry)

    return record


def pool_of(functions: Iterable[Function], settings: Settings) -> Pool:
    """How many environments may run at once, of each function and together."""
    never_cold = settings.cold == "never"
    return Pool(
        {
            function.unit: Concurrency(
                function.reserved_concurrency,
                _provisioned(function) or (2 * cores() if never_cold else 0),
            )
            for function in units_of(functions)
        },
        concurrency=settings.concurrency,
        environments_max=settings.environments_max,
        starting_max=cores(),
        idle_ns=settings.idle_s * NS_PER_S,
        grows=not never_cold,
    )


def _provisioned(function: Function) -> int:
    """An alias has it, so the version that the alias stands for, not ``$LATEST``."""
    return 0 if function.version == LATEST else function.provisioned_concurrency


def _database(
    start: Start, upstream: Upstream, tables: Sequence[Table], stream_labels: Mapping[str, str]
) -> Database:
    settings, clock = start.settings, start.clock
    registry = Tables(
        tables,
        region=settings.region,
        account_id=settings.account_id,
        stream_labels=stream_labels,
        start_ns=clock.epoch_ns(),
        update_delay_ns=settings.update_delay_s * NS_PER_S,
    )
    limiter = Limiter(tables, clock.monotonic_ns(), seed=start.notes.facts.seed or 0)
    return Database(upstream, registry, limiter, settings.limits, clock)


def _new_desk(
    start: Start, prepared: Prepared, seed: Mapping[str, list[dict[str, Any]]]
) -> Desk[Database]:
    """Cases: the tests of a suite that share this stack."""
    tables = start.application.tables
    fresh = FreshDatabases(
        prepared.client,
        tables,
        seed,
        lambda upstream, stream_labels: _database(start, upstream, tables, stream_labels),
    )
    start.stops.push_async_callback(fresh.stop)

    async def take() -> Database:
        if start.settings.db_path is not None:
            raise UsageError("a test's own tables are in memory only", where="--db-path")
        return await fresh.take()

    return Desk(prepared.shared, take, fresh.give_back)


def _open_ledger(start: Start) -> LedgerWriter:
    ledger = LedgerWriter(start.notes.directory.ledger)

    async def flush() -> None:
        while True:
            await asyncio.sleep(FLUSH_INTERVAL_S)
            try:
                ledger.flush()
            except EnvironmentFailedError as error:
                start.fail(error)
                return

    flusher = asyncio.get_running_loop().create_task(flush())

    async def close() -> None:
        flusher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flusher
        ledger.close()

    start.stops.push_async_callback(close)
    return ledger


async def _new_fleet(
    start: Start,
    backend: Backend,
    mark: str,
    proxy_password: str,
    record: Record,
    desk: Desk[Database],
) -> Fleet:
    settings, functions = start.settings, start.application.functions
    launcher = backend.launcher()
    start.stops.push_async_callback(launcher.close)
    for sentence in await launcher.notes(functions):
        start.notes.add_event(sentence)
    dice = random.Random(start.notes.facts.seed)
    share = cold_share(settings.cold)
    fleet = Fleet(
        functions,
        pool_of(functions, settings),
        launcher.launch,
        record,
        start.notes.directory.logs,
        region=settings.region,
        account_id=settings.account_id,
        mark=mark,
        changed=_watched_code(start).changed,
        retire=lambda: share > 0 and dice.random() < share,
        starts_cold=lambda invocation: (
            invocation.case is not None
            and desk.starts_cold(invocation.case, invocation.function.name)
        ),
        enforce_memory=settings.memory == "enforce",
        proxy_password=proxy_password,
    )
    start.stops.push_async_callback(fleet.stop)
    return fleet


def _watched_code(start: Start) -> CodeWatch:
    watch = CodeWatch()
    start.stops.callback(watch.close)
    for function in start.application.functions:
        folders = [function.code_dir, *(layer.content_dir for layer in function.layers)]
        if not all(watch.add(function.name, folder) for folder in folders):
            start.notes.add_event(f"not every change to the code of {function.name} is noticed")
    return watch


def _signatures(settings: Settings, fleet: Fleet, desk: Desk[Database]) -> Signatures | None:
    """None where every signature is accepted."""
    if settings.signatures == "accept":
        return None

    def secret(key: str) -> str | None:
        is_known = (
            key in (SETUP_ACCESS_KEY, USER_ACCESS_KEY)
            or fleet.function_of(key) is not None
            or desk.tables_of(key) is not None
        )
        return SECRET_KEY if is_known else None

    return Signatures(secret, region=settings.region, unchecked=frozenset((LOAD_ACCESS_KEY,)))


async def _listening(start: Start, routes: Routes, port: int, host: str) -> HttpServer:
    server = HttpServer(routes.handle)
    await server.start(port, host)
    start.stops.push_async_callback(server.stop)
    return server
