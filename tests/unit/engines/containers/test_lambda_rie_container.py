import pytest

from harness.engines.containers.lambda_rie_container import cpu_quota_us


@pytest.mark.parametrize(
    ("memory_mb", "quota_us"), [(128, 7_235), (1_769, 100_000), (3_538, 200_000), (1, 1_000)]
)
def test_1769_mb_are_one_vcpu(memory_mb: int, quota_us: int) -> None:
    assert cpu_quota_us(memory_mb) == quota_us
