from types import SimpleNamespace

from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.report.count import Counts
from harness.report.summary import Dimension

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
