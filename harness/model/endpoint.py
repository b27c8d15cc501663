"""The variables by which an SDK finds this endpoint, and no other.

Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints" (2026). A variable of one
service wins over the general one, so that a leftover of it would lead away from here; and the last
one makes an SDK read none of them.
"""

_SERVED = ("DYNAMODB", "DYNAMODB_STREAMS", "LAMBDA", "STS")


def endpoint_variables(endpoint: str) -> dict[str, str]:
    """The general one first."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        **{f"AWS_ENDPOINT_URL_{service}": endpoint for service in _SERVED},
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
    }
