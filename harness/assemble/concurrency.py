"""How many environments may run at once, of each function and together."""

from collections.abc import Iterable

from harness.capacity.bucket import NS_PER_S
from harness.model.function import Function
from harness.pool.function import Concurrency
from harness.pool.pool import Pool
from harness.settings import Settings, cores


def pool_of(functions: Iterable[Function], settings: Settings) -> Pool:
    never_cold = settings.cold == "never"
    return Pool(
        {
            function.name: Concurrency(
                function.reserved_concurrency,
                function.provisioned_concurrency or (2 * cores() if never_cold else 0),
            )
            for function in functions
        },
        concurrency=settings.concurrency,
        environments_max=settings.environments_max,
        starting_max=cores(),
        idle_ns=settings.idle_s * NS_PER_S,
        grows=not never_cold,
    )
