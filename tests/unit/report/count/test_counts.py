import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.capacity.limiter import Limiter
from harness.capacity.partitions import partition_numbers
from harness.errors import UsageError
from harness.ledger.reader import LedgerReader
from harness.ledger.run import RunDirectory
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Throttle
from harness.model.table import Table, Throughput
from harness.report.assess.summarise import summarise
from harness.report.count.counts import Counts
from harness.report.values.heat import Heat
from harness.report.values.resource import Dimension
from harness.report.values.retries import Retries
from tests.unit.report.summaries import counts_of

READ = Arm("lot", None, read_half_units=1)
WRITE = Arm("lot", None, write_half_units=2)
REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")


def counted(make: SimpleNamespace, *entries: object) -> Counts:
    lot = make.table("lot", 5, 10, make.global_index("by-cpf", 5, 5), make.local_index("by-year"))
    counts: Counts = make.counts([lot], entries)
    return counts


def test_setup_calls_leave_no_trace(make: SimpleNamespace) -> None:
    counts = counted(make, make.call(0, WRITE, caller="setup"))
    assert (counts.totals.calls, counts.first_ns, counts.arms) == (0, None, ())


def test_a_local_index_draws_on_its_table_and_a_global_one_on_itself(make: SimpleNamespace) -> None:
    local = Arm("lot", "by-year", write_half_units=4)
    other = Arm("lot", "by-cpf", write_half_units=6)
    counts = counted(make, make.call(0, WRITE, local, other))
    consumed = counts.consumed
    assert consumed["lot", None, Dimension.WRITE] == {0: 6}
    assert consumed["lot", "by-cpf", Dimension.WRITE] == {0: 6}
    assert set(counts.arms) == {WRITE, local, other}


def test_units_fall_into_the_second_of_the_calls_arrival(make: SimpleNamespace) -> None:
    counts = counted(make, make.call(0, WRITE), make.call(0.999, WRITE), make.call(1, WRITE))
    assert counts.consumed["lot", None, Dimension.WRITE] == {0: 4, 1: 2}


def test_an_invocation_is_throttled_failed_declined_or_answered(make: SimpleNamespace) -> None:
    counts = counted(
        make,
        make.invocation(0, "a"),
        make.invocation(0, "b", function_status=409),
        make.invocation(0, "c", error="KeyError", function_status=None),
        make.invocation(0, "d", error="ThrottlingException", function_status=None),
        make.invocation(0, "e", error="RequestLimitExceeded", function_status=None),
    )
    outcomes = counts.kinds["register"].outcomes
    assert (outcomes.requests, outcomes.throttled, outcomes.failed, outcomes.declined) == (
        5,
        2,
        1,
        1,
    )
    assert counts.totals.request_errors["KeyError"] == 1


def test_a_timeout_while_the_sdk_waits_to_retry_is_throttling(make: SimpleNamespace) -> None:
    counts = counted(
        make,
        make.call(0, refused=REFUSED, invocation="a", caller="parking-register"),
        make.invocation(0, "a", error="Sandbox.Timedout", function_status=None),
    )
    assert counts.kinds["register"].outcomes.throttled == 1


def test_a_request_whose_retry_got_through_is_served_and_its_refusals_still_count(
    make: SimpleNamespace,
) -> None:
    mine = {"invocation": "a", "caller": "parking-register"}
    counts = counted(
        make,
        make.call(0, refused=REFUSED, **mine),
        make.call(1, WRITE, **mine),
        make.invocation(0, "a"),
    )
    kind = counts.kinds["register"]
    assert (kind.served, dict(kind.lost), counts.totals.refused_calls) == (1, {}, 1)
    assert counts.functions[0].refused_calls == 1


def test_a_handler_that_catches_the_refusal_has_lost_its_request_all_the_same(
    make: SimpleNamespace,
) -> None:
    counts = counted(
        make,
        make.call(0, READ, invocation="a", caller="parking-register"),
        make.call(0, refused=REFUSED, invocation="a", caller="parking-register"),
        make.invocation(0, "a", function_status=503),
    )
    kind = counts.kinds["register"]
    assert dict(kind.lost) == {0: 1}
    assert kind.lost_arms == (READ,)
    assert (kind.outcomes.throttled, kind.outcomes.declined) == (0, 1)


def test_a_direct_call_is_a_request_of_its_operations_kind(make: SimpleNamespace) -> None:
    counts = counted(
        make, make.call(0, WRITE), make.call(0, READ, operation="GetItem", kind="look")
    )
    assert set(counts.kinds) == {"PutItem", "look"}
    assert counts.kinds["look"].served == 1


def test_direct_control_calls_are_no_requests(make: SimpleNamespace) -> None:
    counts = counted(make, make.call(0, operation="DescribeTable", metered=False))
    assert not counts.kinds
    assert counts.totals.operations["DescribeTable"] == 1


