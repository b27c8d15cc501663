"""Wrong input: one message that says what, where and what to do, exit code 2, nothing started."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.conftest import end, start_up
from tests.system.support import run_harness

GOOD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Tabela:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: tabela
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput:
        ReadCapacityUnits: 1
        WriteCapacityUnits: 1
  Ola:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: ola
      Runtime: python3.11
      CodeUri: code/
      Handler: app.handler
      Timeout: 3
      Environment:
        Variables: {TABELA: !Ref Tabela}
  Fila:
    Type: AWS::SQS::Queue
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    (tmp_path / "code").mkdir()
    (tmp_path / "code/app.py").write_text("def handler(event, context):\n    return 'olá'\n")
    path = tmp_path / "template.yaml"
    path.write_text(GOOD)
    return path


def refused(done: CompletedProcess[str], runs: Path) -> str:
    """The one message of a command that could not be carried out because of its input."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not runs.exists()
    return done.stderr


@pytest.mark.parametrize(
    ("was", "becomes", "where", "what"),
    [
        (
            "ReadCapacityUnits: 1",
            "ReadCapacityUnits: muitas",
            "10 Tabela.Properties.ProvisionedThroughput.ReadCapacityUnits",
            "muitas",
        ),
        ("Timeout: 3", "Timeout: [3]", "19 Ola.Properties.Timeout", "integer of 1 to 900"),
        (
            "!Ref Tabela",
            "!Ref Tabella",
            "21 Ola.Properties.Environment.Variables.TABELA",
            "Tabella",
        ),
        ("app.handler", "a b.handler", "18 Ola.Properties.Handler", "without a space"),
        (
            "TABELA: !",
            "AWS_REGION: !",
            "21 Ola.Properties.Environment.Variables.AWS_REGION",
            "keys",
        ),
        ("KeyType: HASH", "KeyType: HASCH", "8 Tabela.Properties.KeySchema[0].KeyType", "HASCH"),
        ("Timeout: 3", "Timeoutt: 3", "19 Ola.Properties.Timeoutt", "Timeoutt"),
        ("Resources:", "Resources: [", "", "is not valid YAML"),
        (GOOD, "just text", "1", "Resources"),
    ],
)
def test_a_template_with_a_mistake_says_resource_property_and_line(
    tmp_path, template, was, becomes, where, what
):
    assert was in GOOD
    template.write_text(GOOD.replace(was, becomes))
    runs = tmp_path / "runs"
    message = refused(run_harness("up", "--template", template, "--runs-dir", runs), runs)
    assert message.startswith(f"harness: {template}:{where}")
    assert what in message
    assert "to do:" in message or len(message.splitlines()) == 1


# What AWS answers to an invocation of what it deploys all the same: recorded by LocalStack, 2025.
@pytest.mark.parametrize(
    ("handler", "code", "error", "message", "told"),
    [
        ("app.handle", None, "HandlerNotFound", "Handler 'handle' missing on", "defines no handle"),
        (
            "main.handler",
            None,
            "ImportModuleError",
            "Unable to import module 'main': No module named 'main'",
            "there is no main.py",
        ),
        ("handler", None, "MalformedHandlerName", "Bad handler 'handler': not", "FILE.FUNCTION"),
        (
            "app.handler",
            "def (\n",
            "UserCodeSyntaxError",
            "Syntax error in module 'app'",
            "app.py:1",
        ),
        (
            "app.handler",
            "import sys\nsys.exit(0)\n",
            "ExitError",
            "Runtime exited without providing a reason",
            "defines no handler",
        ),
    ],
)
def test_a_handler_that_is_not_there_is_told_of_and_fails_as_on_aws(
    tmp_path, template, handler, code, error, message, told
):
    template.write_text(GOOD.replace("app.handler", handler))
    if code is not None:
        (tmp_path / "code/app.py").write_text(code)
    done = run_harness("invoke", "ola", "--template", template, "--runs-dir", tmp_path / "runs")
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert answer["errorType"] == f"Runtime.{error}"
    assert message in answer["errorMessage"]
    planned = run_harness("plan", "--template", template).stdout
    assert f"{template}:18 Ola.Properties.Handler: " in planned
    assert told in planned


def test_a_template_that_is_not_there_is_said(tmp_path):
    runs = tmp_path / "runs"
    message = refused(run_harness("up", "--template", "nope.yaml", "--runs-dir", runs), runs)
    assert "nope.yaml" in message
    assert "to do:" in message


