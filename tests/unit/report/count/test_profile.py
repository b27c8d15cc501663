"""The count in SQL against one in plain Python, request by request."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from types import SimpleNamespace

import pytest

from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict
from harness.simulate.measure import CallSample, InvocationSample, RequestSample, profile_of
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.profile_json import encode_profile
from tests.unit.report.summaries import counts_of

READS = ResourceId("lot", None, write=False)
WRITES = ResourceId("lot", None, write=True)
INDEX_WRITES = ResourceId("lot", "by-cpf", write=True)
TOUCHES = (("lot", "by-cpf"),)
REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")
KIND = {"entry": "PutItem", "bill": "Query"}


@pytest.fixture
def run_facts(make: SimpleNamespace) -> RunFacts:
    lot = make.table("lot", 5, 10, make.global_index("by-cpf", 5, 5), make.local_index("by-year"))
    return replace(
        make.facts(lot),
        memory_mb={"parking-register": 256},
        architectures={"parking-register": "arm64"},
    )


def profiled(facts: RunFacts, entries: Iterable[Entry]) -> Profile:
    return counts_of(facts, entries).profile


def request_of(make: SimpleNamespace, number: int, dice: Random) -> list[Entry]:
    """A request of a load, its calls first."""
    kind = dice.choice(("entry", "bill"))
    mine = {"invocation": f"id-{number}", "kind": kind, "request_number": number}
    at_s = number + dice.random() / 2
    entries: list[Entry] = []
    for _ in range(dice.randrange(3)):
        key = {"partition": f"{dice.randrange(300):016x}"} if dice.random() < 0.9 else {}
        if kind == "bill":
            read = Arm("lot", dice.choice((None, "by-year", "by-cpf")), 1 + number // 9)
            entries.append(make.call(at_s, read, operation="Query", **mine, **key))
            continue
        arms = [Arm("lot", None, 0, 2), Arm("lot", "by-cpf", 0, 2)][: dice.randrange(1, 3)]
        stored = {"stored_bytes": dice.randrange(100), "touches": TOUCHES}
        sdk = {"sdk_invocation": f"{number}/{len(entries)}"}
        if dice.random() < 0.3:
            entries.append(make.call(at_s, refused=REFUSED, attempt=1, **sdk, **mine, **key))
            sdk["attempt"] = 2
        entries.append(make.call(at_s, *arms, **mine, **key, **stored, **sdk))
    if dice.random() < 0.1:
        entries.append(make.call(at_s, refused=REFUSED, **mine))
    init = {"init_ns": dice.choice((None, 7_000_001))}
    numbered = {"kind": kind, "request_number": number, "duration_ns": dice.randrange(1, 10**7)}
    return [*entries, make.invocation(at_s + 0.1, f"id-{number}", **numbered, **init)]


def recount(facts: RunFacts, entries: Iterable[Entry]) -> Profile:
    """Of requests that are invocations, each with a number; what is refused last is refused for
    good."""
    calls = defaultdict(list)
    served, refused = [], []
    for entry in entries:
        if isinstance(entry, CallEntry):
            calls[entry.invocation].append(entry)
        else:
            mine = calls[entry.request_id]
            ended = refused if mine and _is_refused(mine[-1]) else served
            ended.append(_sample(facts, entry, mine))
    profile = profile_of(served, facts.template)
    more = Counter(sample.kind for sample in refused)
    return replace(
        profile,
        kinds=tuple(replace(kind, refused=more[kind.kind]) for kind in profile.kinds),
        keys=profile_of([*served, *refused]).keys,
        turns=max(sample.number for sample in [*served, *refused]),
    )


def _is_refused(call: CallEntry) -> bool:
    return call.verdict is Verdict.THROTTLED


def _sample(
    facts: RunFacts, invocation: InvocationEntry, calls: Iterable[CallEntry]
) -> RequestSample:
    served = [call for call in calls if not _is_refused(call)]
    stored = [call.stored_bytes for call in served if call.stored_bytes is not None]
    billed_ms = -(-(invocation.duration_ns + (invocation.init_ns or 0)) // 10**6)
    name = invocation.function
    usage = InvocationSample(name, facts.memory_mb[name], facts.architectures[name], billed_ms)
    return RequestSample(
        invocation.kind,
        invocation.request_number or 0,
        tuple(map(_call, served)),
        (usage,),
        {"lot": sum(stored)} if stored else {},
    )


def _call(call: CallEntry) -> CallSample:
    units: dict[ResourceId, int] = {}
    for arm in call.arms:
        index = None if arm.index == "by-year" else arm.index
        write = arm.write_half_units > 0
        resource = ResourceId(arm.table, index, write)
        units[resource] = units.get(resource, 0) + arm.read_half_units + arm.write_half_units
    for table, index in call.touches:
        units.setdefault(ResourceId(table, index, write=True), 0)
    keys = {}
    if call.partition is not None:
        # Which keys of a global index a write touches is not known.
        keys = {
            resource: int(call.partition, 16)
            for resource in units
            if not (resource.write and resource.index)
        }
    return CallSample(call.operation, units, keys)


@pytest.mark.parametrize("seed", range(4))
def test_a_random_ledger_has_the_profile_that_plain_python_counts(
    make: SimpleNamespace, run_facts: RunFacts, seed: int
) -> None:
    dice = Random(seed)
    requests = [request_of(make, number, dice) for number in range(1, 400)]
    entries = [entry for request in requests for entry in request]
    counted = profiled(run_facts, entries)
    assert counted == recount(run_facts, entries)
    assert sum(shares.total for shares in counted.keys)
    assert any(shares.rest for shares in counted.keys)


def test_two_interleavings_of_the_same_requests_are_one_profile_to_the_byte(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    def measured(order: Random) -> bytes:
        dice = Random(7)
        requests = [request_of(make, number, dice) for number in range(1, 100)]
        order.shuffle(requests)
        entries = [
            entry.__class__(**{**_members(entry), "time_ns": entry.time_ns + place * 10**6})
            for place, request in enumerate(requests)
            for entry in request
        ]
        return encode_profile(profiled(run_facts, entries))

    assert measured(Random(1)) == measured(Random(2))


def _members(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def test_only_requests_up_to_the_last_one_measured_count(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    requests = [request_of(make, number, Random(number)) for number in range(1, 60)]
    entries = [entry for request in requests for entry in request]
    upto_30 = [entry for request in requests[:30] for entry in request]
    facts = replace(run_facts, measured_requests=30)
    assert profiled(facts, entries) == recount(run_facts, upto_30)


def test_the_calls_that_a_client_makes_in_one_turn_are_requests_of_their_own(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    calls = [
        make.call(number, Arm("lot", None, 1), kind=kind, request_number=number)
        for number in (1, 2)
        for kind in ("bill", "bill, a car", "bill, a car")
    ]
    profile = profiled(run_facts, calls)
    assert profile.mix == {"bill": 2, "bill, a car": 4}
    assert [dict(kind.reads.counts) for kind in profile.kinds] == [{1: 2}, {1: 4}]
    assert (profile.turns, profile.requests_a_turn) == (2, 3)


def test_a_call_that_a_function_gave_up_makes_its_kind_no_cheaper(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    """Whatever the function did next, so that its last call was served."""
    arm = Arm("lot", None, 0, 2)

    def request(name: str, *calls: dict[str, object]) -> list[Entry]:
        mine = {"invocation": name, "kind": "order"}
        made = [
            make.call(at, *(() if "refused" in call else (arm,)), **mine, **call)
            for at, call in enumerate(calls)
        ]
        return [*made, make.invocation(9, name, kind="order")]

    entries = [
        *request("whole", {}, {}),
        *request("given up", {"refused": REFUSED, "sdk_invocation": "a"}, {}),
        *request("in part", {"refused": REFUSED, "verdict": Verdict.PARTLY}, {}),
        *request(
            "again",
            {"refused": REFUSED, "sdk_invocation": "b"},
            {"sdk_invocation": "b", "attempt": 2},
            {},
        ),
    ]
    (kind,) = profiled(run_facts, entries).kinds
    assert (kind.samples, kind.refused) == (2, 2)
    assert kind.writes.counts == {4: 2}
    assert sum(usage.invocations for usage in kind.functions) == 2


def test_a_clients_attempts_are_one_request_and_a_refused_one_stays_in_the_mix(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    arm = Arm("lot", None, 0, 2)

    def attempts(name: str, *arms: Arm, kind: str) -> list[Entry]:
        sdk = {"sdk_invocation": name, "kind": kind}
        refused = [make.call(at, refused=REFUSED, attempt=at, **sdk) for at in (1, 2)]
        last = {"attempt": 3, **sdk}
        return [
            *refused,
            make.call(3, *arms, **last) if arms else make.call(3, refused=REFUSED, **last),
        ]

    entries = [
        *attempts("a", arm, kind="put"),
        *attempts("b", kind="put"),
        *attempts("c", kind="never"),
        *attempts("d", kind="never"),
    ]
    profile = profiled(run_facts, entries)
    (kind,) = profile.kinds
    assert (kind.kind, kind.samples, kind.refused) == ("put", 1, 1)
    assert profile.unserved == {"never": 2}


def test_a_transaction_and_a_batch_have_a_group_of_calls_for_each_table(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    arms = Arm("lot", None, 0, 4), Arm("lot", "by-cpf", 0, 4), Arm("other", None, 0, 4)
    calls = [
        make.call(0, *arms, operation="TransactWriteItems", kind="move", touches=TOUCHES),
        make.call(1, *arms, operation="BatchWriteItem", kind="move"),
    ]
    (kind,) = profiled(run_facts, calls).kinds
    other = ResourceId("other", None, write=True)
    groups = [(group.operation, group.resources) for group in kind.calls]
    assert groups == [
        (operation, resources)
        for operation in ("BatchWriteItem", "TransactWriteItems")
        for resources in ((WRITES, INDEX_WRITES), (other,))
    ]
    assert kind.writes.counts == {12: 2}


def test_calls_outside_an_invocation_or_of_one_that_did_not_end_are_of_no_request(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    arm, function = Arm("lot", None, 0, 2), {"caller": "parking-register"}
    calls = [
        make.call(0, arm, **function, stored_bytes=10),
        make.call(1, arm, **function, invocation="did-not-end"),
    ]
    assert profiled(run_facts, calls).kinds == ()


def test_a_ledger_without_numbers_has_its_requests_in_order_of_arrival(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    calls = [
        make.call(at, Arm("lot", None, 2 + at), operation="GetItem", kind="look")
        for at in range(30)
    ]
    (kind,) = profiled(run_facts, reversed(calls)).kinds
    assert (kind.kind, kind.samples) == ("look", 30)
    assert kind.growth[0].slope == 1
    assert kind.growth[0].standard_error == 0


def test_a_write_has_the_index_that_it_might_have_changed_with_nothing(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    call = make.call(0, Arm("lot", None, 0, 2), kind="put", touches=TOUCHES)
    (kind,) = profiled(run_facts, [call]).kinds
    assert kind.calls[0].resources == (WRITES, INDEX_WRITES)
    assert kind.units[INDEX_WRITES].counts == {0: 1}


def test_a_kind_says_what_it_takes_and_from_how_many(
    make: SimpleNamespace, run_facts: RunFacts
) -> None:
    read, write = Arm("lot", None, 2), Arm("lot", None, 0, 2)
    calls = [make.call(at, Arm("lot", None, 1 + at % 2), kind="bill") for at in range(6)]
    both = [make.call(9, read, write, kind="both")]
    sentences = [kind.sentence for kind in profiled(run_facts, [*calls, *both]).kinds]
    assert sentences == [
        "`bill`: 0.75 RCU ± 0.11 from 6",
        "`both`: 1.00 RCU, 1.00 WCU from 1 (too few to rely on)",
    ]


def test_a_run_without_a_request_has_a_profile_without_kinds(run_facts: RunFacts) -> None:
    assert profiled(run_facts, []) == Profile((), (), run_facts.template)
