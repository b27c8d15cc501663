from dataclasses import replace

import pytest

from harness.capacity.quotas import over_account_quota, over_table_quota, provisioned_units
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

KEY = KeySchema(KeyAttribute("id", "S"))
INDEX = Index("por-cpf", IndexType.GLOBAL, KEY, Projection("ALL"), Throughput(2, 3))
TABLE = Table("carros", KEY, BillingMode.PROVISIONED, Throughput(10, 20), (INDEX,))
ON_DEMAND = Table("livre", KEY, BillingMode.PAY_PER_REQUEST)


def with_units(read: int, write: int) -> Table:
    return replace(TABLE, throughput=Throughput(read, write), indexes=())


def test_a_table_s_indexes_are_part_of_what_it_provisions() -> None:
    assert provisioned_units(TABLE) == Throughput(12, 23)
    assert provisioned_units(ON_DEMAND) == Throughput(0, 0)


@pytest.mark.parametrize(
    ("units", "over"), [((40_000, 40_000), None), ((40_001, 1), "carros"), ((1, 40_001), "carros")]
)
def test_a_table_has_at_most_40_000_units_each_way(
    units: tuple[int, int], over: str | None
) -> None:
    assert over_table_quota(with_units(*units)) == over


def test_an_index_has_a_quota_of_its_own_and_is_named() -> None:
    index = replace(INDEX, throughput=Throughput(1, 40_001))
    assert over_table_quota(replace(TABLE, indexes=(index,))) == "por-cpf"


def test_an_account_has_at_most_80_000_units_each_way_of_provisioned_tables() -> None:
    two = [with_units(40_000, 1), with_units(40_000, 1)]
    assert not over_account_quota([*two, ON_DEMAND])
    assert over_account_quota([*two, with_units(1, 1)])
