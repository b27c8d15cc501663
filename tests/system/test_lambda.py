"""Lambda behind the endpoint, as boto3 sees it: errors, logs, and functions that go wrong."""

import base64
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import Up, end, start_up

LIMIT_BYTES = 6_291_456

CODE = """
import os, signal, sys, time

starts = 0

def good(event, context):
    global starts
    starts += 1
    if isinstance(event, dict) and "bad" in event:
        return globals()[event["bad"]](event, context)
    return {"starts": starts, "pid": os.getpid()}

def sleeps(event, context):
    time.sleep(60)

def leaves_with_3(event, context):
    os._exit(3)

def leaves_with_0(event, context):
    sys.exit(0)

def kills_itself(event, context):
    os.kill(os.getpid(), signal.SIGKILL)

def raises(event, context):
    raise KeyError("sem placa")

def returns_a_set(event, context):
    return {1, 2}

def returns_too_much(event, context):
    return "x" * 6_291_557

def floods(event, context):
    for number in range(20000):
        print(number, "x" * 100)
    return "flooded"

def ends_without_a_newline(event, context):
    print("the last word", end="")
    return "said"

def context_of(event, context):
    return {
        "custom": context.client_context and context.client_context.custom,
        "env": context.client_context and context.client_context.env,
        "name": context.function_name,
        "memory": context.memory_limit_in_mb,
        "arn": context.invoked_function_arn,
        "request": context.aws_request_id,
        "left_ms": context.get_remaining_time_in_millis(),
        "home": os.path.expanduser("~"),
        "secret": os.environ.get("OF_THE_USER"),
        "own": os.environ.get("OWN"),
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
    }

def speaks(event, context):
    print("a line of its own")
    return "said"

def loud(event, context):
    print("y" * 10_000)
    print("the end")
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, CodeUri: code/, Timeout: 5, MemorySize: 512}
Resources:
  Good: {Type: AWS::Serverless::Function, Properties: {FunctionName: good, Handler: app.good}}
  Short:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: short, Handler: app.good, Timeout: 1}
  Context:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: context
      Handler: app.context_of
      Environment: {Variables: {OWN: value}}
  NoImport:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: no-import, Handler: no_import.handler}
  FailsAtImport:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: fails-at-import, Handler: fails_at_import.handler}
  NoHandler:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: no-handler, Handler: later.nothing}
  LeavesAtImport:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: leaves-at-import, Handler: leaves_at_import.handler}
  Lone:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: lone, Handler: app.good, Timeout: 1, ReservedConcurrentExecutions: 1}
"""

MODULES = {
    "app": CODE,
    "no_import": "import nao_existe\ndef handler(event, context): pass\n",
    "later": "def nothing(event, context): pass\ndel nothing\n",
    "fails_at_import": "def handler(event, context): pass\nraise ValueError('sem tabela')\n",
    "leaves_at_import": "import os\ndef handler(event, context): pass\nos._exit(4)\n",
}


@dataclass(frozen=True)
class Said:
    """What Invoke answered; ``log`` its decoded tail."""

    error: str | None
    payload: Any
    log: str
    answer: dict[str, Any]


Invoke = Callable[..., Said]

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


def traced(request: Any, **_: Any) -> None:
    request.headers["X-Amzn-Trace-Id"] = TRACE


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("own")
    (place / "code").mkdir()
    (place / "template.yaml").write_text(TEMPLATE)
    for name, code in MODULES.items():
        (place / "code" / f"{name}.py").write_text(code)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OF_THE_USER", "secret")
        up = start_up(place / "runs", "--template", str(place / "template.yaml"))
    yield up
    assert end(up) == 0


@pytest.fixture(scope="module")
def functions(own: Up) -> Any:
    return own.client("lambda", max_pool_connections=20)


