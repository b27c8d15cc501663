"""Answers: ack-api-quirks DDB-TABLE-011, -442, measured on AWS, 2026-10-08."""

import pytest

from harness.dynamodb.protocol.arns import named_as_requested, plainly_named, refuse_arns
from harness.model.location import Location

HERE = Location("eu-west-1", "123456789012")
CARS = HERE.table_arn("cars")
ELSEWHERE = Location("eu-west-2", "123456789012").table_arn("cars")


def statement(name: str) -> str:
    return f'SELECT * FROM "{name}" WHERE a = \'"{name}"\''


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (
            {"TransactItems": [{"Get": {"TableName": CARS, "Key": {}}}, {"Put": {}}, "?"]},
            {"TransactItems": [{"Get": {"TableName": "cars", "Key": {}}}, {"Put": {}}, "?"]},
        ),
        ({"Statement": f'SELECT * FROM "{CARS}"'}, {"Statement": 'SELECT * FROM "cars"'}),
        (
            {"Statement": f'SELECT * FROM "{CARS}"."by ""x"""'},
            {"Statement": 'SELECT * FROM "cars"."by ""x"""'},
        ),
        (
            {"Statements": [{"Statement": statement(CARS)}, 5]},
            {"Statements": [{"Statement": f'SELECT * FROM "cars" WHERE a = \'"{CARS}"\''}, 5]},
        ),
        (
            {"TransactStatements": [{"Statement": f'DELETE FROM "{CARS}"'}]},
            {"TransactStatements": [{"Statement": 'DELETE FROM "cars"'}]},
        ),
    ],
)
def test_the_engine_is_asked_by_name_where_it_knows_no_arn(body, plain) -> None:
    assert refuse_arns(body, HERE) is None
    assert plainly_named(body) == plain


@pytest.mark.parametrize(
    "body",
    [
        {"TableName": CARS},
        {"TableName": 5},
        {"RequestItems": {CARS: {}}},
        {"TransactItems": [{"Put": {"TableName": "cars"}}]},
        {"TransactItems": 5, "Statement": 5, "Statements": "?", "RequestItems": []},
        {"Statement": "INSERT INTO \"cars\" VALUE {'a': 'arn:aws:dynamodb:x:1:table/t'}"},
    ],
)
def test_all_else_goes_on_as_it_is(body) -> None:
    assert plainly_named(body) is body


INVALID = "1 validation error detected: Invalid "


@pytest.mark.parametrize(
    ("arn", "name", "message"),
    [
        (ELSEWHERE, "ValidationException", f"{INVALID}AWS region in '{ELSEWHERE}'"),
        (
            Location("cn-north-1", "123456789012").table_arn("cars"),
            "ValidationException",
            f"{INVALID}AWS partition in 'arn:aws-cn:dynamodb:cn-north-1:123456789012:table/cars'",
        ),
        (
            f"{CARS}/index/by-colour",
            "ValidationException",
            f"{INVALID}resource type in '{CARS}/index/by-colour'",
        ),
        (
            f"{CARS}/stream/2026-01-01T00:00:00.000",
            "ValidationException",
            f"{INVALID}resource type in '{CARS}/stream/2026-01-01T00:00:00.000'",
        ),
        (
            Location("eu-west-1", "999999999999").table_arn("cars"),
            "AccessDeniedException",
            "Access is denied",
        ),
    ],
)
@pytest.mark.parametrize(
    "request_of",
    [
        lambda arn: {"TableName": arn},
        lambda arn: {"RequestItems": {"other": {}, arn: {}}},
        lambda arn: {"TransactItems": [{"Update": {"TableName": arn}}]},
        lambda arn: {"Statement": f'SELECT * FROM "{arn}"'},
        lambda arn: {"Statements": [{"Statement": f'SELECT * FROM "{arn}"'}]},
        lambda arn: {"TransactStatements": [{"Statement": f'SELECT * FROM "{arn}"'}]},
    ],
)
def test_an_arn_of_another_place_or_thing_is_refused_wherever_it_stands(
    request_of, arn, name, message
) -> None:
    refusal = refuse_arns(request_of(arn), HERE)
    assert refusal is not None
    assert (refusal.name, refusal.message) == (name, message)


def test_a_batch_is_answered_by_the_names_of_its_request() -> None:
    body = {"RequestItems": {CARS: {}, "other": {}}}
    answer = {"Responses": {"cars": [1], "other": [2]}, "UnprocessedKeys": {"cars": 3}}
    assert named_as_requested(body, answer) == {
        "Responses": {CARS: [1], "other": [2]},
        "UnprocessedKeys": {CARS: 3},
    }
