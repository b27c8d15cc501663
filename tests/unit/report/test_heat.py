from collections import Counter
from dataclasses import asdict, replace
from fractions import Fraction
from types import SimpleNamespace

import orjson
import pytest

from harness.capacity.limiter import Limiter
from harness.capacity.partitions import partition_numbers
from harness.ledger.rebuild import rebuilt
from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.model.entry import CallEntry
from harness.model.table import Throughput
from harness.report.heat import HeatTally
from harness.report.summary import Dimension, Heat

HOT, COLD = "00000000000000aa", "00000000000000bb"


def heats(tally: HeatTally) -> dict[tuple[str, str | None, Dimension], Heat]:
    return {(heat.table, heat.index, heat.dimension): heat for heat in tally.heats()}


def add(tally: HeatTally, call: CallEntry, second: int) -> None:
    tally.add(call.arms, [call.partition], [(second, 1)])
    tally.name(call.arms, [call.partition], [call.key])


def key_of(first_byte: int) -> str:
    return f"{first_byte:02x}{0:014x}"


def test_the_hottest_key_and_its_share(make: SimpleNamespace) -> None:
    tally = HeatTally([make.table("lot", 5, 5)], 0)
    write = Arm("lot", None, write_half_units=2)
    for second in range(9):
        add(tally, make.call(second, write, partition=HOT, key="ABC…3f2a"), second)
    add(tally, make.call(9, Arm("lot", None, write_half_units=6), partition=COLD), 9)
    heat = heats(tally)["lot", None, Dimension.WRITE]
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
    facts = rebuilt(RunFacts, orjson.loads(orjson.dumps(asdict(make.facts(table)))))
    tally = HeatTally(facts.tables, salt)
    arm = Arm("lot", index, read_half_units=2)
    for second, byte in enumerate(range(256)):
        add(tally, make.call(second, arm, partition=key_of(byte)), second)
    heat = heats(tally)["lot", index, Dimension.READ]
    buckets = limiter._supplies["lot", index, False].partitions
    borne = Counter(id(buckets.of(int(key_of(byte), 16))) for byte in range(256))
    assert (heat.partitions, heat.busiest_share) == (
        len(buckets),
        Fraction(max(borne.values()), 256),
    )


def test_the_peak_is_of_one_partition_in_one_second(make: SimpleNamespace) -> None:
    tally = HeatTally([make.table("lot", 1, 2000)], 0)
    first, *_, last = sorted(range(256), key=partition_numbers(0, 3).__getitem__)
    keys = [key_of(byte) for byte in (first, last, last, last, last)]
    tally.add([Arm("lot", None, write_half_units=2)], keys, [(0, 3), (1, 2)])
    heat = heats(tally)["lot", None, Dimension.WRITE]
    assert (heat.peak_half_units, heat.busiest_share) == (4, Fraction(4, 5))


def test_an_index_is_read_under_its_own_key_and_written_under_one_that_is_not_known(
    make: SimpleNamespace,
) -> None:
    tally = HeatTally([make.table("lot", 5, 5, make.global_index("by-cpf", 5, 5))], 0)
    arms = (Arm("lot", None, write_half_units=2), Arm("lot", "by-cpf", write_half_units=2))
    add(tally, make.call(0, *arms, partition=HOT), 0)
    add(tally, make.call(1, Arm("lot", "by-cpf", read_half_units=1), partition=COLD), 1)
    assert set(heats(tally)) == {
        ("lot", None, Dimension.WRITE),
        ("lot", "by-cpf", Dimension.READ),
    }


def test_a_local_index_is_in_its_tables_partitions(make: SimpleNamespace) -> None:
    tally = HeatTally([make.table("lot", 5, 5, make.local_index("by-year"))], 0)
    add(tally, make.call(0, Arm("lot", "by-year", read_half_units=3), partition=HOT), 0)
    assert set(heats(tally)) == {("lot", None, Dimension.READ)}


def test_hot_keys_survive_more_keys_than_are_kept(make: SimpleNamespace) -> None:
    tally = HeatTally([make.table("lot", 5, 5)], 0, kept=10)
    for number in range(500):
        write = Arm("lot", None, write_half_units=2)
        add(tally, make.call(number, write, partition=f"{number + 1000:016x}"), number)
        add(tally, make.call(number, write, partition=HOT), number)
    assert all(
        sum(map(len, resource.counted.values())) <= 2 * 10 for resource in tally._resources.values()
    )
    heat = heats(tally)["lot", None, Dimension.WRITE]
    assert heat.hottest[0].partition == HOT
    # Low by at most the forgotten: a tenth of all units, and one more round.
    assert Fraction(4, 10) < heat.hottest[0].share <= Fraction(1, 2)
    assert heat.keys_seen <= 20
