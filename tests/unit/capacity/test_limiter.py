from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.capacity.gauge import Gauge
from harness.capacity.limiter import Limiter
from harness.capacity.partitions import partition_numbers
from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.model.operation import Access, Operation, Touch
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Projection,
    Table,
    Throughput,
)
from harness.model.time import NS_PER_S

KEY = KeySchema(KeyAttribute("placa", "S"))
TINY = Table("tiny", KEY, BillingMode.PROVISIONED, Throughput(5, 5))
LIVRE = Table("livre", KEY, BillingMode.PAY_PER_REQUEST)
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
    assert limiter.admit(0, PUT) == PASSED


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
    assert limiter.admit(0, operation) == ((throttle,),)


def test_reads_and_writes_and_indexes_do_not_draw_on_each_other() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS), arm("cpf-index", read=ALL_UNITS)])
    assert limiter.admit(0, GET) == PASSED


def test_a_refused_call_passes_when_the_bucket_has_filled_again() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS)])
    assert limiter.admit(NS_PER_S // 2, PUT) == PASSED


def test_a_table_that_is_switched_to_provisioned_gets_full_buckets() -> None:
    limiter = Limiter([], now_ns=0)
    limiter.set_table(TABLE, 0)
    assert limiter.level_half_units("estacionamento", None, write=True, now_ns=0) == ALL_UNITS


def test_a_raised_table_keeps_its_debt_and_pays_it_faster() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS + 20)])
    limiter.set_table(replace(TABLE, throughput=Throughput(1, 20)), 0)
    assert limiter.admit(0, PUT) != PASSED
    assert limiter.admit(NS_PER_S, PUT) == PASSED


def test_a_removed_table_limits_nothing() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS)])
    limiter.remove_table("estacionamento")
    assert limiter.admit(0, PUT) == PASSED


def test_every_empty_bucket_is_named() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS), arm("cpf-index", write=ALL_UNITS)])
    assert [throttle.index for throttle in limiter.admit(0, PUT)[0]] == [None, "cpf-index"]


# on the virtual clock: what a table takes over time


def puts(limiter: Limiter, put: Operation, calls: int, now_ns: int) -> int:
    """How many of so many tiny puts pass at that moment."""
    passed = 0
    for _ in range(calls):
        if limiter.admit(now_ns, put) == PASSED:
            limiter.settle(now_ns, put, [Arm(put.accesses[0].table, None, 0, 2)])
            passed += 1
    return passed


def tiny_put(table: str, partition: int | None = None) -> Operation:
    return Operation("PutItem", (Access(table, None, True, partition, 2),))


def test_a_5_wcu_table_takes_its_1500_burst_units_and_then_exactly_5_a_second() -> None:
    limiter = Limiter([Table("cinco", KEY, BillingMode.PROVISIONED, Throughput(5, 5))], 0)
    put = tiny_put("cinco")
    assert puts(limiter, put, 2000, 0) == 1500
    assert [puts(limiter, put, 20, second * NS_PER_S) for second in range(1, 61)] == [5] * 60


def test_even_burst_goes_through_a_partition_at_1000_writes_a_second() -> None:
    limiter = Limiter([Table("cinco", KEY, BillingMode.PROVISIONED, Throughput(5, 5))], 0)
    put = tiny_put("cinco", partition=1)
    assert puts(limiter, put, 2000, 0) == 1000
    assert limiter.admit(0, put) == (
        (Throttle("cinco", None, "TableWriteKeyRangeThroughputExceeded"),),
    )
    assert puts(limiter, put, 2000, NS_PER_S) == 505


def test_a_raise_while_running_counts_from_that_moment() -> None:
    limiter = Limiter([Table("cinco", KEY, BillingMode.PROVISIONED, Throughput(5, 5))], 0)
    put = tiny_put("cinco")
    puts(limiter, put, 1500, 0)
    limiter.set_table(Table("cinco", KEY, BillingMode.PROVISIONED, Throughput(5, 50)), NS_PER_S)
    assert puts(limiter, put, 100, 2 * NS_PER_S) == 5 + 50


