"""Event invocations: 202 at once, retried, and written down where they are given up."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import Up, end, start_up
from tests.system.support import eventually

CODE = """
import json, pathlib, time

def handler(event, context):
    with open(event["told"], "a") as file:
        file.write(json.dumps([context.aws_request_id, event["name"]]) + "\\n")
    if event.get("fails_until"):
        tries = pathlib.Path(event["told"]).read_text().count(event["name"])
        if tries < event["fails_until"]:
            raise KeyError("not yet")
    time.sleep(event.get("sleep_s", 0))
    return {"served": event["name"]}
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.11, CodeUri: code/, Timeout: 60, Handler: app.handler}
Resources:
  Good: {Type: AWS::Serverless::Function, Properties: {FunctionName: good}}
  Told:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: told
      EventInvokeConfig:
        DestinationConfig: {OnSuccess: {Type: SQS, Destination: !GetAtt Queue.Arn}}
  Queue: {Type: AWS::SQS::Queue}
  Lone:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: lone, ReservedConcurrentExecutions: 1}
  Closed:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: closed, ReservedConcurrentExecutions: 0}
"""


@pytest.fixture
def told(tmp_path) -> Callable[[], list[Any]]:
    return lambda: [json.loads(line) for line in (tmp_path / "told").open()]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Up]:
    place = tmp_path_factory.mktemp("events")
    (place / "code").mkdir()
    (place / "template.yaml").write_text(TEMPLATE)
    (place / "code/app.py").write_text(CODE)
    flags = ("--template", str(place / "template.yaml"), "--event-retry-s", "0")
    return lambda: start_up(place / "runs", *flags)


@pytest.fixture(scope="module")
def own(start) -> Iterator[Up]:
    up = start()
    yield up
    assert end(up) == 0


Send = Callable[..., str]


@pytest.fixture
def send(own, tmp_path) -> Send:
    (tmp_path / "told").touch()
    client = own.client("lambda")

    def invoke(function: str, name: str, **event: Any) -> str:
        payload = json.dumps({"told": str(tmp_path / "told"), "name": name, **event})
        answer = client.invoke(FunctionName=function, InvocationType="Event", Payload=payload)
        assert answer["StatusCode"] == 202
        assert answer["Payload"].read() == b""
        assert "FunctionError" not in answer
        return answer["ResponseMetadata"]["RequestId"]

    return invoke


def letters(up: Up, request_id: str, file: str = "dead-letters.jsonl") -> list[Any]:
    path = up.run / file
    records = [json.loads(line) for line in path.open()] if path.exists() else []
    return [record for record in records if record["requestContext"]["requestId"] == request_id]


def test_an_event_is_answered_before_it_is_served(send, told):
    request_id = send("good", "slow", sleep_s=0.5)
    assert eventually(lambda: told() == [[request_id, "slow"]], 10)


def test_a_success_is_recorded_where_aws_would_tell_a_destination(send, own):
    # test_assess_lambda_destination_invocation of LocalStack's snapshots, 2024-03-21
    request_id = send("told", "fine")
    assert eventually(lambda: letters(own, request_id, "on-success.jsonl"), 10)
    (record,) = letters(own, request_id, "on-success.jsonl")
    assert record["requestContext"]["condition"] == "Success"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    assert record["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST"}
    assert record["responsePayload"] == {"served": "fine"}
    assert not letters(own, send("good", "untold"), "on-success.jsonl")
    config = own.client("lambda").get_function_event_invoke_config(FunctionName="told")
    assert config["DestinationConfig"] == {
        "OnSuccess": {"Destination": "arn:aws:sqs:us-east-1:123456789012:Queue"},
        "OnFailure": {},
    }


def test_an_event_that_fails_is_tried_again_under_its_request_id(send, told, own):
    request_id = send("good", "third", fails_until=3)
    assert eventually(lambda: told() == [[request_id, "third"]] * 3, 10)
    assert not letters(own, request_id)


def test_what_fails_three_times_is_written_down_as_aws_does(send, own, told):
    request_id = send("good", "never", fails_until=99)
    assert eventually(lambda: letters(own, request_id), 10)
    (record,) = letters(own, request_id)
    assert record["requestContext"] == {
        "requestId": request_id,
        "functionArn": "arn:aws:lambda:us-east-1:123456789012:function:good:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 3,
    }
    assert record["requestPayload"]["name"] == "never"
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": "Unhandled",
    }
    assert record["responsePayload"]["errorType"] == "KeyError"
    assert len(told()) == 3


def test_events_that_are_throttled_wait_and_all_come_to_their_turn(send, own, told):
    sent = {send("lone", f"event {number}", sleep_s=0.05): number for number in range(10)}
    assert eventually(lambda: len(told()) == 10, 20)
    assert {request_id for request_id, _ in told()} == set(sent)
    assert not any(letters(own, request_id) for request_id in sent)


def test_a_function_that_is_off_is_not_tried(send, own):
    request_id = send("closed", "off")
    assert eventually(lambda: letters(own, request_id), 5)
    (record,) = letters(own, request_id)
    assert record["requestContext"]["condition"] == "ZeroReservedConcurrency"
    assert record["requestContext"]["approximateInvokeCount"] == 0
    assert "responseContext" not in record


def test_an_event_that_is_refused_is_not_queued(own):
    client = own.client("lambda")
    with pytest.raises(client.exceptions.InvalidRequestContentException):
        client.invoke(FunctionName="good", InvocationType="Event", Payload=b"{")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.invoke(FunctionName="nope", InvocationType="Event")


def sent_late(up, told):
    """The ids of three events that take long, once the first is served."""
    client = up.client("lambda")
    payload = json.dumps({"told": str(told), "name": "late", "sleep_s": 30})
    ids = {
        client.invoke(FunctionName="lone", InvocationType="Event", Payload=payload)[
            "ResponseMetadata"
        ]["RequestId"]
        for _ in range(3)
    }
    assert eventually(told.exists, 10)
    return ids


def test_what_is_on_its_way_when_the_harness_is_killed_is_kept(start, tmp_path):
    up = start()
    ids = sent_late(up, tmp_path / "told")
    up.process.kill()
    up.process.wait(10)
    kept = [json.loads(path.read_text()) for path in (up.run / "queued-events").iterdir()]
    assert {record["requestContext"]["requestId"] for record in kept} == ids
    assert kept[0]["requestPayload"]["name"] == "late"


def test_what_is_on_its_way_when_the_harness_stops_is_written_down(start, tmp_path):
    up = start()
    ids = sent_late(up, tmp_path / "told")
    assert end(up) == 0
    records = [json.loads(line) for line in (up.run / "dead-letters.jsonl").open()]
    assert {record["requestContext"]["requestId"] for record in records} == ids
    assert {record["requestContext"]["condition"] for record in records} == {"HarnessStopped"}
