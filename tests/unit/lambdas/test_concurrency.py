import orjson
import pytest

from harness.lambdas.concurrency import ReservedConcurrency


class Pool:
    def __init__(self) -> None:
        self.told: list[tuple[str, int | None]] = []

    def reserve(self, function: str, units: int | None) -> None:
        self.told.append((function, units))


def reserved(pool: Pool, account: int = 1000) -> ReservedConcurrency:
    return ReservedConcurrency({"ola": 5}, account, pool.reserve)


def test_the_template_s_is_there_at_the_start() -> None:
    concurrency = reserved(Pool())
    assert concurrency.described("ola").body == b'{"ReservedConcurrentExecutions":5}'
    assert concurrency.described("bill").body == b"{}"


def test_what_is_put_reaches_the_pool_and_is_described() -> None:
    pool = Pool()
    concurrency = reserved(pool)
    response = concurrency.put("bill", b'{"ReservedConcurrentExecutions": 0}')
    assert (response.status, response.body) == (200, b'{"ReservedConcurrentExecutions":0}')
    assert concurrency.of("bill") == 0
    assert concurrency.delete("bill").status == 204
    assert concurrency.delete("bill").status == 204
    assert concurrency.of("bill") is None
    assert pool.told == [("bill", 0), ("bill", None)]


@pytest.mark.parametrize(
    ("account", "units", "unreserved_min"), [(1000, 896, 100), (10, 1, 10), (20, 6, 10)]
)
def test_a_part_of_the_account_stays_unreserved(
    account: int, units: int, unreserved_min: int
) -> None:
    pool = Pool()
    body = b'{"ReservedConcurrentExecutions": %d}' % units
    response = reserved(pool, account).put("bill", body)
    assert response.status == 400
    assert orjson.loads(response.body)["message"] == (
        "Specified ReservedConcurrentExecutions for function decreases account's "
        f"UnreservedConcurrentExecution below its minimum value of [{unreserved_min}]."
    )
    assert not pool.told


def test_a_function_s_own_is_replaced_not_added() -> None:
    body = b'{"ReservedConcurrentExecutions": 900}'
    assert reserved(Pool()).put("ola", body).status == 200


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"ReservedConcurrentExecutions": %s}' % b"-1"]
)
def test_what_is_no_concurrency_is_refused(body: bytes) -> None:
    assert reserved(Pool()).put("ola", body).status == 400
