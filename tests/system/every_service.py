"""The first read of each of botocore's services, made from its model."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session
from botocore.tokens import FrozenAuthToken

_READS = ("List", "Describe", "Get")

_SCALARS: dict[str, Any] = {
    "boolean": True,
    "integer": 1,
    "long": 1,
    "float": 1.0,
    "double": 1.0,
    "blob": b"x",
    "timestamp": 0,
}

# Nothing is checked before it is sent, and nothing is put before the host's name.
_CONFIG = Config(
    parameter_validation=False, inject_host_prefix=False, retries={"total_max_attempts": 1}
)


# What a rule of its endpoint or its parameters wants in a certain form.
_ARGUMENTS = {
    "cloudfront-keyvaluestore": {"KvsARN": "arn:aws:cloudfront::123456789012:key-value-store/1"}
}

SESSION = Session()
SERVICES: list[str] = SESSION.get_available_services()


class _Token:
    """For services that take a bearer token instead of a signature."""

    def load_token(self, **_: Any) -> Any:
        return self

    def get_frozen_token(self) -> FrozenAuthToken:
        return FrozenAuthToken("token")


SESSION.register_component("token_provider", _Token())


def first_read(model: Any) -> Any:
    """The first operation that only reads; where a service has none, its first one."""
    names = model.operation_names
    reads = [name for name in names if name.startswith(_READS)]
    return model.operation_model((reads or names)[0])


def arguments(shape: Any) -> dict[str, Any]:
    """What the operation requires, as short as it may be."""
    if shape is None:
        return {}
    return {name: _value(shape.members[name]) for name in shape.required_members}


def _value(shape: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return arguments(shape)
    if kind == "list":
        return [_value(shape.member)]
    if kind == "map":
        return {_value(shape.key): _value(shape.value)}
    if kind != "string":
        return _SCALARS[kind]
    return shape.enum[0] if shape.enum else "a" * max(1, shape.metadata.get("min", 1))


def call(name: str, endpoint: str) -> dict[str, Any]:
    """The parsed answer; of an error, what its own client made of it."""
    client = SESSION.create_client(
        name,
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=_CONFIG,
    )
    # A few rules put something before the endpoint's host, or do not read it.
    client.meta.events.register("before-send", lambda request, **_: _to(endpoint, request))
    operation = first_read(client.meta.service_model)
    given = arguments(operation.input_shape) | _ARGUMENTS.get(name, {})
    try:
        answer: dict[str, Any] = client._make_api_call(operation.name, given)
    except ClientError as error:
        return dict(error.response)
    finally:
        client.close()
    return answer


def _to(endpoint: str, request: Any) -> None:
    parts = urlsplit(request.url)
    request.url = endpoint + urlunsplit(("", "", parts.path, parts.query, ""))
