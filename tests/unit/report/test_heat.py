from collections import Counter
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from harness.capacity.limiter import Limiter
from harness.capacity.partitions import partition_numbers
from harness.model.charge import Arm
from harness.model.entry import CallEntry
from harness.model.table import Table, Throughput
from harness.report.summary import Dimension, Heat
from tests.unit.report.summaries import counts_of

HOT, COLD = "00000000000000aa", "00000000000000bb"


def heats(
    make: SimpleNamespace, table: Table, *calls: CallEntry, salt: int = 0
) -> dict[tuple[str, str | None, Dimension], Heat]:
    facts = replace(make.facts(table), seed=salt)
    found = counts_of(facts, calls).heats
    return {(heat.table, heat.index, heat.dimension): heat for heat in found}


def key_of(first_byte: int) -> str:
    return f"{first_byte:02x}{0:014x}"


def test_the_hottest_key_and_its_share(make: SimpleNamespace) -> None:
    write = Arm("lot", None, write_half_units=2)
    calls = [make.call(second, write, partition=HOT, key="ABC…3f2a") for second in range(9)]
    calls.append(make.call(9, Arm("lot", None, write_half_units=6), partition=COLD))
    heat = heats(make, make.table("lot", 5, 5), *calls)["lot", None, Dimension.WRITE]
    assert [(key.partition, key.name, key.share) for key in heat.hottest] == [
        (HOT, "ABC…3f2a", Fraction(18, 24)),
        (COLD, None, Fraction(6, 24)),
    ]
    assert (heat.partitions, heat.busiest_share, heat.keys_seen) == (1, 1, 2)
    assert (heat.peak_half_units, heat.ceiling) == (6, 1000)
    assert heat.peak_utilisation == Fraction(6, 2000)


WARM = Throughput(20_000, 39_500)


@pytest.mark.parametrize("salt", [0, 5])
@pytest.mark.parametrize("read", [None, 1])
@pytest.mark.parametrize("warm", [None, WARM])
@pytest.mark.parametrize("index", [None, "by-cpf"])
def test_partitions_are_those_that_the_limiter_has(
    make: SimpleNamespace, salt: int, read: int | None, warm: Throughput | None, index: str | None
) -> None:
    """Of a table and of its index, provisioned and on demand, read back from the run's facts."""
    by_cpf = replace(make.global_index("by-cpf", read, 2000), warm_throughput=warm)
    table = replace(make.table("lot", read, 2000, by_cpf), warm_throughput=warm)
    limiter = Limiter([table], 0, seed=salt)
    arm = Arm("lot", index, read_half_units=2)
    calls = [make.call(byte, arm, partition=key_of(byte)) for byte in range(256)]
    heat = heats(make, table, *calls, salt=salt)["lot", index, Dimension.READ]
    buckets = limiter._supplies["lot", index, False].partitions
    borne = Counter(id(buckets.of(int(key_of(byte), 16))) for byte in range(256))
    assert (heat.partitions, heat.busiest_share) == (
        len(buckets),
        Fraction(max(borne.values()), 256),
    )


def test_the_peak_is_of_one_partition_in_one_second(make: SimpleNamespace) -> None:
    first, *_, last = sorted(range(256), key=partition_numbers(0, 3).__getitem__)
    write = Arm("lot", None, write_half_units=2)
    calls = [
        make.call(second, write, partition=key_of(byte))
        for byte, second in ((first, 0), (last, 0), (last, 0), (last, 1), (last, 1))
    ]
    heat = heats(make, make.table("lot", 1, 2000), *calls)["lot", None, Dimension.WRITE]
    assert (heat.peak_half_units, heat.busiest_share) == (4, Fraction(4, 5))


def test_an_index_is_read_under_its_own_key_and_written_under_one_that_is_not_known(
    make: SimpleNamespace,
) -> None:
    lot = make.table("lot", 5, 5, make.global_index("by-cpf", 5, 5))
    arms = (Arm("lot", None, write_half_units=2), Arm("lot", "by-cpf", write_half_units=2))
    found = heats(
        make,
        lot,
        make.call(0, *arms, partition=HOT),
        make.call(1, Arm("lot", "by-cpf", read_half_units=1), partition=COLD),
    )
    assert set(found) == {
        ("lot", None, Dimension.WRITE),
        ("lot", "by-cpf", Dimension.READ),
    }


def test_a_local_index_is_in_its_tables_partitions(make: SimpleNamespace) -> None:
    lot = make.table("lot", 5, 5, make.local_index("by-year"))
    call = make.call(0, Arm("lot", "by-year", read_half_units=3), partition=HOT)
    assert set(heats(make, lot, call)) == {("lot", None, Dimension.READ)}


def test_many_keys_are_counted_exactly(make: SimpleNamespace) -> None:
    write = Arm("lot", None, write_half_units=2)
    keys = [key for number in range(500) for key in (f"{number + 1000:016x}", HOT)]
    calls = [make.call(second, write, partition=key) for second, key in enumerate(keys)]
    heat = heats(make, make.table("lot", 5, 5), *calls)["lot", None, Dimension.WRITE]
    assert (heat.hottest[0].partition, heat.hottest[0].share) == (HOT, Fraction(1, 2))
    assert (heat.keys_seen, len(heat.hottest)) == (501, 5)
