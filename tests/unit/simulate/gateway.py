"""The truth for the walk by seconds: the gateway's own limiter, call by call."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from harness.capacity.limiter import Limiter
from harness.model.charge import Arm
from harness.model.operation import Access, Operation
from harness.model.table import (
    BillingMode,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Table,
    Throughput,
)

KEY = KeySchema(KeyAttribute("id", "S"))
HASH = 1 << 60


@dataclass(frozen=True)
class Refusals:
    """Calls in all, those refused, and the second of the first of them."""

    calls: int
    refused: int
    first_s: int | None

    @property
    def share(self) -> float:
        return self.refused / self.calls


def provisioned_table(write_units: int) -> Table:
    return Table("t", KEY, BillingMode.PROVISIONED, Throughput(1, write_units))


def on_demand_table(maximum: int | None = None) -> Table:
    limits = OnDemandMaximum(None, maximum)
    return Table("t", KEY, BillingMode.PAY_PER_REQUEST, on_demand_maximum=limits)


def refusals_of(
    table: Table,
    by_second: Sequence[int],
    half_units: Sequence[int] = (2,),
    *,
    one_key: bool = False,
) -> Refusals:
    """Writes of the table at random times of their second, none of which comes again.

    ``half_units``: of each call one of them, by chance. ``one_key``: whether all are of one item.
    """
    dice = np.random.default_rng(20)
    limiter = Limiter([table], 0)
    partition = HASH if one_key else None
    access = Access("t", None, True, partition=partition, least_half_units=2)
    operation = Operation("PutItem", (access,), metered=True)
    calls = refused = 0
    first: int | None = None
    for second, count in enumerate(by_second):
        times = np.sort(dice.integers(0, 1_000_000_000, count)).tolist()
        sizes = dice.integers(0, len(half_units), count).tolist()
        for at, size in zip(times, sizes, strict=True):
            now_ns = second * 1_000_000_000 + at
            if limiter.admit(now_ns, operation)[0]:
                refused += 1
                first = second if first is None else first
            else:
                arm = Arm("t", None, 0, half_units[size])
                limiter.settle(now_ns, operation, [arm])
            calls += 1
    return Refusals(calls, refused, first)
