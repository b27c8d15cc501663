import pytest

from harness.load.answer import Outcome
from harness.load.table_answer import TableAnswer


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (TableAnswer(200), Outcome.ANSWERED),
        (TableAnswer(400, "ProvisionedThroughputExceededException"), Outcome.THROTTLED),
        (TableAnswer(400, "ThrottlingException"), Outcome.THROTTLED),
        (TableAnswer(400, "ConditionalCheckFailedException"), Outcome.REFUSED),
        (TableAnswer(400, "ValidationException"), Outcome.FAILED),
        (TableAnswer(0, "ConnectionRefusedError"), Outcome.FAILED),
        (
            TableAnswer(
                400, "TransactionCanceledException", {"Message": "[ThrottlingError, None]"}
            ),
            Outcome.THROTTLED,
        ),
        (
            TableAnswer(400, "TransactionCanceledException", {"Message": "[None, None]"}),
            Outcome.REFUSED,
        ),
    ],
)
def test_throttled_refused_and_failed_are_told_apart(answer: TableAnswer, outcome: Outcome) -> None:
    assert answer.outcome is outcome


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ({}, 0),
        ({"ConsumedCapacity": {"CapacityUnits": 1.5}}, 1.5),
        ({"ConsumedCapacity": [{"CapacityUnits": 1.0}, {"CapacityUnits": 2.0}]}, 3),
    ],
)
def test_units_are_those_that_dynamodb_says(said: dict[str, object], units: float) -> None:
    assert TableAnswer(200, body=said).capacity_units == units


def test_what_went_wrong_is_said_in_a_few_words() -> None:
    assert TableAnswer(400, "X").describe() == "DynamoDB answered X"
    assert TableAnswer(0, "TimeoutError").describe() == "no answer: TimeoutError"
