import pytest

from harness.capacity.units import (
    condition_check_half_units,
    failed_condition_half_units,
    read_half_units,
    replay_half_units,
    transact_read_half_units,
    transact_write_half_units,
    write_half_units,
    write_units,
)

KB = 1024


@pytest.mark.parametrize(
    ("size_bytes", "eventual", "strong", "transactional"),
    [
        (0, 1, 2, 4),
        (1, 1, 2, 4),
        (4 * KB, 1, 2, 4),
        (4 * KB + 1, 2, 4, 8),
        (9 * KB, 3, 6, 12),
        (409_600, 100, 200, 400),
    ],
)
def test_a_read_costs_a_unit_for_each_4_kb_begun(
    size_bytes: int, eventual: int, strong: int, transactional: int
) -> None:
    assert read_half_units(size_bytes, strong=False) == eventual
    assert read_half_units(size_bytes, strong=True) == strong
    assert transact_read_half_units(size_bytes) == transactional


def test_a_full_eventual_page_costs_128_5() -> None:
    """The item that crosses 1 MB is in the page (recorded on AWS: dbi-services, 2022)."""
    assert read_half_units(KB * KB + 1, strong=False) == 257


@pytest.mark.parametrize(
    ("size_bytes", "units"), [(0, 1), (1, 1), (KB, 1), (KB + 1, 2), (409_600, 400)]
)
def test_a_write_costs_a_unit_for_each_kb_begun(size_bytes: int, units: int) -> None:
    assert write_units(size_bytes) == units


@pytest.mark.parametrize(
    ("before_bytes", "after_bytes", "half_units"),
    [
        (0, 0, 2),  # a delete of nothing
        (0, 100, 2),
        (3 * KB, 100, 6),  # 3 KB replaced by 100 B costs 3, measured on AWS
        (100, 3 * KB, 6),
        (9 * KB, 0, 18),
    ],
)
def test_a_write_costs_its_larger_image(
    before_bytes: int, after_bytes: int, half_units: int
) -> None:
    assert write_half_units(before_bytes, after_bytes) == half_units
    assert transact_write_half_units(before_bytes, after_bytes) == 2 * half_units


@pytest.mark.parametrize(("before_bytes", "half_units"), [(0, 2), (100, 2), (3 * KB, 6)])
def test_a_failed_condition_costs_a_write_of_the_item_that_is_there(
    before_bytes: int, half_units: int
) -> None:
    assert failed_condition_half_units(before_bytes) == half_units


@pytest.mark.parametrize(("before_bytes", "half_units"), [(0, 4), (100, 4), (3 * KB, 12)])
def test_a_condition_check_costs_twice_the_item_it_looks_at(
    before_bytes: int, half_units: int
) -> None:
    assert condition_check_half_units(before_bytes) == half_units


@pytest.mark.parametrize(
    ("before_bytes", "after_bytes", "write_units", "read_units"),
    [(0, 1536, 4, 2), (9 * KB, 0, 18, 6)],
)
def test_a_replay_reads_what_the_first_call_wrote(
    before_bytes: int, after_bytes: int, write_units: int, read_units: int
) -> None:
    """A 1.5 KB put and a 9 KB delete, measured on AWS."""
    assert transact_write_half_units(before_bytes, after_bytes) == 2 * write_units
    assert replay_half_units(before_bytes, after_bytes) == 2 * read_units
