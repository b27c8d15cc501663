"""Asks the engine whether a request's expressions parse, apart from everything else."""

import orjson

from harness.dynamodb.engine import Engine
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.responses import error_message, error_name
from harness.dynamodb.protocol.validation.probe import (
    CREATE_EMPTY_TABLE,
    Probe,
    fault_of,
    identity_of,
    probes,
)
from harness.dynamodb.upstream import Upstream

# Its tables are seen by nobody else.
_ACCESS_KEY = "HarnessExpressions"

# An application has tens of expressions; a refused request with one that was asked about before
# costs no call of the engine's.
_KNOWN_MAX = 1_000

# A transaction of this size may be above AWS's 4 MB, whatever its expressions.
_LARGE_BYTES = 1_000_000


class Expressions:
    """Raises UpstreamLostError where the engine is gone."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._engine: Engine | None = None
        self._known: dict[bytes, str | None] = {}

    async def fault(self, operation: str, body: JsonObject) -> str | None:
        """The engine's words for the first expression that is wrong, None where none is."""
        for probe in probes(operation, body):
            fault = await self._fault(probe)
            if fault is not None:
                return fault
        return None

    async def _fault(self, probe: Probe) -> str | None:
        if len(orjson.dumps(probe.body)) > _LARGE_BYTES:
            return await self._answered(probe)
        identity = identity_of(probe)
        if identity not in self._known:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            self._known[identity] = await self._answered(probe)
        return self._known[identity]

    async def _answered(self, probe: Probe) -> str | None:
        engine = self._engine or await self._started()
        _, answer = await engine.call(probe.operation, probe.body)
        return fault_of(error_name(answer), error_message(answer))

    async def _started(self) -> Engine:
        """With the empty table, which another set of tables may have made before."""
        engine = Engine(self._upstream.beside(_ACCESS_KEY))
        await engine.call("CreateTable", CREATE_EMPTY_TABLE)
        self._engine = engine
        return engine