@pytest.fixture(scope="module")
def call(functions) -> Invoke:
    def invoke(function: str, event: object = None, **more: Any) -> Said:
        payload = json.dumps({} if event is None else event)
        answer = functions.invoke(FunctionName=function, Payload=payload, LogType="Tail", **more)
        assert answer["StatusCode"] == 200
        log = base64.b64decode(answer.get("LogResult", "")).decode()
        said = json.loads(answer["Payload"].read())
        return Said(answer.get("FunctionError"), said, log, answer)

    return invoke


# what Invoke refuses


def test_an_unknown_function_is_404_in_aws_s_words(functions):
    with pytest.raises(functions.exceptions.ResourceNotFoundException) as refused:
        functions.invoke(FunctionName="nope")
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 404
    arn = "arn:aws:lambda:us-east-1:123456789012:function:nope:$LATEST"
    assert answer["Error"]["Message"] == f"Function not found: {arn}"


@pytest.mark.parametrize("name", ["123456789012:function:good", "good:$LATEST"])
def test_a_function_has_aws_s_other_names_too(functions, name):
    assert functions.invoke(FunctionName=name)["StatusCode"] == 200


def test_a_payload_that_is_no_json_is_400(functions):
    with pytest.raises(functions.exceptions.InvalidRequestContentException) as refused:
        functions.invoke(FunctionName="good", Payload=b"{nonsense")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "Could not parse request body into json" in str(refused.value)


def test_no_payload_is_an_empty_event(functions):
    answer = functions.invoke(FunctionName="good")
    assert "FunctionError" not in answer


@pytest.mark.parametrize(("size_bytes", "passes"), [(LIMIT_BYTES, True), (LIMIT_BYTES + 1, False)])
def test_a_payload_of_more_than_6_mb_is_413(functions, size_bytes, passes):
    payload = json.dumps("x" * (size_bytes - 2)).encode()
    assert len(payload) == size_bytes
    if passes:
        assert functions.invoke(FunctionName="good", Payload=payload)["StatusCode"] == 200
        return
    with pytest.raises(ClientError) as refused:
        functions.invoke(FunctionName="good", Payload=payload)
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert answer["Error"]["Code"] == "RequestEntityTooLargeException"
    assert f"smaller than {LIMIT_BYTES} bytes" in answer["Error"]["Message"]


def test_a_dry_run_runs_nothing(functions):
    assert functions.invoke(FunctionName="good", InvocationType="DryRun")["StatusCode"] == 204


# what a handler is given


def test_a_log_tail_is_what_aws_shows(call):
    said = call("good", {"bad": "speaks"})
    request = said.answer["ResponseMetadata"]["RequestId"]
    start, line, over, report = said.log.splitlines()
    assert start == f"START RequestId: {request} Version: $LATEST"
    assert line == "a line of its own"
    assert over == f"END RequestId: {request}"
    assert report.startswith(f"REPORT RequestId: {request}\tDuration: ")
    assert "\tMemory Size: 512 MB" in report
    assert said.payload == "said"


def test_a_log_tail_is_the_last_4_kb(call):
    said = call("good", {"bad": "loud"})
    assert len(said.log.encode()) == 4096
    assert "the end\nEND RequestId" in said.log


def test_no_log_is_sent_that_was_not_asked_for(functions):
    assert "LogResult" not in functions.invoke(FunctionName="good")


def test_a_handler_sees_its_context_and_nothing_of_the_user_s(call):
    given = {"custom": {"cor": "azul"}, "env": {"locale": "pt_BR"}}
    encoded = base64.b64encode(json.dumps(given).encode()).decode()
    said = call("context", ClientContext=encoded)
    seen = said.payload
    assert {name: seen[name] for name in given} == given
    assert seen["name"] == "context"
    assert seen["memory"] == "512"
    assert seen["arn"] == "arn:aws:lambda:us-east-1:123456789012:function:context"
    assert seen["request"] == said.answer["ResponseMetadata"]["RequestId"]
    assert 0 < seen["left_ms"] <= 5000
    assert seen["own"] == "value"
    assert seen["home"] in ("/home/sbx_user1051", "/nonexistent")
    assert seen["secret"] is None


