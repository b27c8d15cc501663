"""What a function sees around it: variables, folders and wrapper scripts, as on AWS."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Up, end, start_up

CODE = """
import os
import subprocess
import time

def sees(event, context):
    return {
        "variables": dict(os.environ),
        "folder": os.getcwd(),
        "file": __file__,
        "home": os.path.expanduser("~"),
        "hour": time.localtime(0).tm_hour,
        "tool": subprocess.run("of-a-layer", shell=True, capture_output=True, text=True).stdout,
        "layers": sorted(os.listdir("/opt")) if os.path.isdir("/opt") else [],
    }

def raises(event, context):
    raise ValueError("sem placa")

def writes(event, context):
    try:
        open(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "own"), "w").close()
    except OSError as error:
        return error.strerror
"""

# Python's options before the script, as the developer guide's example has it.
WRAPPER = """\
#!/bin/bash
args=("$@")
export WRAPPED="by $0"
exec "${args[@]:0:$#-1}" -X utf8 "${args[@]: -1}"
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.11
    CodeUri: code/
    Handler: app.sees
Resources:
  Plain:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: plain}
  Own:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: own
      Layers: [!Ref Lower, !Ref Upper]
      Environment:
        Variables: {TZ: America/Sao_Paulo, LANG: pt_BR.UTF-8, AWS_XRAY_CONTEXT_MISSING: IGNORE}
  Wrapped:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: wrapped
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /var/task/wrap}}
  OfALayer:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: of-a-layer
      Layers: [!Ref Lower, !Ref Upper]
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/wrap}}
  Missing:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: missing
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /idontexist}}
  Raises:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: raises, Handler: app.raises}
  Writes:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: writes, Handler: app.writes}
  Lower:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: lower/}
  Upper:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: upper/}
"""

Call = Callable[..., Any]


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("sees")
    (place / "code").mkdir()
    (place / "template.yaml").write_text(TEMPLATE)
    (place / "code/app.py").write_text(CODE)
    executable(place / "code/wrap", WRAPPER)
    executable(place / "lower/wrap", WRAPPER)
    executable(place / "lower/bin/of-a-layer", "#!/bin/sh\necho lower\n")
    executable(place / "upper/bin/of-a-layer", "#!/bin/sh\necho upper\n")
    up = start_up(place / "runs", "--template", str(place / "template.yaml"))
    yield up
    assert end(up) == 0


@pytest.fixture
def call(own: Up) -> Call:
    def invoke(function: str) -> Any:
        return json.loads(own.client("lambda").invoke(FunctionName=function)["Payload"].read())

    return invoke


@pytest.fixture(scope="module")
def has_view() -> bool:
    """Whether this machine lets its user have mounts of its own, by util-linux's account."""
    done = subprocess.run(["unshare", "--user", "--mount", "true"], stderr=subprocess.DEVNULL)
    return done.returncode == 0


def test_its_variables_are_those_of_aws(call, has_view):
    seen = call("plain")["variables"]
    # LocalStack's snapshots of AWS, python3.12, 2024-03-20; LC_CTYPE is Python's own doing.
    expected = {
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LANG": "en_US.UTF-8",
        "PWD": "/var/task",
        "LAMBDA_TASK_ROOT": "/var/task",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PYTHONPATH": "/var/runtime",
        "SHLVL": "0",
        "TZ": ":UTC",
        "_AWS_XRAY_DAEMON_PORT": "2000",
        "_HANDLER": "app.sees",
    }
    if has_view:
        assert {name: seen[name] for name in expected} == expected
        assert "HOME" not in seen
    strangers = {name for name in seen if name.startswith("PYTHON")} - {"PYTHONPATH"}
    assert not strangers
    assert seen["_X_AMZN_TRACE_ID"].startswith("Root=1-")


def test_what_aws_does_not_reserve_is_the_function_s(call):
    seen = call("own")
    assert seen["variables"]["TZ"] == "America/Sao_Paulo"
    assert seen["variables"]["LANG"] == "pt_BR.UTF-8"
    assert seen["variables"]["AWS_XRAY_CONTEXT_MISSING"] == "IGNORE"
    assert seen["hour"] == 21
    assert call("plain")["hour"] == 0


def test_its_folder_and_its_layers_are_where_aws_has_them(call, has_view):
    seen = call("own")
    assert seen["tool"] == "upper\n"
    if not has_view:
        pytest.skip("this machine gives its users no mounts of their own")
    assert (seen["folder"], seen["file"]) == ("/var/task", "/var/task/app.py")
    assert {"bin", "wrap"} <= {*seen["layers"]}
    assert seen["home"] == "/home/sbx_user1051"
    assert call("writes") == "Read-only file system"


def test_a_stack_trace_names_aws_s_folder(call):
    # test_retries of LocalStack's snapshots, 2023-03-22
    assert call("raises")["stackTrace"] == [
        '  File "/var/task/app.py", line 18, in raises\n    raise ValueError("sem placa")\n'
    ]


@pytest.mark.parametrize("function", ["wrapped", "of-a-layer"])
def test_a_wrapper_script_runs_the_runtime(call, function):
    seen = call(function)["variables"]
    assert seen["WRAPPED"].endswith("/wrap")


def test_a_wrapper_script_that_is_missing_ends_the_runtime(call):
    # test_lambda_runtime_wrapper_not_found of LocalStack's snapshots, 2024
    answer = call("missing")
    assert answer["errorType"] == "Runtime.ExitError"
    assert answer["errorMessage"].endswith("Error: Runtime exited with error: exit status 127")
