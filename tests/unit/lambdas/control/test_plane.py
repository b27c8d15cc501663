"""Every operation of botocore's service model, the served ones and the others."""

from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from harness.lambdas.protocol.operations import OPERATIONS
from tests.unit.lambdas.control.sdk import ARN

MODEL = botocore.session.Session().get_service_model("lambda")
INVOKES = {"Invoke", "InvokeWithResponseStream"}


def value_of(shape: Any, depth: int = 0) -> Any:
    """A value that a client sends without complaint."""
    if shape.type_name == "structure":
        return {
            name: value_of(member, depth + 1) for name, member in shape.members.items() if depth < 3
        }
    if shape.type_name in ("list", "map"):
        return [] if shape.type_name == "list" else {}
    if shape.type_name == "blob":
        return b"x"
    return {"boolean": True, "string": "x", "timestamp": 0}.get(shape.type_name, 1)


def requests(operation: str) -> list[dict[str, Any]]:
    """The least that it takes, all that it takes, and the same of a function that there is."""
    shape = MODEL.operation_model(operation).input_shape
    least = {name: value_of(shape.members[name]) for name in shape.required_members}
    known = {"FunctionName": "rich", "Name": "live", "Qualifier": "live", "Resource": f"{ARN}rich"}
    existing = {name: value for name, value in known.items() if name in shape.members}
    return [least, value_of(shape), least | existing, value_of(shape) | existing]


@pytest.mark.parametrize("operation", MODEL.operation_names)
def test_whatever_is_asked_the_answer_is_one_that_the_sdk_understands(api, operation) -> None:
    for parameters in requests(operation):
        try:
            answer = getattr(api, xform_name(operation))(**parameters)
        except ClientError as refused:
            answer = refused.response
            assert answer["Error"]["Code"] not in ("", "Unknown", str(status(answer)))
            assert answer["Error"]["Message"]
        assert 200 <= status(answer) < 500
        assert operation in OPERATIONS or status(answer) == 404


def status(answer: Any) -> int:
    return int(answer["ResponseMetadata"]["HTTPStatusCode"])


def test_each_served_operation_has_one_handler(door) -> None:
    assert set(door.control.operations()) == OPERATIONS.keys() - INVOKES


def test_an_operation_that_is_not_served_is_named(refusal) -> None:
    assert refusal("publish_layer_version", LayerName="x", Content={}) == (
        "UnknownOperationException",
        "The harness serves no such operation of lambda: POST /2018-10-31/layers/x/versions",
    )