def test_a_call_without_one_key_heats_nothing(make: SimpleNamespace) -> None:
    assert counted(make, make.call(0, READ)).heats == ()


def test_what_no_sdk_marks_is_not_put_together(make: SimpleNamespace) -> None:
    assert counted(make, make.call(0, refused=REFUSED)).retries.calls == 0


def test_what_was_in_flight_at_the_end_keeps_its_units(make: SimpleNamespace) -> None:
    counts = counted(make, make.call(0, WRITE, invocation="a", kind="register", caller="f"))
    assert counts.kinds["register"].served_arms == (WRITE,)
    assert counts.kinds["register"].outcomes.requests == 0


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


def retries(make: SimpleNamespace, *entries: CallEntry) -> Retries:
    found: Retries = make.counts([], entries).retries
    return found


def test_attempts_of_one_call_are_put_together(make: SimpleNamespace) -> None:
    served = Arm("lot", None, write_half_units=2)
    cost = retries(
        make,
        make.call(0, refused=REFUSED, sdk_invocation="a"),
        make.call(0, served, sdk_invocation="easy"),
        make.call(1, refused=REFUSED, sdk_invocation="b"),
        make.call(2, refused=REFUSED, sdk_invocation="a"),
        make.call(3, served, sdk_invocation="a"),
        make.call(4, refused=REFUSED, sdk_invocation="b"),
    )
    assert (cost.calls, cost.refusals, cost.recovered, cost.given_up) == (2, 4, 1, 1)
    # Three further attempts, of which one got through.
    assert cost.refused_again == Fraction(2, 3)
    assert cost.added.max_ns == cost.added.mean_ns == 3_000_000_000
    assert [price.failing for price in cost.modelled] == [
        Fraction(8, 27),
        Fraction(2, 3) ** 9,
        1,
    ]


def test_a_call_that_was_not_tried_again_models_nothing(make: SimpleNamespace) -> None:
    cost = retries(make, make.call(0, refused=REFUSED, sdk_invocation="a"))
    assert (cost.calls, cost.given_up, cost.refused_again, cost.modelled) == (1, 1, None, ())


def test_a_call_whose_first_attempt_failed_otherwise_waits_from_its_first_refusal(
    make: SimpleNamespace,
) -> None:
    cost = retries(
        make,
        make.call(0, error="InternalServerError", sdk_invocation="a", attempt=1),
        make.call(1, refused=REFUSED, sdk_invocation="a", attempt=2),
        make.call(3, sdk_invocation="a", attempt=3),
    )
    assert (cost.calls, cost.recovered, cost.added.max_ns) == (1, 1, 2_000_000_000)


def changed(run: RunDirectory, path: Path, lines: list[bytes]) -> RunDirectory:
    copy = RunDirectory(path)
    copy.write_facts(run.facts())
    copy.ledger.write_bytes(b"".join(lines))
    return copy


def lines_of(run: RunDirectory) -> list[bytes]:
    return run.ledger.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("torn", [b"", b'{"type":"call","operation":"Put'])
@pytest.mark.parametrize("broken", [b"\n", b"{}\n", b"[]\n", b'{"type":"call","time_ns":17}\n'])
def test_a_broken_line_has_its_number_whether_or_not_the_last_was_cut_off(
    parking_run: RunDirectory, tmp_path: Path, broken: bytes, torn: bytes
) -> None:
    lines = lines_of(parking_run)
    lines[200] = lines[200][:-9] + b"\n" if broken == b"\n" else broken
    with pytest.raises(UsageError, match=r"ledger\.jsonl:201"):
        summarise(changed(parking_run, tmp_path, [*lines, torn]))


def test_a_column_that_is_too_short_is_found_too(parking_run: RunDirectory, tmp_path: Path) -> None:
    lines = lines_of(parking_run)
    number = next(n for n, line in enumerate(lines) if b'"duration_ns":[' in line)
    lines[number] = re.sub(rb'"duration_ns":\[\d+,?', b'"duration_ns":[', lines[number])
    with pytest.raises(UsageError, match=rf"ledger\.jsonl:{number + 1}"):
        summarise(changed(parking_run, tmp_path, lines))


def test_a_last_line_without_its_newline_is_whole(
    parking_run: RunDirectory, tmp_path: Path
) -> None:
    lines = lines_of(parking_run)
    lines[-1] = lines[-1].rstrip()
    summary = summarise(changed(parking_run, tmp_path, lines))
    assert (summary.torn, summary) == (False, summarise(parking_run))


def test_a_run_of_nothing_but_preparation_is_empty(make: SimpleNamespace, tmp_path: Path) -> None:
    setup = [make.call(0, caller="setup") for _ in range(100)]
    run = make.write_run(tmp_path, make.parking_facts(), setup)
    assert summarise(run).window is None
    assert len(list(LedgerReader(run.ledger))) == 100
