"""MiniStack in an environment of its own, with this project's functions and tables in it."""

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from harness.dynamodb.protocol.table_json import create_table_request
from harness.model.application import Application
from harness.model.function import Function
from tests.bench import peer
from tests.system.support import free_port

VERSION = "1.5.33"
_READY_TRIES = 120


@contextmanager
def running(application: Application, directory: Path) -> Iterator[str]:
    """Its endpoint, functions and tables made. Everything ends with the block."""
    # The functions import boto3; which one, MiniStack's own requirements decide.
    programs = peer.installed(f"ministack-{VERSION}", f"ministack=={VERSION}", "boto3")
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    environment = peer.clean_environment(
        GATEWAY_PORT=str(port), PATH=f"{programs}{os.pathsep}{os.environ['PATH']}"
    )
    with (directory / "ministack.log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "ministack"],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _make(endpoint, application)
        yield endpoint
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def _make(endpoint: str, application: Application) -> None:
    dynamodb, lambdas = _client("dynamodb", endpoint), _client("lambda", endpoint)
    _wait_until_ready(dynamodb)
    for table in application.tables:
        dynamodb.create_table(**create_table_request(table))
    for function in application.functions:
        _create(lambdas, function, endpoint)


def _create(lambdas: Any, function: Function, endpoint: str) -> None:
    variables = {**function.environment, "AWS_ENDPOINT_URL": endpoint}
    lambdas.create_function(
        FunctionName=function.name,
        Runtime=function.runtime,
        Role="arn:aws:iam::123456789012:role/lambda_dynamodb",
        Handler=function.handler,
        Timeout=function.timeout_s,
        MemorySize=function.memory_mb,
        Environment={"Variables": variables},
        Code={"ZipFile": _zipped(function.code_dir)},
    )


def _zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(folder.rglob("*.py")):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()


def _wait_until_ready(dynamodb: Any) -> None:
    for _ in range(_READY_TRIES - 1):
        try:
            dynamodb.list_tables()
        except (BotoCoreError, ClientError):
            continue
        return
    dynamodb.list_tables()


def _client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "total_max_attempts": 3}),
    )


def figures(path: Path) -> dict[str, float]:
    """Requests, failures and seconds of a Locust ``--json-file``."""
    stats = json.loads(path.read_text())
    started = min(entry["start_time"] for entry in stats)
    ended = max(entry["last_request_timestamp"] for entry in stats)
    return {
        "requests": sum(entry["num_requests"] for entry in stats),
        "failures": sum(entry["num_failures"] for entry in stats),
        "seconds": ended - started,
    }
