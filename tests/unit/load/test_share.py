from hypothesis import given
from hypothesis import strategies as st

from harness.load.share import share_of


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_shares_add_up_and_differ_by_one_at_most(total: int, sharers: int) -> None:
    shares = [share_of(total, place, sharers) for place in range(sharers)]
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)
