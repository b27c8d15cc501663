from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from harness.lambdas.door import FrontDoor
from harness.lambdas.fleet import Fleet
from harness.model.function import Function, Layer
from tests.unit.lambdas.control.sdk import ACCOUNT, ROLE, Served, answered_by, new_client, zipped


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
def functions(tmp_path: Path) -> list[Function]:
    """A plain one; one with an alias, a URL and all else that a template may give."""
    code, layer = tmp_path / "code", tmp_path / "layer"
    for folder in (code, layer):
        folder.mkdir()
        (folder / "app.py").write_text("def handler(event, context): return 1\n")
    return [
        Function("plain", "Plain", "app.handler", code, "python3.12"),
        Function(
            "rich",
            "Rich",
            "app.handler",
            code,
            "python3.13",
            provisioned_concurrency=2,
            reserved_concurrency=5,
            aliases=("live",),
            url_auth="NONE",
            url_alias="live",
            event_retries_max=1,
            layers=(Layer(layer, name="Common", runtimes=("python3.13",)),),
            role=ROLE,
            architecture="arm64",
            description="has it all",
            environment={"MOOD": "good"},
            tags={"team": "cars"},
        ),
    ]


@pytest.fixture
def door(tmp_path: Path, served: Served, functions: list[Function]) -> FrontDoor:
    return FrontDoor(
        functions,
        cast(Fleet, served),
        tmp_path / "dead",
        tmp_path / "run" / "uploads",
        region="us-east-1",
        account_id=ACCOUNT,
        concurrency=1000,
        retry_delay_ns=0,
        dice=Random(1),
    )


@pytest.fixture(scope="session")
def client() -> Any:
    return new_client()


@pytest.fixture
def api(door: FrontDoor, client: Any) -> Iterator[Any]:
    with answered_by(door, client) as api:
        yield api


@pytest.fixture
def create(api: Any) -> Callable[..., Any]:
    def call(**more: Any) -> Any:
        given = {
            "FunctionName": "made",
            "Runtime": "python3.12",
            "Role": ROLE,
            "Handler": "app.handler",
            "Code": {"ZipFile": zipped()},
        }
        return api.create_function(**(given | more))

    return call


@pytest.fixture
def refusal(api: Any) -> Callable[..., tuple[str, str]]:
    """The code and the message with which an operation is refused."""

    def call(operation: str, **parameters: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as refused:
            getattr(api, operation)(**parameters)
        error = refused.value.response["Error"]
        return error["Code"], error["Message"]

    return call
