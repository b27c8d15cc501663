import pytest

from harness.model.location import Location


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov")],
)
def test_a_region_belongs_to_a_partition(region, partition) -> None:
    location = Location(region, "123456789012")
    assert location.table_arn("cars") == (
        f"arn:{partition}:dynamodb:{region}:123456789012:table/cars"
    )
    assert location.arn("iam", "role/r", regional=False) == (
        f"arn:{partition}:iam::123456789012:role/r"
    )
