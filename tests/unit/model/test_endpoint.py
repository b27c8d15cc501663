import pytest
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.session import Session

from harness.model.endpoint import endpoint_variables

LEFTOVERS = {
    "AWS_ENDPOINT_URL_DYNAMODB": "https://dynamodb.us-east-1.amazonaws.com",
    "AWS_ENDPOINT_URL_LAMBDA": "http://localhost:4566",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
}


@pytest.mark.parametrize("client", ["dynamodb", "dynamodbstreams", "lambda", "sts", "s3"])
def test_they_beat_leftovers_of_every_service_that_is_served(client: str) -> None:
    environ = LEFTOVERS | endpoint_variables("http://here")
    assert ConfiguredEndpointProvider({}, {}, client, environ).provide() == "http://here"


def test_they_are_read_whatever_was_set_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (LEFTOVERS | endpoint_variables("http://here")).items():
        monkeypatch.setenv(name, value)
    client = Session().create_client(
        "dynamodb", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert client.meta.endpoint_url == "http://here"
