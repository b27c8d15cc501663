"""Lambda's control plane, as boto3, its waiters and paginators, and the aws CLI see it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import Up, clean_environment, end, start_up

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, CodeUri: code/, Handler: app.handler}
Resources:
  Alone:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: alone, ReservedConcurrentExecutions: 2, AutoPublishAlias: live}
"""
ONE = "  F{0}: {{Type: AWS::Serverless::Function, Properties: {{FunctionName: f{0:03}}}}}\n"
MANY = "".join(ONE.format(number) for number in range(59))
CODE = "import time\ndef handler(event, context): time.sleep(event.get('sleep_s', 0))\n"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("control")
    (place / "code").mkdir()
    (place / "template.yaml").write_text(TEMPLATE + MANY)
    (place / "code/app.py").write_text(CODE)
    up = start_up(place / "runs", "--template", str(place / "template.yaml"))
    yield up
    assert end(up) == 0


@pytest.fixture(scope="module")
def functions(own: Up) -> Any:
    return own.client("lambda", max_pool_connections=10)


def test_functions_are_listed_in_pages_each_once(functions):
    pages = list(functions.get_paginator("list_functions").paginate())
    assert [len(page["Functions"]) for page in pages] == [50, 10]
    names = [function["FunctionName"] for page in pages for function in page["Functions"]]
    assert names == sorted({"alone", *(f"f{number:03}" for number in range(59))})
    assert "State" not in pages[0]["Functions"][0]


def test_a_page_may_be_smaller(functions):
    first = functions.list_functions(MaxItems=7)
    assert len(first["Functions"]) == 7
    second = functions.list_functions(MaxItems=7, Marker=first["NextMarker"])
    assert second["Functions"][0]["FunctionName"] > first["Functions"][-1]["FunctionName"]


@pytest.mark.parametrize(
    "waiter", ["function_active", "function_active_v2", "function_updated_v2", "function_exists"]
)
def test_waiters_end_at_once(functions, waiter):
    functions.get_waiter(waiter).wait(
        FunctionName="alone", WaiterConfig={"Delay": 1, "MaxAttempts": 1}
    )


def test_a_function_is_described_with_its_concurrency(functions):
    described = functions.get_function(FunctionName=f"{ARN}alone")
    assert described["Configuration"]["FunctionArn"] == f"{ARN}alone"
    assert described["Concurrency"] == {"ReservedConcurrentExecutions": 2}
    assert "Concurrency" not in functions.get_function(FunctionName="f001")
    assert functions.list_versions_by_function(FunctionName="f001")["Versions"][0]["Version"] == (
        "$LATEST"
    )
    assert functions.list_aliases(FunctionName="f001")["Aliases"] == []


@pytest.mark.parametrize(
    ("name", "qualifier", "version"),
    [
        ("alone", {}, "$LATEST"),
        ("alone:live", {}, "1"),
        ("alone", {"Qualifier": "live"}, "1"),
        ("alone", {"Qualifier": "1"}, "1"),
        (f"{ARN}alone:live", {}, "1"),
    ],
)
def test_an_alias_of_the_template_is_served(functions, name, qualifier, version):
    answer = functions.invoke(FunctionName=name, **qualifier)
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, version)
    described = functions.get_function_configuration(FunctionName=name, **qualifier)
    assert described["Version"] == version


def test_saved_code_is_served_by_the_template_s_version_too(own, functions):
    code = own.run.parents[1] / "code" / "app.py"
    text = code.read_text()
    for answer in ("1", "2"):
        code.write_text(f"def handler(event, context): return {answer}\n")
        for name in ("alone", "alone:live"):
            assert functions.invoke(FunctionName=name)["Payload"].read() == answer.encode()
    code.write_text(text)


def test_an_alias_of_the_template_is_listed(functions):
    (alias,) = functions.list_aliases(FunctionName="alone")["Aliases"]
    assert (alias["Name"], alias["FunctionVersion"]) == ("live", "1")
    assert alias["AliasArn"] == f"{ARN}alone:live"
    versions = functions.list_versions_by_function(FunctionName="alone")["Versions"]
    assert [version["Version"] for version in versions] == ["$LATEST", "1"]


