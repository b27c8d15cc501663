from dataclasses import replace

import pytest

from harness.dynamodb.protocol.control.state import TableState, lowers, raises, warm_throughput
from harness.dynamodb.protocol.control.throughput import throughput_changes
from harness.model.table import BillingMode, OnDemandMaximum, Throughput
from tests.unit.dynamodb.protocol.control.cars import (
    NOON_NS,
    S_NS,
    index,
    on_demand,
    provisioned,
    units,
    updating,
)

ON_DEMAND = {"BillingMode": "PAY_PER_REQUEST"}


def changed(standing: TableState, body, at_ns: int = NOON_NS) -> TableState:
    standing.changes += throughput_changes(standing.table, body, at_ns, at_ns)
    standing.take_effect(at_ns)
    return standing


def test_a_change_is_in_force_when_it_is_due_and_not_before() -> None:
    standing = TableState(provisioned(5, 5))
    standing.changes = throughput_changes(standing.table, units(6, 5), NOON_NS, NOON_NS + S_NS)
    assert not standing.take_effect(NOON_NS + S_NS - 1)
    assert (standing.table.throughput, len(standing.changes)) == (Throughput(5, 5), 1)
    assert standing.take_effect(NOON_NS + S_NS)
    assert (standing.table.throughput, standing.changes) == (Throughput(6, 5), ())
    assert standing.history(None).increased_ns == NOON_NS + S_NS


@pytest.mark.parametrize(
    ("read", "write", "decreases", "increased"),
    [(4, 5, 1, False), (4, 4, 1, False), (4, 6, 1, True), (6, 6, 0, True)],
)
def test_reads_and_writes_lowered_together_are_one_decrease(
    read, write, decreases, increased
) -> None:
    history = changed(TableState(provisioned(5, 5)), units(read, write)).history(None)
    assert history.decreases.today(NOON_NS // S_NS) == decreases
    assert (history.increased_ns is not None) == increased


def test_a_table_and_its_index_change_apart() -> None:
    standing = changed(TableState(provisioned(5, 5, index(2, 2))), updating(**units(1, 2)))
    assert standing.table.throughput == Throughput(5, 5)
    assert standing.table.indexes[0].throughput == Throughput(1, 2)
    assert standing.history("by-colour").decreases.today(NOON_NS // S_NS) == 1
    assert standing.history(None).decreases.today(NOON_NS // S_NS) == 0


def test_to_on_demand_the_indexes_go_with_their_table_and_count_a_decrease() -> None:
    standing = changed(TableState(provisioned(5, 5, index(2, 2))), ON_DEMAND)
    assert standing.table.billing_mode is BillingMode.PAY_PER_REQUEST
    assert (standing.table.throughput, standing.table.indexes[0].throughput) == (None, None)
    assert standing.history("by-colour").decreases.today(NOON_NS // S_NS) == 1
    assert standing.history(None).decreases.today(NOON_NS // S_NS) == 0


def test_back_to_provisioned_the_maxima_are_dropped() -> None:
    most = OnDemandMaximum(9, 9)
    table = replace(on_demand(replace(index(), on_demand_maximum=most)), on_demand_maximum=most)
    body = {"BillingMode": "PROVISIONED"} | units(1, 2) | updating(**units(3, 4))
    found = changed(TableState(table), body).table
    assert (found.throughput, found.indexes[0].throughput) == (Throughput(1, 2), Throughput(3, 4))
    assert found.on_demand_maximum == found.indexes[0].on_demand_maximum == OnDemandMaximum()


def test_warm_throughput_follows_the_highest_and_never_falls() -> None:
    standing = TableState(provisioned(1, 1))
    assert warm_throughput(standing.table) == Throughput(1, 1)
    changed(standing, units(3, 3))
    changed(standing, units(1, 2))
    assert warm_throughput(standing.table) == Throughput(3, 3)
    changed(standing, ON_DEMAND)
    assert warm_throughput(standing.table) == Throughput(12_000, 4_000)
    changed(standing, {"BillingMode": "PROVISIONED"} | units(1, 1))
    assert warm_throughput(standing.table) == Throughput(12_000, 4_000)


def test_up_and_down_at_once_is_both() -> None:
    before, after = Throughput(5, 5), Throughput(4, 6)
    assert raises(before, after)
    assert lowers(before, after)
    assert not raises(before, before)
    assert not lowers(before, None)


def test_a_change_of_an_index_that_is_gone_is_forgotten() -> None:
    standing = TableState(provisioned(5, 5, index(2, 2)))
    standing.changes = throughput_changes(standing.table, updating(**units(1, 1)), 0, 1)
    standing.table = provisioned(5, 5)
    assert standing.take_effect(1)
    assert (standing.table, standing.changes) == (provisioned(5, 5), ())
