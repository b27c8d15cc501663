"""Whose a host is: AWS's, the machine's own metadata, or somebody else's."""

import ipaddress

# dnsSuffix and dualStackDnsSuffix of every partition (botocore 1.44.5, partitions.json), and where
# function URLs are.
_AWS = (
    "amazonaws.com",
    "api.aws",
    "on.aws",
    "amazonaws.com.cn",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
)


def is_aws(host: str) -> bool:
    """Where AWS's interfaces are, in any partition."""
    labels = f".{host.lower().rstrip('.')}"
    return labels.endswith(tuple(f".{suffix}" for suffix in _AWS))


def is_metadata(address: str) -> bool:
    """Link-local: on an EC2 machine or in a container of ECS, who hands out real credentials."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_link_local
    except ValueError:
        return False