@pytest.mark.parametrize(
    ("call", "more", "missing"),
    [
        ("get_function", {}, "nope"),
        ("get_function", {"Qualifier": "$LATEST"}, "nope:$LATEST"),
        ("get_function_configuration", {"Qualifier": "7"}, "nope:7"),
        ("get_function_concurrency", {}, "nope"),
        ("put_function_concurrency", {"ReservedConcurrentExecutions": 1}, "nope:$LATEST"),
        ("delete_function_concurrency", {}, "nope"),
    ],
)
def test_what_does_not_exist_is_named_as_it_was_asked_for(functions, call, more, missing):
    with pytest.raises(functions.exceptions.ResourceNotFoundException) as refused:
        getattr(functions, call)(FunctionName="nope", **more)
    assert refused.value.response["Error"]["Message"] == f"Function not found: {ARN}{missing}"


def test_reserved_concurrency_is_put_got_held_to_and_deleted(functions):
    def status(_: int) -> int | str:
        try:
            return functions.invoke(FunctionName="f002", Payload=b'{"sleep_s": 0.5}')["StatusCode"]
        except functions.exceptions.TooManyRequestsException as refused:
            return refused.response["Reason"]

    def answers(calls: int) -> list[int | str]:
        with ThreadPoolExecutor(calls) as threads:
            return sorted(threads.map(status, range(calls)), key=str)

    over = "ReservedFunctionConcurrentInvocationLimitExceeded"
    put = functions.put_function_concurrency(FunctionName="f002", ReservedConcurrentExecutions=1)
    assert put["ReservedConcurrentExecutions"] == 1
    got = functions.get_function_concurrency(FunctionName="f002")
    assert got["ReservedConcurrentExecutions"] == 1
    assert answers(3) == [200, over, over]
    functions.put_function_concurrency(FunctionName="f002", ReservedConcurrentExecutions=0)
    assert answers(1) == [over]
    deleted = functions.delete_function_concurrency(FunctionName="f002")
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert "ReservedConcurrentExecutions" not in functions.get_function_concurrency(
        FunctionName="f002"
    )
    assert answers(3) == [200, 200, 200]


def test_a_hundred_of_the_account_s_concurrency_stay_unreserved(functions):
    with pytest.raises(functions.exceptions.InvalidParameterValueException) as refused:
        functions.put_function_concurrency(FunctionName="f003", ReservedConcurrentExecutions=899)
    assert refused.value.response["Error"]["Message"] == (
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100]."
    )


def test_the_retries_of_events_are_put_got_and_deleted(functions):
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.get_function_event_invoke_config(FunctionName="f004")
    functions.put_function_event_invoke_config(FunctionName="f004", MaximumRetryAttempts=0)
    functions.update_function_event_invoke_config(FunctionName="f004", MaximumEventAgeInSeconds=60)
    got = functions.get_function_event_invoke_config(FunctionName="f004")
    assert (got["MaximumRetryAttempts"], got["MaximumEventAgeInSeconds"]) == (0, 60)
    assert got["FunctionArn"] == f"{ARN}f004:$LATEST"
    functions.delete_function_event_invoke_config(FunctionName="f004")
    with pytest.raises(ClientError):
        functions.delete_function_event_invoke_config(FunctionName="f004")


def test_the_aws_cli_puts_and_shows_concurrency(own, tmp_path):
    aws_cli = Path(sys.executable).with_name("aws")

    def aws(*arguments: str) -> Any:
        done = subprocess.run(
            [aws_cli, "--endpoint-url", own.endpoint, "lambda", *arguments],
            env=clean_environment(
                AWS_ACCESS_KEY_ID="test",
                AWS_SECRET_ACCESS_KEY="test",
                AWS_DEFAULT_REGION="us-east-1",
                HOME=str(tmp_path),
            ),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    named = ("--function-name", "f005")
    put = aws("put-function-concurrency", *named, "--reserved-concurrent-executions", "3")
    assert put == {"ReservedConcurrentExecutions": 3}
    assert aws("get-function", *named)["Concurrency"] == {"ReservedConcurrentExecutions": 3}
    assert aws("delete-function-concurrency", *named) is None
    assert len(aws("list-functions", "--max-items", "55")["Functions"]) == 55
    accepted = aws("invoke", *named, "--invocation-type", "Event", str(tmp_path / "out.json"))
    assert accepted == {"StatusCode": 202}