def test_a_client_context_that_is_not_base64_json_is_refused(functions):
    with pytest.raises(functions.exceptions.InvalidRequestContentException):
        functions.invoke(FunctionName="context", ClientContext="nonsense!")


def test_an_environment_is_used_again(call):
    first, second = call("good").payload, call("good").payload
    assert second["pid"] == first["pid"]
    assert second["starts"] == first["starts"] + 1


def test_a_qualifier_stands_in_the_arn_that_a_handler_sees(call):
    seen = call("context", Qualifier="$LATEST").payload
    assert seen["arn"] == "arn:aws:lambda:us-east-1:123456789012:function:context:$LATEST"


def test_a_trace_is_passed_on(call, functions):
    functions.meta.events.register_first("before-sign.lambda.Invoke", traced)
    try:
        assert call("context").payload["trace"] == TRACE
    finally:
        functions.meta.events.unregister("before-sign.lambda.Invoke", traced)
    assert call("context").payload["trace"].startswith("Root=1-")


# what goes wrong in a function: what the caller sees, and that the next call works


@pytest.mark.parametrize(
    ("function", "bad", "kind", "message"),
    [
        ("short", "sleeps", "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
        ("good", "leaves_with_3", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
        ("good", "leaves_with_0", "Runtime.ExitError", "Runtime exited"),
        ("good", "kills_itself", "Runtime.ExitError", "Runtime exited with error: signal: killed"),
        ("good", "raises", "KeyError", "'sem placa'"),
        ("good", "returns_a_set", "Runtime.MarshalError", "set is not JSON serializable"),
        (
            "good",
            "returns_too_much",
            "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        ),
    ],
)
def test_a_function_that_goes_wrong_says_how_and_the_next_call_works(
    call, function, bad, kind, message
):
    said = call(function, {"bad": bad})
    assert said.error == "Unhandled"
    assert said.payload["errorType"] == kind
    assert message in said.payload["errorMessage"]
    assert said.log.splitlines()[0].startswith("START RequestId")
    assert "\nREPORT RequestId" in said.log
    assert call(function).error is None


def test_an_exception_comes_with_its_stack(call):
    said = call("good", {"bad": "raises"})
    assert set(said.payload) == {"errorMessage", "errorType", "requestId", "stackTrace"}
    assert said.payload["requestId"] == said.answer["ResponseMetadata"]["RequestId"]
    assert any("in raises" in line for line in said.payload["stackTrace"])
    _, error, traceback, *stack, _, report = said.log.splitlines()
    assert error == "[ERROR] KeyError: 'sem placa'"
    assert traceback == "Traceback (most recent call last):"
    assert stack[-1].strip() == 'raise KeyError("sem placa")'
    assert "Status" not in report


@pytest.mark.parametrize(
    ("function", "bad", "kind", "reason", "status"),
    [
        (
            "short",
            "sleeps",
            "Sandbox.Timedout",
            "Task timed out after 1.00 seconds",
            "Status: timeout",
        ),
        (
            "good",
            "leaves_with_3",
            "Runtime.ExitError",
            "Runtime exited with error: exit status 3",
            "Status: error\tError Type: Runtime.ExitError",
        ),
        (
            "good",
            "leaves_with_0",
            "Runtime.ExitError",
            "Runtime exited without providing a reason",
            "Status: error\tError Type: Runtime.ExitError",
        ),
        (
            "good",
            "kills_itself",
            "Runtime.ExitError",
            "Runtime exited with error: signal: killed",
            "Status: error\tError Type: Runtime.ExitError",
        ),
        (
            "leaves-at-import",
            None,
            "Runtime.ExitError",
            "Runtime exited with error: exit status 4",
            "Status: error\tError Type: Runtime.ExitError",
        ),
    ],
)
def test_what_the_platform_ends_is_told_in_its_words(call, function, bad, kind, reason, status):
    said = call(function, {"bad": bad} if bad else {})
    request = said.answer["ResponseMetadata"]["RequestId"]
    message = f"RequestId: {request} Error: {reason}"
    assert said.payload == {"errorType": kind, "errorMessage": message}
    assert said.log.splitlines()[-4:-1] == [message, kind, f"END RequestId: {request}"]
    assert said.log.splitlines()[-1].endswith(f"\t{status}")


def test_an_answer_that_is_too_large_is_told_without_a_request(call):
    said = call("good", {"bad": "returns_too_much"})
    assert said.payload == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size "
        "(6291556 bytes).",
    }


def test_what_cannot_be_marshalled_is_told_as_on_aws(call):
    said = call("good", {"bad": "returns_a_set"})
    assert said.payload == {
        "errorMessage": "Unable to marshal response: Object of type set is not JSON serializable",
        "errorType": "Runtime.MarshalError",
        "requestId": said.answer["ResponseMetadata"]["RequestId"],
        "stackTrace": [],
    }


def test_a_time_out_ends_the_process_and_the_next_call_gets_a_new_one(call):
    call("short")
    assert call("short").payload["starts"] > 1
    call("short", {"bad": "sleeps"})
    assert call("short").payload["starts"] == 1


def test_a_flood_of_output_is_kept_whole_in_the_run_s_log(call, own):
    assert call("good", {"bad": "floods"}).payload == "flooded"
    assert call("good").error is None
    log = (own.run / "logs/good.log").read_text()
    assert all(f"\n{number} {'x' * 100}\n" in log for number in range(0, 20_000, 1_000))


def test_a_last_line_without_a_newline_belongs_to_its_own_invocation(call):
    said = call("good", {"bad": "ends_without_a_newline"})
    assert "the last word" in said.log
    assert "the last word" not in call("good").log


@pytest.mark.parametrize(
    ("function", "kind", "message"),
    [
        ("no-handler", "Runtime.HandlerNotFound", "Handler 'nothing' missing on module 'later'"),
        ("no-import", "Runtime.ImportModuleError", "No module named 'nao_existe'"),
        ("fails-at-import", "ValueError", "sem tabela"),
        ("leaves-at-import", "Runtime.ExitError", "exit status 4"),
    ],
)
def test_a_module_that_cannot_be_imported_is_said_at_every_call(call, function, kind, message):
    for _ in range(2):
        said = call(function)
        assert said.error == "Unhandled"
        assert said.payload["errorType"] == kind
        assert message in said.payload["errorMessage"]


def test_a_log_tail_tells_why_a_module_cannot_be_imported(call):
    log = call("no-import").log
    assert "\n[ERROR] Runtime.ImportModuleError: Unable to import module 'no_import': " in log
    assert "\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\nSTART" in log


def test_reserved_concurrency_refuses_the_second_call_at_once_with_429(functions):
    def ends(_: int) -> str:
        try:
            answer = functions.invoke(FunctionName="lone", Payload=b'{"bad": "sleeps"}')
        except functions.exceptions.TooManyRequestsException as refused:
            status = refused.response["ResponseMetadata"]["HTTPStatusCode"]
            return f"{status} {refused.response['Reason']}"
        return str(json.loads(answer["Payload"].read())["errorType"])

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(ends, range(2))) == [
            "429 ReservedFunctionConcurrentInvocationLimitExceeded",
            "Sandbox.Timedout",
        ]


def test_an_answer_can_be_had_as_a_stream(functions):
    answer = functions.invoke_with_response_stream(
        FunctionName="good", Payload=b'{"bad": "speaks"}', LogType="Tail"
    )
    assert answer["StatusCode"] == 200
    chunk, end = answer["EventStream"]
    assert chunk == {"PayloadChunk": {"Payload": b'"said"'}}
    assert "a line of its own" in base64.b64decode(end["InvokeComplete"]["LogResult"]).decode()


def test_a_stream_ends_with_the_function_s_error(functions):
    answer = functions.invoke_with_response_stream(
        FunctionName="good", Payload=b'{"bad": "raises"}'
    )
    _, end = answer["EventStream"]
    assert end["InvokeComplete"]["ErrorCode"] == "KeyError"
