from itertools import chain
from types import SimpleNamespace

from harness.model.charge import Arm
from harness.model.entry import Entry, Throttle
from harness.report.assess.demand import Demand
from harness.report.values.resource import Dimension

READ = Arm("lot", None, read_half_units=1)
WRITE = Arm("lot", None, write_half_units=4)
REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")
READS = ("lot", None, Dimension.READ)
WRITES = ("lot", None, Dimension.WRITE)


def served(make: SimpleNamespace, at_s: float, name: str) -> list[Entry]:
    mine = {"invocation": name, "caller": "parking-register"}
    return [
        make.call(at_s, READ, **mine),
        make.call(at_s, WRITE, **mine),
        make.invocation(at_s, name),
    ]


def lost(make: SimpleNamespace, at_s: float, name: str) -> list[Entry]:
    """Reads, then is refused four times by the write."""
    mine = {"invocation": name, "caller": "parking-register"}
    refusals = [make.call(at_s, refused=REFUSED, **mine) for _ in range(4)]
    return [make.call(at_s, READ, **mine), *refusals, make.invocation(at_s, name, error="X")]


def demand_of(make: SimpleNamespace, *requests: list[Entry]) -> Demand:
    return Demand(make.counts([], chain(*requests)))


def test_a_lost_request_wanted_what_a_served_one_consumes_less_what_it_did(
    make: SimpleNamespace,
) -> None:
    demand = demand_of(
        make, served(make, 0, "a"), served(make, 1, "b"), lost(make, 2, "c"), lost(make, 4, "d")
    )
    assert demand.missing(WRITES) == {2: 4, 4: 4}
    assert demand.missing(READS) == {}
    assert not demand.is_floor


def test_the_retries_of_one_request_count_once(make: SimpleNamespace) -> None:
    assert (
        sum(demand_of(make, served(make, 0, "a"), lost(make, 1, "b")).missing(WRITES).values()) == 4
    )


def test_thirds_of_a_unit_add_up_over_the_run(make: SimpleNamespace) -> None:
    # 2 of 3 served requests write 4 half-units: 8/3 each. Three lost ones: 8 in all.
    reader = [
        make.call(0, READ, invocation="c", caller="f"),
        make.invocation(0, "c", function_status=409),
    ]
    missing = demand_of(
        make,
        served(make, 0, "a"),
        served(make, 0, "b"),
        reader,
        *(lost(make, second, f"lost-{second}") for second in (1, 2, 3)),
    ).missing(WRITES)
    assert missing == {1: 2, 2: 3, 3: 3}


def test_a_kind_that_was_only_refused_makes_the_estimate_a_floor(make: SimpleNamespace) -> None:
    demand = demand_of(make, lost(make, 0, "a"))
    assert demand.is_floor
    assert demand.missing(WRITES) == {}
