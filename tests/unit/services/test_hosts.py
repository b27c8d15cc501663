import pytest
from botocore.loaders import Loader

from harness.services.hosts import is_aws, is_metadata


def test_every_partition_of_botocore_is_aws() -> None:
    partitions = Loader().load_data("partitions")["partitions"]
    suffixes = {
        outputs[name]
        for outputs in (partition["outputs"] for partition in partitions)
        for name in ("dnsSuffix", "dualStackDnsSuffix")
    }
    assert len(suffixes) > 10
    assert not [suffix for suffix in suffixes if not is_aws(f"dynamodb.a-region-1.{suffix}")]


@pytest.mark.parametrize(
    "host",
    [
        "dynamodb.us-east-1.amazonaws.com",
        "DynamoDB.US-East-1.AmazonAWS.com.",
        "bucket.s3.amazonaws.com",
        "123456789012.ddb.us-east-1.amazonaws.com",
        "s3.dualstack.cn-north-1.amazonaws.com.cn",
        "lambda.us-east-1.api.aws",
        "abc.lambda-url.us-east-1.on.aws",
        "amazonaws.com",
    ],
)
def test_hosts_of_aws(host: str) -> None:
    assert is_aws(host)


@pytest.mark.parametrize(
    "host",
    ["example.com", "notamazonaws.com", "amazonaws.com.evil.example", "api.stripe.com", "", "."],
)
def test_hosts_of_others(host: str) -> None:
    assert not is_aws(host)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("169.254.169.254", True),
        ("169.254.170.2", True),
        ("fe80::1%eth0", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("example.com", False),
        ("", False),
    ],
)
def test_metadata_is_link_local(address: str, expected: bool) -> None:
    assert is_metadata(address) is expected