def test_plan_and_invoke_say_a_template_s_mistake_too(tmp_path, template):
    template.write_text(GOOD.replace("!Ref Tabela", "!Ref Tabella"))
    for command in (["plan"], ["invoke", "ola"]):
        done = run_harness(*command, "--template", template)
        assert done.returncode == 2
        assert "Ola.Properties.Environment.Variables.TABELA" in done.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "nope"], ["no scenario 'nope'", "there are: parking"]),
        (["run", "--duration", "soon"], ["'soon' is not a valid duration", "60s, 5m or 1h30m"]),
        (["run", "--duration", "0s"], ["'0s' is not a valid duration"]),
        (["run", "--users", "many"], ["Invalid value for '--users'"]),
        (["run", "--users", "0"], ["--users"]),
        (["run", "--rate", "-1"], ["--rate"]),
        (["load"], ["no endpoint to send to", "harness up"]),
        (["invoke", "ola", "-e", "nope.json"], ["nope.json", "No such file"]),
        (["invoke", "ola", "-e", "README.md"], ["the event is not JSON", "README.md"]),
        (["up", "--port", "70000"], ["'70000'", "--port"]),
        (["up", "--limits", "maybe"], ["--limits: 'maybe'", "enforce", "off"]),
        (["up", "--parameters", "Nope=1"], ["Nope", "BillingMode"]),
        (["up", "--parameters", "BillingMode=FREE"], ["BillingMode", "PAY_PER_REQUEST"]),
        (["up", "--java", "/nope"], ["/nope", "--java"]),
        (["up", "--maven-repository", "nope"], ["--maven-repository"]),
        (["report", "nope"], ["no run 'nope'"]),
        (["up", "--nope"], ["No such option", "--nope"]),
        (["nope"], ["No such command 'nope'"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value[0], str) else None,
)
def test_a_wrong_argument_is_exit_code_2_and_says_which(tmp_path, command, said):
    runs = tmp_path / "runs"
    place = [] if command[0] in ("load", "nope") else ["--runs-dir", runs]
    cache = (
        {"HARNESS_CACHE_DIR": str(tmp_path / "cache")} if "--maven-repository" in command else {}
    )
    done = run_harness(*command, *place, **cache)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for part in said:
        assert part in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.harness]\nports = 8000\n", ["unknown setting 'ports'", "port, "]),
        ("[tool.harness]\nport = 'many'\n", ["'many'", "[tool.harness] port"]),
        ("[tool.harness\n", ["pyproject.toml"]),
    ],
)
def test_a_wrong_setting_in_pyproject_toml_is_said(tmp_path, text, said):
    (tmp_path / "pyproject.toml").write_text(text)
    done = run_harness("plan", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for part in said:
        assert part in done.stderr


def test_a_wrong_environment_variable_is_said(tmp_path):
    done = run_harness("plan", HARNESS_PORT="many")
    assert done.returncode == 2
    assert "HARNESS_PORT: 'many'" in done.stderr


def test_what_a_template_has_and_the_harness_does_not_emulate_is_listed(tmp_path, template):
    up = start_up(tmp_path / "runs", "--template", str(template), stderr=tmp_path / "stderr")
    assert end(up) == 0
    sentence = "Fila (AWS::SQS::Queue, line 22): not a function, a table or a role"
    assert f"· not emulated: {sentence}" in (tmp_path / "stderr").read_text()
    assert run_harness("report", up.run).returncode == 0
    report = json.loads((up.run / "report.json").read_text())
    assert f"Of the template: {sentence}" in report["caveats"]["not_emulated"]
    assert "Fila (AWS::SQS::Queue, line 22)" in (up.run / "report.html").read_text()


def test_a_single_invocation_answers_on_stdout_and_its_run_is_no_cut_off_one(tmp_path, template):
    runs = tmp_path / "runs"
    done = run_harness("invoke", "ola", "--template", template, "--runs-dir", runs)
    assert (done.returncode, done.stdout) == (0, '"ol\\u00e1"\n'), done.stderr
    assert "START RequestId" in done.stderr
    assert "cut off" not in run_harness("report", "--runs-dir", runs).stdout


def test_a_template_without_a_function_and_a_table_cannot_be_run_but_stays_up(
    tmp_path: Path,
) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("Resources: {Queue: {Type: 'AWS::SQS::Queue'}}")
    run = run_harness("run", "--template", template, "--runs-dir", tmp_path / "runs")
    assert run.returncode == 2
    assert "the template has no function and no table" in run.stderr
    assert not (tmp_path / "runs").exists()

    steps = tmp_path / "stderr"
    up = start_up(tmp_path / "runs", "--template", str(template), stderr=steps)
    try:
        assert "make them through the API" in steps.read_text()
    finally:
        assert end(up) == 0
