from dataclasses import replace

import pytest

from harness.capacity.bucket import NS_PER_S
from harness.capacity.limiter import Limiter
from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.model.operation import Access, Operation, Touch
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
)

KEY = KeySchema(KeyAttribute("placa", "S"))
TABLE = Table(
    "estacionamento",
    KEY,
    BillingMode.PROVISIONED,
    Throughput(1, 1),
    (
        Index("cpf-index", IndexType.GLOBAL, KEY, Projection("ALL"), Throughput(1, 1)),
        Index("por-ano", IndexType.LOCAL, KEY, Projection("ALL")),
    ),
)
PUT = Operation(
    "PutItem", (Access("estacionamento", None, write=True, touches=(Touch("cpf-index"),)),)
)
GET = Operation("GetItem", (Access("estacionamento", None, write=False),))
QUERY_GLOBAL = Operation("Query", (Access("estacionamento", "cpf-index", write=False),))
QUERY_LOCAL = Operation("Query", (Access("estacionamento", "por-ano", write=False),))

PASSED = ((),)
ALL_UNITS = 600  # half-units in a full bucket of one unit a second


def arm(index: str | None = None, read: int = 0, write: int = 0) -> Arm:
    return Arm("estacionamento", index, read, write)


def test_a_call_passes_while_there_are_tokens() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    assert limiter.authorize(0, PUT) == PASSED


@pytest.mark.parametrize(
    ("spent", "operation", "throttle"),
    [
        (
            arm(write=ALL_UNITS),
            PUT,
            Throttle("estacionamento", None, "TableWriteProvisionedThroughputExceeded"),
        ),
        (
            arm(read=ALL_UNITS),
            GET,
            Throttle("estacionamento", None, "TableReadProvisionedThroughputExceeded"),
        ),
        (
            arm("cpf-index", write=ALL_UNITS),
            PUT,
            Throttle("estacionamento", "cpf-index", "IndexWriteProvisionedThroughputExceeded"),
        ),
        (
            arm("cpf-index", read=ALL_UNITS),
            QUERY_GLOBAL,
            Throttle("estacionamento", "cpf-index", "IndexReadProvisionedThroughputExceeded"),
        ),
        (
            arm("por-ano", read=ALL_UNITS),
            QUERY_LOCAL,
            Throttle("estacionamento", None, "TableReadProvisionedThroughputExceeded"),
        ),
    ],
)
def test_an_empty_bucket_refuses_what_would_draw_on_it(
    spent: Arm, operation: Operation, throttle: Throttle
) -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [spent])
    assert limiter.authorize(0, operation) == ((throttle,),)


def test_reads_and_writes_and_indexes_do_not_draw_on_each_other() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS), arm("cpf-index", read=ALL_UNITS)])
    assert limiter.authorize(0, GET) == PASSED


def test_a_refused_call_passes_when_the_bucket_has_filled_again() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS)])
    assert limiter.authorize(NS_PER_S // 2, PUT) == PASSED


def test_a_table_that_is_switched_to_provisioned_gets_full_buckets() -> None:
    limiter = Limiter([], now_ns=0)
    limiter.set_table(TABLE, 0)
    assert limiter.level_half_units("estacionamento", None, write=True, now_ns=0) == ALL_UNITS


def test_a_raised_table_keeps_its_debt_and_pays_it_faster() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS + 20)])
    limiter.set_table(replace(TABLE, throughput=Throughput(1, 20)), 0)
    assert limiter.authorize(0, PUT) != PASSED
    assert limiter.authorize(NS_PER_S, PUT) == PASSED


def test_a_removed_table_limits_nothing() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS)])
    limiter.remove_table("estacionamento")
    assert limiter.authorize(0, PUT) == PASSED


def test_every_empty_bucket_is_named() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS), arm("cpf-index", write=ALL_UNITS)])
    assert [throttle.index for throttle in limiter.authorize(0, PUT)[0]] == [None, "cpf-index"]