def test_what_a_raise_is_lowered_to_keeps_no_more_than_its_own_300_seconds() -> None:
    limiter = Limiter([Table("cinco", KEY, BillingMode.PROVISIONED, Throughput(5, 50))], 0)
    limiter.set_table(Table("cinco", KEY, BillingMode.PROVISIONED, Throughput(5, 5)), 0)
    assert puts(limiter, tiny_put("cinco"), 2000, 0) == 1500


Calls = list[tuple[int, int]]  # how long to wait before each, ns; what it consumes, half-units


def calls(longest_wait_s: int) -> st.SearchStrategy[Calls]:
    wait_ns = st.integers(0, longest_wait_s * NS_PER_S)
    return st.lists(st.tuples(wait_ns, st.integers(1, 4000)), min_size=1, max_size=60)


def assert_no_window_grants_more(
    table: Table, put: Operation, calls: Calls, burst: int, per_s: int
) -> None:
    """Than burst, rate and one call's debt, half-units."""
    limiter = Limiter([table], now_ns=0)
    granted: Calls = []
    now_ns = 0
    for wait_ns, half_units in calls:
        now_ns += wait_ns
        if limiter.admit(now_ns, put) == PASSED:
            limiter.settle(now_ns, put, [Arm(table.name, None, 0, half_units)])
            granted.append((now_ns, half_units))
    for first in range(len(granted)):
        for last in range(first, len(granted)):
            took = sum(half_units for _, half_units in granted[first : last + 1])
            lasted_ns = granted[last][0] - granted[first][0]
            allowed = (burst + granted[last][1]) * NS_PER_S + per_s * lasted_ns
            assert took * NS_PER_S <= allowed


@given(calls(longest_wait_s=90))
def test_no_window_grants_more_than_a_table_s_burst_rate_and_debt(calls: Calls) -> None:
    assert_no_window_grants_more(TABLE, PUT, calls, ALL_UNITS, 2)


@given(calls(longest_wait_s=4))
def test_no_window_grants_more_than_a_partition_s_ceiling(calls: Calls) -> None:
    table = Table("uma", KEY, BillingMode.PROVISIONED, Throughput(1, 999))
    assert_no_window_grants_more(table, tiny_put("uma", 1), calls, 2000, 2000)


@given(st.integers(0, 2**32), st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50))
def test_same_calls_times_and_seed_give_the_same_verdicts(seed: int, keys: list[int]) -> None:
    def verdicts() -> list[object]:
        limiter = Limiter([LIVRE], 0, seed=seed)
        said: list[object] = []
        for step, key in enumerate(keys):
            put = tiny_put("livre", key)
            said.append(limiter.admit(step * NS_PER_S // 10, put))
            limiter.settle(step * NS_PER_S // 10, put, [Arm("livre", None, 0, 1500)])
        return said

    assert verdicts() == verdicts()


# indexes


def test_a_write_that_does_not_touch_an_empty_index_passes() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm("cpf-index", write=ALL_UNITS)])
    untouching = Operation("UpdateItem", (Access("estacionamento", None, write=True),))
    assert limiter.admit(0, untouching) == PASSED


def test_a_query_of_a_local_index_is_charged_to_the_table() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, QUERY_LOCAL, [arm("por-ano", read=100)])
    level = limiter.level_half_units("estacionamento", None, write=False, now_ns=0)
    assert level == ALL_UNITS - 100


def test_an_index_partition_at_its_ceiling_refuses_the_write_and_is_named() -> None:
    wide = replace(TABLE.indexes[0], throughput=Throughput(5000, 5000))
    table = replace(TABLE, throughput=Throughput(5000, 5000), indexes=(wide,))
    limiter = Limiter([table], now_ns=0)
    access = Access("estacionamento", None, True, 1, 2, (Touch("cpf-index", 7),))
    put = Operation("PutItem", (access,))
    limiter.settle(0, put, [arm(write=2), arm("cpf-index", write=2000)])
    assert limiter.admit(0, put) == (
        (Throttle("estacionamento", "cpf-index", "IndexWriteKeyRangeThroughputExceeded"),),
    )


# several keys in one call


def batch(table: str, partitions: Sequence[int | None]) -> Operation:
    return Operation(
        "BatchWriteItem", tuple(Access(table, None, True, key, 2) for key in partitions)
    )


def test_a_batch_on_a_nearly_empty_bucket_passes_partly() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS - 6)])
    answers = limiter.admit(0, batch("estacionamento", [None] * 25))
    assert [answer == () for answer in answers] == [True] * 3 + [False] * 22


