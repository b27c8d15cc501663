"""What AWS refuses is refused here, in its words and in its shape, by the whole stack."""

from collections.abc import Iterator

import pytest

from tests.conftest import Up
from tests.system.dynamodb_wire import Json, Wire
from tests.system.error_cases import CANCELLED, ERROR_CASES, HASH, RANGE, TABLES, ErrorCase


@pytest.fixture(scope="module")
def wire(stack: Up) -> Iterator[Wire]:
    """The tables, with the two items that cases need."""
    wire = Wire(stack.port)
    for table in TABLES:
        wire.call("CreateTable", **table)
    wire.call("PutItem", TableName=HASH, Item={"pk": {"S": "there"}})
    number = {"pk": {"S": "n"}, "sk": {"S": "a"}, "n": {"N": "1"}}
    wire.call("PutItem", TableName=RANGE, Item=number)
    yield wire
    for table in TABLES:
        wire.call("DeleteTable", TableName=table["TableName"])
    wire.close()


def test_every_case_has_a_title_of_its_own() -> None:
    titles = [case.title for case in ERROR_CASES]
    assert len(titles) == len(set(titles)) > 300


@pytest.mark.parametrize("case", ERROR_CASES, ids=[case.title for case in ERROR_CASES])
def test_aws_says(wire: Wire, case: ErrorCase) -> None:
    status, error = wire.send(case.operation, **case.body)
    assert status == 400, error
    assert error["__type"].rpartition("#")[2] == case.code
    assert error["Message" if case.code == CANCELLED else "message"] == case.message
    assert _messages(error) == case.reasons


def _messages(error: Json) -> tuple[str | None, ...]:
    """Of the reasons, which have a message exactly where they have a code."""
    reasons = error.get("CancellationReasons") or ()
    assert all((reason["Code"] == "None") == ("Message" not in reason) for reason in reasons)
    return tuple(reason.get("Message") for reason in reasons)
