"""How many environments may run at once, of each function and together."""

from collections.abc import Iterable

from harness.lambdas.protocol.version import units_of
from harness.model.function import LATEST, Function
from harness.model.time import NS_PER_S
from harness.pool.function import Concurrency
from harness.pool.pool import Pool
from harness.settings import Settings, cores


def pool_of(functions: Iterable[Function], settings: Settings) -> Pool:
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
