from fractions import Fraction

from harness.capacity.prices import prices_of
from harness.simulate.circumstances import Circumstances
from harness.simulate.explain import refusal_reasons, salt_spread
from harness.simulate.outcome import RefusalReason, Shortage
from harness.simulate.plan import Provisioned
from harness.simulate.profile import KeyShares
from harness.simulate.simulation import simulate
from tests.unit.simulate.profiles import INDEX_WRITES, WRITES, even, plan, profile

PRICES = prices_of("us-east-1")
ALONE = Circumstances(retries="none")
HOT = KeyShares(WRITES, ((1 << 60, 90),), ((9, 10),))
LEVEL = KeyShares(WRITES, (), ((1000, 1000),))


def reasons(keys: KeyShares, requests_per_s: int, units: int) -> tuple[RefusalReason, ...]:
    measured, traffic = profile({WRITES: 2}, keys=(keys,)), even(requests_per_s)
    modes = plan({WRITES: Provisioned(units)})
    outcome = simulate(measured, traffic, modes, 900, PRICES, ALONE)
    return refusal_reasons(measured, traffic, modes, PRICES, outcome, ALONE)


def test_what_would_not_be_refused_of_evenly_spread_keys_is_a_hot_key_s() -> None:
    assert reasons(HOT, 2_000, 4_000) == (RefusalReason(WRITES, Shortage.HOT_KEY, Fraction(9, 10)),)


def test_what_would_be_refused_of_them_too_is_a_want_of_units() -> None:
    assert reasons(LEVEL, 20, 10) == (RefusalReason(WRITES, Shortage.STARVED, None),)
    (starved,) = reasons(HOT, 6_000, 4_000)
    assert starved.shortage is Shortage.STARVED


def test_what_refuses_nothing_needs_no_reason() -> None:
    assert reasons(LEVEL, 10, 10) == ()


def test_an_index_that_starves_its_table_is_what_is_named() -> None:
    measured, traffic = profile({WRITES: 2, INDEX_WRITES: 2}), even(10)
    modes = plan({WRITES: Provisioned(100), INDEX_WRITES: Provisioned(5)})
    outcome = simulate(measured, traffic, modes, 900, PRICES, ALONE)
    (reason,) = refusal_reasons(measured, traffic, modes, PRICES, outcome, ALONE)
    assert (reason.resource, reason.shortage) == (INDEX_WRITES, Shortage.STARVED)


def test_whether_two_busy_keys_share_a_partition_is_chance_and_both_figures_are_given() -> None:
    """Each takes 600 a second: apart they fit in partitions of 1,000, together they do not."""
    keys = KeyShares(WRITES, ((1 << 60, 50), (9 << 60, 50)))
    spread = salt_spread(
        profile({WRITES: 2}, keys=(keys,)),
        even(1_200),
        plan({WRITES: Provisioned(4_000)}),
        300,
        PRICES,
        ALONE,
    )
    assert 0 < spread.fitting < spread.salts == 20
    assert spread.median_share == 0
    # 200 of 1,200, less the second that the bucket held.
    assert abs(spread.worst_share - Fraction(200 * 300 - 1000, 1200 * 300)) < Fraction(1, 200)


def test_without_keys_no_salt_matters() -> None:
    spread = salt_spread(
        profile({WRITES: 2}), even(20), plan({WRITES: Provisioned(12)}), 900, PRICES, ALONE
    )
    assert spread.fitting == 0
    assert spread.median_share == spread.worst_share > 0
