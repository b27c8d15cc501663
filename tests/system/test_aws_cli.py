"""The aws CLI, unchanged, with nothing but the lines that ``harness up`` printed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/app.py"))

Shell = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture
def shell(stack, tmp_path: Path) -> Shell:
    """A shell into which the exports were pasted, on a machine that knows no AWS account."""
    path = f"{Path(sys.executable).parent}:{os.defpath}"

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", f"{stack.exports}\n{line}"],
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": path, "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def aws(shell: Shell) -> Callable[[str], Any]:
    def run(line: str) -> Any:
        done = shell(f"aws {line}")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_the_course_s_invoke_line_writes_the_answer_into_a_file(aws, tmp_path):
    said = aws(
        "lambda invoke --function-name parking-register"
        """ --payload '{"placa": "ZZZ0A00", "tipo": "saida", "quando": "2026-11-23T10:00:00Z"}'"""
        " response.json"
    )
    assert said == {"StatusCode": 200, "ExecutedVersion": "$LATEST"}
    assert json.loads((tmp_path / "response.json").read_text())["statusCode"] == 404


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_answers_a_sample_event(aws, tmp_path, function: str):
    event = min((ROOT / "functions" / function / "events").glob("*.json"))
    said = aws(f"lambda invoke --function-name {function} --payload file://{event} response.json")
    assert said == {"StatusCode": 200, "ExecutedVersion": "$LATEST"}
    assert "errorType" not in json.loads((tmp_path / "response.json").read_text())


def test_list_functions_lists_every_function(aws):
    listed = aws("lambda list-functions")["Functions"]
    assert sorted(function["FunctionName"] for function in listed) == FUNCTIONS


def test_get_function_describes_one_as_its_template_does(aws):
    described = aws("lambda get-function --function-name parking-bill")["Configuration"]
    assert described["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:parking-bill"
    assert (described["Timeout"], described["MemorySize"]) == (10, 256)
    assert described["Environment"]["Variables"]["HOURLY_PRICE"] == "5"


def test_an_unknown_function_is_aws_s_error(shell):
    done = shell("aws lambda invoke --function-name nope response.json")
    assert done.returncode == 255
    assert "(ResourceNotFoundException) when calling the Invoke operation" in done.stderr
    assert "arn:aws:lambda:us-east-1:123456789012:function:nope:$LATEST" in done.stderr


def test_list_tables_lists_the_template_s_tables(aws):
    tables = set(aws("dynamodb list-tables")["TableNames"])
    assert {"account", "carros", "estacionamento", "proprietarios"} <= tables


def test_an_item_that_was_put_is_got_and_both_say_what_they_consumed(aws):
    put = aws(
        "dynamodb put-item --table-name carros --return-consumed-capacity TOTAL"
        """ --item '{"placa": {"S": "CLI0A01"}, "cor": {"S": "azul"}}'"""
    )
    assert put == {"ConsumedCapacity": {"TableName": "carros", "CapacityUnits": 1.0}}
    got = aws(
        "dynamodb get-item --table-name carros --return-consumed-capacity INDEXES"
        """ --consistent-read --key '{"placa": {"S": "CLI0A01"}}'"""
    )
    assert got["Item"]["cor"] == {"S": "azul"}
    assert got["ConsumedCapacity"] == {
        "TableName": "carros",
        "CapacityUnits": 1.0,
        "Table": {"CapacityUnits": 1.0},
    }