def test_a_batch_fills_an_index_as_well() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm("cpf-index", write=ALL_UNITS - 2)])
    answers = limiter.admit(0, Operation("BatchWriteItem", PUT.accesses * 2))
    assert [len(answer) for answer in answers] == [0, 1]
    assert answers[1][0].index == "cpf-index"


def transaction(table: str, least_half_units: int, count: int) -> Operation:
    access = Access(table, None, True, 1, least_half_units)
    return Operation("TransactWriteItems", (access,) * count, transaction=True)


@pytest.mark.parametrize("table", [TINY, LIVRE])
def test_a_transaction_of_almost_4_mb_passes_on_a_new_table(table: Table) -> None:
    """Ten puts of 350,000 bytes: paritysuite, transactionLimits, on AWS (2026-05)."""
    limiter, puts = Limiter([table], 0), transaction(table.name, 2 * 684, 10)
    assert limiter.admit(0, puts) == ((),) * 10
    limiter.settle(0, puts, [Arm(table.name, None, 0, 2 * 6840)])
    assert all(limiter.admit(0, puts))


def test_a_transaction_on_an_empty_bucket_is_refused_in_each_action() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm(write=ALL_UNITS)])
    refused = limiter.admit(0, transaction("estacionamento", 4, 2))
    assert [len(throttles) for throttles in refused] == [1, 1]


def test_asking_takes_nothing() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    for _ in range(10):
        limiter.admit(0, batch("estacionamento", [1, 2, None]))
    assert limiter.level_half_units("estacionamento", None, write=True, now_ns=0) == ALL_UNITS


def key_in(number: int) -> int:
    """Of three partitions."""
    return partition_numbers(0, 3).index(number) << 56


def test_the_units_of_a_batch_are_shared_among_the_partitions_of_its_keys() -> None:
    table = Table("largo", KEY, BillingMode.PROVISIONED, Throughput(1, 2999))
    limiter, keys = Limiter([table], 0), [key_in(number) for number in range(3)]
    limiter.settle(0, batch("largo", keys), [Arm("largo", None, 0, 5997)])
    assert all(limiter.admit(0, tiny_put("largo", key)) == PASSED for key in keys)
    limiter.settle(0, batch("largo", keys), [Arm("largo", None, 0, 3)])
    assert not any(limiter.admit(0, tiny_put("largo", key)) == PASSED for key in keys)


# on demand


START_HALF_UNITS = 2 * 4000 * 5  # 4,000 WCU, of five seconds


def test_a_new_on_demand_table_serves_12000_reads_and_4000_writes_a_second() -> None:
    limiter = Limiter([LIVRE], 0)
    assert [(gauge.write, gauge.units_per_s) for gauge in limiter.gauges(0)] == [
        (False, 12_000),
        (True, 4_000),
    ]


def test_an_on_demand_table_refuses_what_is_beyond_with_a_throttling_exception() -> None:
    limiter = Limiter([LIVRE], 0)
    put = tiny_put("livre")
    limiter.settle(0, put, [Arm("livre", None, 0, START_HALF_UNITS)])
    throttle = Throttle(
        "livre", None, "TableWriteKeyRangeThroughputExceeded", "ThrottlingException"
    )
    assert limiter.admit(0, put) == ((throttle,),)
    assert limiter.admit(1, put) == PASSED


def serve(limiter: Limiter, units_per_s: int, since_s: int, seconds: int) -> None:
    for second in range(since_s, since_s + seconds):
        arms = [Arm("livre", None, 0, 2 * units_per_s)]
        limiter.settle(second * NS_PER_S, tiny_put("livre"), arms)


def write_units_per_s(limiter: Limiter, at_s: int) -> int:
    return limiter.gauges(at_s * NS_PER_S)[1].units_per_s


def test_it_doubles_half_an_hour_after_a_new_peak_and_not_before() -> None:
    limiter = Limiter([LIVRE], 0)
    serve(limiter, 4000, 0, 61)
    assert write_units_per_s(limiter, 60 + 1799) == 4000
    assert write_units_per_s(limiter, 60 + 1800) == 8000


