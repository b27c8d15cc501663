"""What `harness up` gives to paste."""

import shlex
from pathlib import Path

from harness.cli.up import exports
from harness.settings import load_settings

NOWHERE = Path("/nonexistent")


def exported(region: str) -> dict[str, str]:
    settings = load_settings({"region": region}, environ={}, directory=NOWHERE)
    lines = [shlex.split(line) for line in exports(settings, "http://127.0.0.1:8000")]
    assert {line[0] for line in lines} == {"export"}
    return dict(word.split("=", 1) for line in lines for word in line[1:])


def test_the_exports_are_all_that_an_sdk_needs() -> None:
    assert exported("sa-east-1") == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:8000",
        "AWS_REGION": "sa-east-1",  # most SDKs
        "AWS_DEFAULT_REGION": "sa-east-1",  # boto3 and the aws CLI
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        # What a shell may have had before, of the services that are served.
        "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:8000",
        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": "http://127.0.0.1:8000",
        "AWS_ENDPOINT_URL_LAMBDA": "http://127.0.0.1:8000",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:8000",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
    }


def test_the_endpoint_comes_first_so_that_a_program_can_read_it_off() -> None:
    settings = load_settings({}, environ={}, directory=NOWHERE)
    assert exports(settings, "http://x:1")[0] == "export AWS_ENDPOINT_URL=http://x:1"
