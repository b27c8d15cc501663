"""The stand-ins serve as AWS's images do: entry point, arguments, paths, ports, user."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from harness.engines.containers.images import BUILT_BASE, BUILT_DYNAMODB, BUILT_LAMBDA
from tests.conftest import ROOT
from tests.system.support import eventually, run_harness

Start = Callable[..., Any]


@pytest.fixture
def start(docker_engine: Any, built_images: None) -> Iterator[Start]:
    """Starts a container that can write nowhere but to /tmp."""
    started = []

    def start(image: str, *command: str, **options: Any) -> Any:
        container = docker_engine.containers.run(
            image,
            list(command),
            detach=True,
            read_only=True,
            tmpfs={"/tmp": "exec"},  # DynamoDB Local unpacks its native library there
            **options,
        )
        started.append(container)
        return container

    yield start
    for container in started:
        container.remove(force=True)


def address(container: Any, port: int) -> str:
    container.reload()
    host = container.ports[f"{port}/tcp"][0]["HostPort"]
    return f"http://127.0.0.1:{host}"


def invoked(container: Any, event: Path) -> Any:
    url = f"{address(container, 8080)}/2015-03-31/functions/function/invocations"
    with urllib.request.urlopen(url, event.read_bytes(), timeout=10) as answer:
        return json.load(answer)


def is_listening(container: Any) -> bool:
    """Docker takes connections for a port before the container does, and resets those."""
    try:
        urllib.request.urlopen(address(container, 8080), timeout=10).close()
    except urllib.error.HTTPError:  # the emulator has one path only
        return True
    except OSError:
        return False
    return True


def test_what_is_built_is_not_built_again(built_images: None) -> None:
    said = run_harness("images", "build")
    assert said.stderr.splitlines() == [
        f"· {name}: as it was" for name in (BUILT_BASE, BUILT_DYNAMODB, BUILT_LAMBDA)
    ]


def test_the_list_says_what_serves_what_and_whether_it_is_there(built_images: None) -> None:
    lines = run_harness("images", "list", "--images", "built").stdout.splitlines()
    assert lines[::2] == [
        f"dynamodb: {BUILT_DYNAMODB} (built here)",
        f"python3.11: {BUILT_LAMBDA} (built here)",
    ]
    assert all("built on this machine" in line for line in lines[1::2])
    said = run_harness("images", "list", "--lambda-image", "none.example/python:{version}").stdout
    assert "python3.11: none.example/python:3.11 (named by you: lambda_image)" in said
    assert "not in the engine" in said


def test_dynamodb_local_answers_on_its_port_as_its_own_user(start: Start) -> None:
    arguments = ("-jar", "DynamoDBLocal.jar", "-inMemory", "-sharedDb")
    container = start(BUILT_DYNAMODB, *arguments, ports={"8000/tcp": ("127.0.0.1", None)})
    client = boto3.client(
        "dynamodb",
        endpoint_url=address(container, 8000),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def answers() -> bool:
        with suppress(BotoCoreError):
            return client.list_tables()["TableNames"] == []
        return False

    assert eventually(answers, within_s=30)
    made = client.create_table(
        TableName="carros",
        KeySchema=[{"AttributeName": "placa", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "placa", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert made["TableDescription"]["TableStatus"] == "ACTIVE"
    assert container.exec_run("id -un").output == b"dynamodblocal\n"
    assert container.exec_run("pwd").output == b"/home/dynamodblocal\n"


def test_a_handler_given_as_command_is_invoked_through_awss_emulator(start: Start) -> None:
    task = ROOT / "functions" / "ola"
    container = start(
        BUILT_LAMBDA,
        "app.lambda_handler",
        ports={"8080/tcp": ("127.0.0.1", None)},
        volumes={str(task): {"bind": "/var/task", "mode": "ro"}},
    )
    assert eventually(lambda: is_listening(container), within_s=10)
    answer = invoked(container, task / "events" / "event.json")
    assert answer == {"statusCode": 200, "body": '"Oi Maria Silva!"'}
    processes = container.top()["Processes"]
    assert processes[0][-1] == "/usr/local/bin/aws-lambda-rie /var/runtime/bootstrap"


def test_a_wrapper_gets_the_command_line_of_the_runtime(start: Start) -> None:
    container = start(
        BUILT_LAMBDA,
        "app.lambda_handler",
        environment={
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1",
            "AWS_LAMBDA_EXEC_WRAPPER": "/bin/echo",
        },
    )
    assert container.wait(timeout=10)["StatusCode"] == 0
    assert container.logs() == b"/var/lang/bin/python3.11 /var/runtime/bootstrap.py\n"


def test_no_handler_is_refused_as_awss_image_refuses_it(start: Start) -> None:
    container = start(BUILT_LAMBDA)
    assert container.wait(timeout=10)["StatusCode"] == 142
    assert b"requires the handler name" in container.logs()