def test_a_peak_below_the_last_changes_nothing_and_the_last_is_kept() -> None:
    limiter = Limiter([LIVRE], 0)
    serve(limiter, 3000, 0, 61)
    serve(limiter, 2500, 120, 61)
    assert write_units_per_s(limiter, 24 * 3600) == 6000


def test_it_grows_up_to_the_quota_of_a_table_which_then_gives_the_reason() -> None:
    limiter = Limiter([LIVRE], 0)
    serve(limiter, 30_000, 0, 61)
    assert write_units_per_s(limiter, 3600) == 40_000
    now_ns = 3600 * NS_PER_S
    limiter.settle(now_ns, tiny_put("livre"), [Arm("livre", None, 0, 2 * 40_000 * 5)])
    throttle = Throttle("livre", None, "TableWriteAccountLimitExceeded", "RequestLimitExceeded")
    assert limiter.admit(now_ns, tiny_put("livre")) == ((throttle,),)


def test_a_maximum_refuses_under_a_name_of_its_own_and_has_burst() -> None:
    limited = replace(LIVRE, on_demand_maximum=OnDemandMaximum(None, 10))
    limiter = Limiter([limited], 0)
    assert puts(limiter, tiny_put("livre"), 4000, 0) == 3000
    throttle = Throttle(
        "livre", None, "TableWriteMaxOnDemandThroughputExceeded", "ThrottlingException"
    )
    assert limiter.admit(0, tiny_put("livre")) == ((throttle,),)
    assert puts(limiter, tiny_put("livre"), 100, NS_PER_S) == 10
    limiter.set_table(LIVRE, NS_PER_S)
    assert limiter.admit(NS_PER_S, tiny_put("livre")) == PASSED


def test_a_table_told_to_be_warm_is() -> None:
    warm = replace(LIVRE, warm_throughput=Throughput(20_000, 9_000))
    assert write_units_per_s(Limiter([warm], 0), 0) == 9_000


def test_a_table_switched_to_on_demand_serves_the_highest_it_was_ever_provisioned() -> None:
    provisioned = Table("livre", KEY, BillingMode.PROVISIONED, Throughput(1, 7000))
    limiter = Limiter([provisioned], 0)
    limiter.set_table(replace(provisioned, throughput=Throughput(1, 1)), 0)
    limiter.set_table(LIVRE, 0)
    assert write_units_per_s(limiter, 0) == 7000
    limiter.set_table(replace(provisioned, throughput=Throughput(1, 1)), 0)
    assert write_units_per_s(limiter, 0) == 1
    limiter.set_table(LIVRE, 0)
    assert write_units_per_s(limiter, 0) == 7000


# hot keys


def test_a_hot_key_gets_a_partition_of_its_own_and_its_neighbours_recover() -> None:
    table = Table("quente", KEY, BillingMode.PROVISIONED, Throughput(1, 2000))
    limiter = Limiter([table], 0)
    key = key_in(1)
    hot, neighbour = tiny_put("quente", key), tiny_put("quente", key + 1)

    def refused_neighbours(since_s: int, seconds: int) -> int:
        refused = 0
        for tenth in range(since_s * 10, (since_s + seconds) * 10):
            now_ns = tenth * NS_PER_S // 10
            if limiter.admit(now_ns, hot) == PASSED:  # of 200 WCU, twice what a tenth gives
                limiter.settle(now_ns, hot, [Arm("quente", None, 0, 400)])
            refused += 1 - puts(limiter, neighbour, 1, now_ns)
        return refused

    assert refused_neighbours(0, 30) > 100
    assert puts(limiter, tiny_put("quente", key_in(2)), 1, 30 * NS_PER_S) == 1
    refused_neighbours(30, 275)
    assert refused_neighbours(305, 30) == 0


# what is shown


def test_gauges_show_each_table_and_global_index_both_ways_and_local_ones_nowhere() -> None:
    limiter = Limiter([TABLE], now_ns=0)
    limiter.settle(0, PUT, [arm("cpf-index", write=ALL_UNITS + 2)])
    assert limiter.gauges(0) == (
        Gauge("estacionamento", None, False, 1, ALL_UNITS),
        Gauge("estacionamento", None, True, 1, ALL_UNITS),
        Gauge("estacionamento", "cpf-index", False, 1, ALL_UNITS),
        Gauge("estacionamento", "cpf-index", True, 1, -2),
    )
